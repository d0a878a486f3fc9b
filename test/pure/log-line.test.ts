/** What the terminal of the playground shows of the bot's log. */

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { TurnReport } from '../../src/measure/figures.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { logEvent } from '../../src/measure/turn-report.ts'
import { logLine, timeOf } from '../../src/playground/log-line.ts'
import { interactionId, question, variants } from '../build.ts'

const report: TurnReport = {
  turn: interactionId('786008729715212338'),
  thread: question().thread,
  guild: null,
  outcome: 'answered',
  why: '',
  cache: 'miss',
  cacheWhy: 'none',
  cacheAgeMs: undefined,
  notKept: '',
  session: 'new',
  attempt: 1,
  model: 'claude-haiku-5-5',
  claudeCalls: 1,
  toolCalls: 0,
  toolMs: 0,
  toolHits: 0,
  healed: '',
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  usd: 0,
  usdMicro: '24',
  ...variantFields(variants()),
  waitedMs: 0,
  firstTextMs: 100,
  firstWordsMs: 812,
  totalMs: 2_340,
  cacheMs: 20,
  lastEditMs: 150,
  pages: 1,
  edits: 4,
  rateLimited: 0,
  refused: 0,
  characters: 0,
  rowsRead: 16,
  rowsWritten: 17,
  heldBytes: 18,
}
const asked = {
  '786008729715212338': { member: 'Ben', channel: '#random', text: 'Which film on Fri…' },
  '2': { member: 'Ada', channel: 'direct messages', text: '' },
} as const
const lineOf = (level: string, message: string): string | undefined =>
  logLine(level, message, (id) => Object.entries(asked).find(([turn]) => turn === id)?.[1])

/** As a console prints an object. */
const turn = (partial: Partial<TurnReport> = {}): string => inspect(logEvent({ ...report, ...partial }))

test('a turn is one line', () => {
  expect(lineOf('log', turn())).toBe(
    'Ben, #random, “Which film on Fri…”: answered · waited 0.0 s · first words after 0.8 s · all after 2.3 s · 4 edits · attempt 1 · cache miss · session new',
  )
})

test('a turn without words, with a reason, with one edit', () => {
  expect(
    lineOf(
      'log',
      turn({
        outcome: 'refused',
        why: 'key refused',
        firstWordsMs: undefined,
        edits: 1,
        attempt: 2,
        waitedMs: 1_500,
        turn: interactionId('2'),
      }),
    ),
  ).toBe(
    'Ada, direct messages: refused (key refused) · waited 1.5 s · all after 2.3 s · 1 edit · attempt 2 · cache miss · session new',
  )
})

test('a turn that the local Discord does not know is told without its question', () => {
  expect(lineOf('log', turn({ turn: interactionId('3') }))).toMatch(/^answered · waited/)
})

test('the time is that of the day', () => {
  expect(timeOf(0)).toMatch(/^\d\d:\d\d:00$/)
})

test('a failure of Claude’s is told with its details', () => {
  const failed = inspect({
    evt: 'claude.failed',
    turn: '1',
    why: 'overloaded',
    detail: '529 overloaded_error',
    model: 'x',
  })
  expect(lineOf('warn', failed)).toBe('Claude failed: overloaded (529 overloaded_error)')
})

test('a detail with a quote in it is whole', () => {
  const failed = inspect({ evt: 'claude.failed', why: 'silent', detail: `Claude's line` })
  expect(lineOf('warn', failed)).toBe("Claude failed: silent (Claude's line)")
})

test('other warnings and errors are one line each, everything else is not shown', () => {
  expect(lineOf('error', '{\n  evt: "front.bug",\n  message: "x"\n}')).toBe(
    '{ evt: "front.bug", message: "x" }',
  )
  expect(lineOf('warn', 'a  warning')).toBe('a warning')
  expect(lineOf('log', inspect({ evt: 'ask.accept', outcome: 'ask' }))).toBeUndefined()
  expect(lineOf('info', 'anything')).toBeUndefined()
})

test.each([
  [
    {
      evt: 'claude.paused',
      v: 1,
      model: 'claude-haiku-5-5',
      why: 'overloaded',
      open_ms: 17_655,
      advice: 'None.',
    },
    'Claude is left alone for 17.7 s: claude-haiku-5-5 (overloaded)',
  ],
  [
    { evt: 'claude.recovered', v: 1, model: 'claude-haiku-5-5', why: 'overloaded', after_ms: 20_000 },
    'Claude is asked again: claude-haiku-5-5',
  ],
])('a model that rests, and that comes back, is one line', (event, line) => {
  expect(lineOf('warn', inspect(event))).toBe(line)
})

test.each([
  [
    { evt: 'summary.done', v: 1, thread: 'c:1', exchanges: 5, in_tok: 12, usd: 0.01, ms: 1_234 },
    'Earlier talk is summarised: exchanges 5 · took 1.2 s',
  ],
  [
    { evt: 'summary.failed', v: 1, thread: 'c:1', why: 'too long', exchanges: 5, ms: 10 },
    'Earlier talk could not be summarised: too long',
  ],
])('what becomes of a long conversation is one line', (event, line) => {
  expect(lineOf('log', inspect(event))).toBe(line)
})
