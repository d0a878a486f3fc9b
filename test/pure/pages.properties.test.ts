/** Pages: what holds for every frame of an answer, however it is written, cut into pieces and looked at. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import type { Frame } from '../../src/deliver/pages.ts'
import { cpuMs } from '../fakes/cpu-time.ts'
import {
  RUNS,
  word,
  sentence,
  anyText,
  cut,
  sizes,
  whole,
  framesOf,
  fencesIn,
  lettersIn,
} from '../fakes/any-answer.ts'

/** Some pages long, with paragraphs and signs at their ends. */
const longText = fc
  .array(
    fc.tuple(
      fc.array(
        fc.oneof({ weight: 40, arbitrary: word }, fc.constantFrom('**', '`', '||', '[a](https://a.b)', '|')),
        {
          minLength: 5,
          maxLength: 80,
          size: 'max',
        },
      ),
      fc.constantFrom(' ', ' ', '\n', '\n\n', '\n- ', '\n> '),
    ),
    { minLength: 8, maxLength: 14, size: 'max' },
  )
  .map((parts) => parts.map(([words, joint]) => `${words.join(' ')}.${joint}`).join(''))

const longSteps = fc.array(fc.integer({ min: 20, max: 150 }), { minLength: 1, maxLength: 5 })

/** Some pages of plain sentences. */
const plainText = fc
  .array(
    fc.tuple(fc.array(word, { minLength: 5, maxLength: 80, size: 'max' }), fc.constantFrom(' ', ' ', '\n\n')),
    { minLength: 10, maxLength: 14, size: 'max' },
  )
  .map((parts) => parts.map(([words, joint]) => `${words.join(' ')}.${joint}`).join(''))

describe('every page of every frame', () => {
  test('is short enough, not blank, whole in its characters and balanced in its fences', () => {
    fc.assert(
      fc.property(anyText, sizes, (text, steps) => {
        for (const { pages, finished } of framesOf(text, steps)) {
          expect(finished).toBeLessThanOrEqual(pages.length)
          for (const page of pages) {
            expect(Array.from(page).length).toBeLessThanOrEqual(2_000)
            expect(page.trim()).not.toBe('')
            expect(page.isWellFormed()).toBe(true)
            expect(fencesIn(page) % 2).toBe(0)
          }
        }
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a growing answer', () => {
  test('has its marks and links in pairs in every frame', () => {
    const marked = fc
      .tuple(word, sentence, fc.constantFrom('**', '~~', '||', '`'))
      .map(([a, b, mark]) => `${a} ${mark}${b}${mark} ${a}`)
    const link = fc
      .tuple(word, word)
      .map(([a, b]) => `see [${a} **${b}**](https://example.com/${a}_${b}) too`)
    const text = fc.array(fc.oneof(marked, link), { maxLength: 25 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(text, sizes, (source, steps) => {
        for (const { pages } of framesOf(source, steps)) {
          for (const page of pages) {
            for (const mark of ['**', '~~', '||', '`']) expect(page.split(mark).length % 2).toBe(1)
            expect(page.replaceAll(/\[[^\]]*\]\(https:\/\/example\.com\/\w+_\w+\)/g, '')).not.toMatch(
              /[[\]]|\w\(/,
            )
          }
        }
      }),
      { numRuns: RUNS },
    )
  })
  test('shows nearly all of what is there, where a page ends too', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        const pages = startPages()
        let known = 0
        for (const piece of cut(text, [25])) {
          feed(pages, piece)
          known += lettersIn(piece).join('').length
          const shown = frame(pages, { maxPages: 1_000 }).pages.flatMap(lettersIn).join('').length
          expect(known - shown).toBeLessThan(60)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('finished pages', () => {
  test('never change where paragraphs run over the ends of pages', () => {
    fc.assert(
      fc.property(longText, longSteps, (text, steps) => {
        const pages = startPages()
        let finished: readonly string[] = []
        for (const piece of cut(text, steps)) {
          feed(pages, piece)
          const now = frame(pages, { maxPages: 1_000 })
          expect(now.pages.slice(0, finished.length)).toEqual(finished)
          finished = now.pages.slice(0, now.finished)
        }
        expect(whole(text).pages.slice(0, finished.length)).toEqual(finished)
      }),
      { numRuns: 25 },
    )
  })
  test('never change, and pages never become fewer', () => {
    fc.assert(
      fc.property(anyText, sizes, (text, steps) => {
        let before: Frame = { pages: [], finished: 0, attach: false }
        for (const now of framesOf(text, steps)) {
          expect(now.pages.slice(0, before.finished)).toEqual(before.pages.slice(0, before.finished))
          expect(now.finished).toBeGreaterThanOrEqual(before.finished)
          before = now
        }
      }),
      { numRuns: RUNS },
    )
  })
  test('depend on the text alone, not on its pieces nor on who looked', () => {
    fc.assert(
      fc.property(anyText, sizes, (text, steps) => {
        expect(framesOf(text, steps).at(-1)).toEqual(whole(text))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('work', () => {
  test('a step costs the same at the end of a long answer as at its start', () => {
    const text = '**Some** words of `text` in [a](https://example.com) line. '.repeat(1_000)
    const pages = startPages()
    let longest = 0
    for (const piece of cut(text, [5])) {
      feed(pages, piece)
      longest = Math.max(longest, pages.buffer.length)
      if (pages.blocks.leaf?.kind === 'paragraph') longest = Math.max(longest, pages.blocks.leaf.raw.length)
    }
    // What a frame reads is the open paragraph and the open page: neither grows with the answer.
    expect(longest).toBeLessThan(6_000)
  })
  test.each([
    '*',
    '[',
    '`',
    '|',
    '> ',
    '![a](',
    '$x ',
    '<a ',
    '_a',
    '**a ',
    '- ',
    '<!--',
    '1. ',
    '\\',
    '<b>',
    '`a ',
    '|a\n|-\n',
    'x',
    '🇩🇪',
    '\n',
    '[a](b)',
  ])('a text of nothing but %j is read without trouble', (unit) => {
    let pages: readonly string[] = []
    const took = cpuMs(() => {
      pages = whole(unit.repeat(Math.ceil(100_000 / unit.length))).pages
    })
    expect(pages.every((page) => Array.from(page).length <= 2_000)).toBe(true)
    expect(took).toBeLessThan(5_000)
  })
})
