/** Pages keep all of an answer: its words, its code and its graphemes, and every edit has a name. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feed, partsOf, startPages } from '../../src/deliver/pages.ts'
import type { Part } from '../../src/deliver/markdown/part.ts'
import {
  RUNS,
  sentence,
  code,
  answer,
  anyText,
  sizes,
  whole,
  framesOf,
  fencesIn,
  lettersIn,
} from '../fakes/any-answer.ts'

const codeIn = (pages: readonly string[]): string =>
  pages.flatMap((page) => Array.from(page.matchAll(/```js\n([^]*?)```/g), (found) => found[1])).join('')

/** The text as the pages read it, with the line end that its last line may lack. */
const read = (text: string): string =>
  `${text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').toWellFormed()}\n`

const partsIn = (text: string): readonly Part[] => {
  const pages = startPages()
  feed(pages, text)
  return partsOf(pages).flat()
}

describe('edits', () => {
  test('have names, and all else is the text byte for byte, in its order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = read(text)
        const parts = partsIn(text)
        const kept = parts.filter(({ rule }) => rule === undefined)
        expect(kept.map(({ out }) => out)).toEqual(kept.map(({ from, to }) => source.slice(from, to)))
        expect(parts.map(({ from }) => from)).toEqual(parts.map(({ from }) => from).toSorted((x, y) => x - y))
      }),
      { numRuns: RUNS },
    )
  })
  test('taken back they give the text, but for the space where a page ends', () => {
    fc.assert(
      fc.property(answer, (text) => {
        const source = read(text)
        let at = 0
        let back = ''
        for (const { from, to } of partsIn(text)) {
          expect(source.slice(at, from).trim()).toBe('')
          back += source.slice(at, Math.max(at, to))
          at = Math.max(at, to)
        }
        expect(back.trim()).toBe(source.trim())
      }),
      { numRuns: RUNS },
    )
  })
})

describe('nothing is lost', () => {
  test('all words are there, in order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            sentence,
            sentence.map((text) => `- ${text}`),
            sentence.map((text) => `**${text}**`),
            sentence.map((text) => `> ${text}`),
          ),
          { maxLength: 40 },
        ),
        fc.constantFrom(' ', '\n', '\n\n'),
        (parts, joint) => {
          const text = parts.join(joint)
          expect(whole(text).pages.flatMap(lettersIn)).toEqual(lettersIn(text))
        },
      ),
      { numRuns: RUNS },
    )
  })
  test('code put together again is the code', () => {
    fc.assert(
      fc.property(sentence, code, fc.integer({ min: 1, max: 40 }), (text, lines, times) => {
        const body = `${lines
          .map((line) => line.repeat(times))
          .join('\n')
          .replaceAll('`', "'")}\n`
        const { pages } = whole(`${text}\n\n\`\`\`js\n${body}\`\`\`\n\n${text}`)
        expect(codeIn(pages).replace(/\n+$/, '')).toBe(body.replace(/\n+$/, ''))
        expect(pages.every((page) => fencesIn(page) % 2 === 0)).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })
  test('graphemes stay whole in text without spaces', () => {
    const unit = fc.constantFrom('👨‍👩‍👧‍👦', '👍🏽', '🇩🇪', 'e\u0301', '日', 'कि', 'x')
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 900 }), sizes, (units, steps) => {
        const known = new Set(units)
        for (const { pages } of framesOf(units.join(''), steps)) {
          const shown = pages.join('').replaceAll(/\n?-# thinking/g, '')
          for (const { segment } of segmenter.segment(shown)) expect(known).toContain(segment)
        }
      }),
      { numRuns: 200 },
    )
  })
})
