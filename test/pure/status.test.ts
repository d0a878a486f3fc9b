/** What a member reads of a conversation's status. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { emptyStatus, replyToStatus, type Status, statusOf } from '../../src/converse/thread/status.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { health, type Health, unknownHealth } from '../../src/measure/health.ts'
import { line } from '../../src/deliver/plain-text.ts'
import { command, transcript } from '../build.ts'
import { counts } from '../fakes/health.ts'

const statusWith = (partial: Partial<Status> = {}): Status => ({
  exchanges: 3,
  questions: [],
  summary: undefined,
  sessionSince: 1_795_000_000_999,
  forgetsAt: 1_797_592_000_000,
  answering: 1,
  waiting: 2,
  heldBytes: 4_097,
  ...partial,
})
const measured = counts({
  totalsMs: [900, 2_345, 9_000],
  cacheUses: [
    { cache: 'hit', why: '', turns: 31, ageMs: 0 },
    { cache: 'miss', why: 'none', turns: 69, ageMs: 0 },
  ],
})
const figures = health(measured)
const text = (status: Status, bot?: Health, how: Parameters<typeof command>[0] = {}): string =>
  replyToStatus(status, bot, command(how)).text

test('a conversation in use, in English', () => {
  expect(text(statusWith(), figures)).toBe(
    [
      '**This conversation**',
      '- Questions and answers remembered in full: 3',
      '- Session: open since <t:1795000000:f>',
      '- I will forget this conversation on <t:1797592000:f> if nobody asks again',
      '- Answers in progress: 1',
      '- Questions waiting: 2',
      '- Memory used: 5 KB',
      'There is no summary yet.',
      '-# Half of all answers by this bot take less than 2.3 s · Saved answers: 31%',
    ].join('\n'),
  )
})

test('a private one with a summary, in German', () => {
  const status = statusWith({ sessionSince: undefined, summary: 'Ada heißt Ada.\nSie mag Tee.' })
  expect(text(status, figures, { language: 'de', private: true })).toBe(
    [
      '**Dein privates Gespräch hier**',
      '- Fragen und Antworten im vollen Wortlaut: 3',
      '- Sitzung: geschlossen, die nächste Frage öffnet eine neue',
      '- Ich vergesse dieses Gespräch am <t:1797592000:f>, wenn niemand mehr fragt',
      '- Antworten in Arbeit: 1',
      '- Wartende Fragen: 2',
      '- Belegter Speicher: 5 KB',
      'Claude sieht diese Zusammenfassung des früheren Gesprächs:',
      '> Ada heißt Ada.',
      '> Sie mag Tee.',
      '-# Die Hälfte aller Antworten dieses Bots dauert weniger als 2,3 s · Gespeicherte Antworten: 31 %',
    ].join('\n'),
  )
})

describe('a conversation in which nothing was said', () => {
  test('is a friendly sentence', () => {
    expect(replyToStatus(emptyStatus, undefined, command())).toEqual({
      does: 'say',
      why: 'nothing remembered',
      text: sentence('nothing remembered', 'en'),
    })
  })

  test('comes with the figures of the bot, where there are any', () => {
    expect(text(emptyStatus, figures)).toMatch(/`\/ask`\.\n-# Half of all answers /)
    expect(text(emptyStatus, unknownHealth())).not.toContain('-#')
    expect(text(emptyStatus, health({ ...measured, totalsMs: [] }))).not.toContain('-#')
  })

  test('is shown as soon as the first question is being answered', () => {
    expect(text({ ...emptyStatus, answering: 1 })).toContain('Answers in progress: 1')
    expect(text({ ...emptyStatus, answering: 1 })).not.toContain('I will forget')
  })
})

test('the last questions stand there with who asked, short and inert', () => {
  const exchanges = [
    { name: 'Zoe', asked: 'too old', answered: '' },
    { name: 'Ada', asked: 'How **do** I\n\n# undo?', answered: 'So.' },
    { name: 'Ben_*', asked: `<@1> @everyone ${'word '.repeat(40)}`, answered: 'No.' },
    { name: '', asked: 'https://example.com/x', answered: '' },
    { name: 'Cleo', asked: 'c', answered: '' },
    { name: 'Cleo', asked: 'd', answered: '' },
  ]
  const store = {
    heldBytes: () => 0,
    transcript: () => transcript({ exchanges }),
    times: () => ({
      sessionOpenedAt: undefined,
      lastTurnAt: 1,
      openTurns: 0,
      remembers: true,
      reportDueAt: undefined,
      heldUntil: undefined,
    }),
  }
  const status = statusOf(store, 0, { sessionIdleSeconds: 1_800, transcriptRetentionDays: 30 }, 2)
  expect(status.questions.map(({ name }) => name)).toEqual(['Ada', 'Ben_*', '', 'Cleo', 'Cleo'])
  const lines = text(status).split('\n')
  const at = lines.indexOf('The last questions:')
  expect(lines.slice(at + 1, at + 6)).toEqual([
    '> **Ada**: How \\*\\*do\\*\\* I \\# undo?',
    expect.stringMatching(/^> \*\*Ben\\_\\\*\*\*: \\<@\u200b1\\> @\u200beveryone word .*word…$/) as string,
    '> https\\://example.com/x',
    '> **Cleo**: c',
    '> **Cleo**: d',
  ])
  expect(text(status, undefined, { language: 'de' })).toContain('Die letzten Fragen:\n> **Ada**')
})

test('a summary of any length and content fits into one message and pings nobody', () => {
  const summary = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4_000, size: 'max' }),
    fc.string({
      unit: fc.constantFrom('@everyone ', '<@1>', '```', '\n', '👨‍👩‍👧', '*', 'word '),
      size: 'max',
      maxLength: 4_000,
    }),
  )
  fc.assert(
    fc.property(summary, fc.boolean(), fc.constantFrom('en', 'de'), (said, isPrivate, language) => {
      const questions = Array.from({ length: 5 }, () => ({
        name: line(said, 32),
        asked: line(said, 80),
      }))
      const shown = text(statusWith({ summary: said, questions }), figures, { private: isPrivate, language })
      expect(codePoints(shown)).toBeLessThanOrEqual(2_000)
      expect(shown).not.toMatch(/@(?!\u200b)|(?<!\\)<(?!t:\d+:f>)/)
      expect(shown.split('\n').at(-1)).toMatch(/^-# /)
    }),
    { numRuns: 300 },
  )
})

test('a summary that is too long fills the message', () => {
  const shown = text(statusWith({ summary: 'word '.repeat(5_000) }), figures)
  expect(codePoints(shown)).toBeGreaterThan(1_990)
  expect(shown).toMatch(/wo?r?d?…\n-# /)
})
