/** An answer that breaks off is gone on with, in the same life of the thread and in the next. */

import { describe, expect, test } from 'vitest'
import type { Why } from '../../src/converse/claude/failure.ts'
import { hasFailed } from '../../src/converse/turn/answer.ts'
import type { TurnDeps } from '../../src/converse/turn/turn-deps.ts'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import { answer } from '../build.ts'
import { fakeTools } from '../fakes/turn-tools.ts'
import { type Act, said, end, failed, play, english } from '../fakes/play-turn.ts'

const half = 'The first half of a longer ans'

const rest = (more: string): readonly Act[] => [said(half), said(more), end()]

describe('an answer that breaks off is gone on with', () => {
  test.each<Why>(['cut off', 'unreachable', 'silent', 'overloaded', 'rate limited'])(
    'after "%s", as if nothing had been',
    async (why) => {
      const {
        text,
        notes,
        calls,
        shown,
        end: ended,
      } = await play({
        claude: [[said(half), failed(why)], rest('wer.')],
      })
      expect([text, notes, calls.length]).toEqual([`${half}wer.`, [], 2])
      expect(ended.exchange?.answered).toBe(`${half}wer.`)
      expect(ended.report).toMatchObject({ outcome: 'answered', why: '', claudeCalls: 2 })
      expect(shown[1]?.at(-2)).toContain(half)
      expect(shown[1]?.at(-1)).toMatch(
        /ended with The first half of a longer ans\\n.*Continue from where you left off/,
      )
    },
  )

  test('as often as it takes, while each call brings something', async () => {
    const words = 'one two three four five six seven eight'.split(' ')
    const claude = words.map((_, n) => [
      said(`${words.slice(0, n + 1).join(' ')} `),
      n === words.length - 1 ? end() : failed('cut off'),
    ])
    const { text, notes, calls } = await play({ claude })
    expect([text.trim(), notes, calls.length]).toEqual([words.join(' '), [], words.length])
  })

  test('but not for ever', async () => {
    let n = 0
    const claude = Array.from({ length: 40 }, () => [said(` word${(n += 1)}`), failed('cut off')])
    const { notes, calls } = await play({ claude })
    expect([notes, calls.length]).toEqual([[english('cut off')], 12])
  })

  test('a crash takes the stream, and another life goes on from what was heard', async () => {
    const {
      text,
      calls,
      shown,
      known,
      end: ended,
    } = await play({
      turn: { answer: answer({ text: half }), attempt: 2 },
      claude: [rest('wer.')],
    })
    expect([text, calls.length]).toEqual([`${half}wer.`, 1])
    expect(shown[0]?.at(-2)).toContain(half)
    expect(known.said).toBe(`${half}wer.`)
    expect(ended.report).toMatchObject({ cache: 'bypass', cacheWhy: 'taken up', outcome: 'answered' })
  })

  test('what was concluded is shown again and asks nobody', async () => {
    const first = await play({ claude: [[said('All of it.'), end('max_tokens')]] })
    const {
      text,
      notes,
      calls,
      end: ended,
    } = await play({
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect([text, notes, calls]).toEqual(['All of it.', [english('length limit')], []])
    expect(ended.exchange).toEqual(first.end.exchange)
    const same = ['outcome', 'why', 'model', 'claudeCalls', 'outputTokens', 'characters'] as const
    for (const figure of same) expect(ended.report[figure]).toEqual(first.end.report[figure])
  })

  test('what was taken up is not kept for others: of its rounds not all may be known any more', async () => {
    const first = await play({ claude: [[said('All of it.'), end()]], cache: undefined })
    const { kept, end: ended } = await play({
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect([kept.size, ended.report.notKept]).toEqual([0, 'taken up'])
  })

  test('that tools were answered from memory is counted in the next life too', async () => {
    const tools = fakeTools({ figures: () => ({ calls: 3, hits: 2 }) })
    const first = await play({ tools })
    expect(first.end.report.toolHits).toBe(2)
    const second = await play({
      tools: fakeTools(),
      turn: { answer: first.known.ended ?? answer(), attempt: 2 },
    })
    expect(second.end.report.toolHits).toBe(2)
  })

  test('files of a shared answer are written down for who only listens, too', async () => {
    const answers: TurnDeps['shared'] = sharedAnswers(hasFailed)
    const file = { name: 'chart.png', type: 'image/png', content: new Uint8Array([1]) }
    const taken: unknown[] = []
    const take = (files: readonly unknown[]): unknown => taken.push(...files)
    const [first, second] = await Promise.all([
      play({ answers, tools: fakeTools({ outgoing: () => [file], take }) }),
      play({ answers, tools: fakeTools({ take }) }),
    ])
    expect([first.calls.length, second.calls.length]).toEqual([1, 0])
    expect(taken).toEqual([file])
  })

  test('its ending is written down before our sentences stand under it', async () => {
    const { known } = await play({ claude: [[said('All of it.'), end('max_tokens')]] })
    expect([known.ended?.text, known.after]).toEqual(['All of it.', 0])
  })

  test('at the deadline what was heard stands, with a sentence', async () => {
    const { text, notes, calls } = await play({
      startAt: 900_000,
      question: { askedAt: 0 },
      turn: { answer: answer({ text: half }), attempt: 2 },
      claude: [['for ever']],
    })
    expect([text, notes, calls.length <= 1]).toEqual([half, [english('time limit')], true])
  })
})
