/** The line that says what an answer cost: what stands in it, and that it never makes another message. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { notAsked } from '../../src/converse/turn/cache-result.ts'
import { contentOf } from '../../src/converse/turn/content.ts'
import { next, startCourse } from '../../src/converse/turn/course.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { MESSAGE_CODE_POINTS } from '../../src/limits.ts'
import { answer, question, spoken, transcript, variants } from '../build.ts'

const cost = {
  model: 'claude-haiku-5-5',
  claudeCalls: 1,
  usage: { inputTokens: 1_000, cacheReadTokens: 200, cacheWriteTokens: 30, outputTokens: 4 },
  usd: 0.000_21,
  toolHits: 0,
}
const ended = { why: '' } as const

const asked = (language: 'en' | 'de', wanted?: boolean) =>
  question({ language, ...(wanted === undefined ? {} : { settings: { footer: wanted } }) })

/** The footer of an answer that came 1.4 s after its turn's start. */
function footer(of = asked('en', true), made: object = { cost }) {
  const turn = {
    question: of,
    spoken: spoken(of),
    transcript: transcript(),
    session: 'new',
    variants: variants(),
    attempt: 1,
    answer: answer(),
  } as const
  const course = startCourse(turn, notAsked('off'), 10_000)
  const grown = next(
    course,
    { kind: 'grows', answer: answer({ text: 'Yes.', ending: ended, ...made }) },
    11_400,
  )
  return contentOf(grown, of, 99_000).footer
}

describe('what stands in it', () => {
  test('model, time, tokens and dollars, as each language writes them', () => {
    expect(footer()).toBe('-# claude-haiku-5-5 · 1.4 s · 1,234 tokens · $0.0002')
    expect(footer(asked('de', true))).toBe('-# claude-haiku-5-5 · 1,4 s · 1.234 Tokens · 0,0002\u00a0$')
  })

  test.each([
    [0, '$0.0000'],
    [0.000_012_3, '$0.000012'],
    [0.053, '$0.0530'],
    [12.345_678, '$12.3457'],
  ])('%s dollars are %s', (usd, text) => {
    expect(footer(asked('en', true), { cost: { ...cost, usd } })).toMatch(new RegExp(`· \\${text}$`))
  })

  test('a price that nobody knows is left out', () => {
    expect(footer(asked('en', true), { cost: { ...cost, usd: undefined } })).toMatch(/1,234 tokens$/)
  })

  test('there is none where the server wants none, and where Claude was not asked', () => {
    expect(footer(asked('en'))).toBeUndefined()
    expect(footer(asked('en', false))).toBeUndefined()
    expect(footer(asked('en', true), {})).toBeUndefined()
  })

  test.each([
    ['en', '-# claude-haiku-5-5 · saved answer · $0'],
    ['de', '-# claude-haiku-5-5 · gespeicherte Antwort · 0\u00a0$'],
  ] as const)('of a cached answer it says so, in %s', (language, text) => {
    const of = asked(language, true)
    const hit = {
      answer: 'Yes.',
      madeAt: 1,
      expiresAt: 2,
      key: 'k',
      fingerprint: 'f',
      model: 'claude-haiku-5-5',
    }
    const turn = {
      question: of,
      spoken: spoken(of),
      transcript: transcript(),
      session: 'new',
      variants: variants(),
      attempt: 1,
      answer: answer(),
    } as const
    const course = startCourse(turn, { use: 'hit', why: '', hit, ageMs: 1 } as never, 0)
    expect(contentOf(course, of, 0).footer).toBe(text)
  })
})

describe('where it stands', () => {
  const FOOTER = '-# claude-haiku-5-5 · 1.4 s · 312 tokens · $0.0002'

  test.each([
    [undefined, `Yes.\n\n${FOOTER}`],
    ['-# 1 tool · 0.1 s', `Yes.\n\n-# 1 tool · 0.1 s\n${FOOTER}`],
  ])('under the note %s', (note, page) => {
    const pages = startPages()
    feed(pages, 'Yes.')
    const options = { ended: true, footer: FOOTER, ...(note === undefined ? {} : { note }) }
    expect(frame(pages, options).pages).toEqual([page])
  })

  test('it changes no page but the last, makes no other, and no page is too long', () => {
    const words = fc.constantFrom(
      'word ',
      '\n\n',
      '```\ncode\n',
      '\n```\n',
      '- item\n',
      'x'.repeat(700),
      '🦜'.repeat(300),
    )
    const note = fc.option(fc.constantFrom('-# 1 tool', 'x'.repeat(1_990)), { nil: undefined })
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 40 }), note, (text, under) => {
        const pages = startPages()
        feed(pages, text.join(''))
        const options = { ended: true, ...(under === undefined ? {} : { note: under }) }
        const without = frame(pages, options).pages
        const withIt = frame(pages, { ...options, footer: FOOTER }).pages
        expect(withIt.slice(0, -1)).toEqual(without.slice(0, -1))
        const last = without.at(-1)
        expect([last, `${last}\n${FOOTER}`, `${last}\n\n${FOOTER}`]).toContain(withIt.at(-1))
        expect(withIt).toHaveLength(without.length)
        for (const page of withIt) expect(codePoints(page)).toBeLessThanOrEqual(MESSAGE_CODE_POINTS)
      }),
    )
  })
})
