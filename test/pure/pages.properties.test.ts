/** Pages: what holds for every answer, however it is written, cut into pieces and looked at. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feed, frame, partsOf, startPages } from '../../src/deliver/pages.ts'
import type { Part } from '../../src/deliver/markdown/part.ts'
import type { Frame } from '../../src/deliver/pages.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const RUNS = 1_000

const word = fc.stringMatching(/^[a-zA-Z]{1,12}$/)
const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => `${words.join(' ')}.`)
const code = fc
  .array(fc.stringMatching(/^[ -_a-z{|}~é日👍]{0,80}$/u), { minLength: 1, maxLength: 80 })
  .filter((lines) => lines.some((line) => line.trim() !== ''))
const fragments = [
  '*',
  '**',
  '***',
  '_',
  '__',
  '~~',
  '||',
  '|',
  '`',
  '``',
  '```',
  '````',
  '```js\n',
  '~~~',
  '[',
  ']',
  '](',
  ')',
  '![',
  '(',
  '<',
  '>',
  '<@123456789012345678>',
  '<:a:1>',
  '<t:1700000000:R>',
  '<b>',
  '</b>',
  '<br>',
  '<!--',
  '-->',
  '<T>',
  '$',
  '$$',
  '\\',
  '\\(',
  '\\)',
  '\\[',
  '\n',
  '\n\n',
  '\n- ',
  '\n  - ',
  '\n1. ',
  '\n2) ',
  '\n> ',
  '\n>> ',
  '\n# ',
  '\n#### ',
  '\n---\n',
  '\n===\n',
  '\n    ',
  '\n| a | b |\n|---|--:|\n',
  '| 1 | 2 |\n',
  '\n|',
  ' ',
  '  ',
  '\t',
  '\r\n',
  'word',
  'word ',
  'Word. ',
  'https://example.com/a_b',
  '&amp;',
  '[^1]',
  '[x](https://example.com)',
  '__init__',
  '-# ',
  '👨‍👩‍👧',
  '🇩🇪',
  'e\u0301',
  '日本語。',
  '\u200b',
  '\ud83d',
  '\udc4d',
  'a'.repeat(100),
  'lorem ipsum dolor '.repeat(20),
  'x'.repeat(700),
  '*a '.repeat(30),
  '| c | d |\n'.repeat(20),
]
const wild = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(''))
const block = fc.oneof(
  sentence,
  sentence.map((text) => `**${text}** and *${text}*`),
  sentence.map((text) => `# ${text.slice(0, 40)}`),
  fc
    .array(sentence, { minLength: 1, maxLength: 8 })
    .map((items) => items.map((item) => `- ${item}`).join('\n')),
  fc
    .array(sentence, { minLength: 1, maxLength: 8 })
    .map((items) => items.map((item, at) => `${at + 1}. ${item}`).join('\n')),
  sentence.map((text) => `> ${text}`),
  code.map((lines) => `\`\`\`js\n${lines.join('\n').replaceAll('`', "'")}\n\`\`\``),
  fc
    .array(fc.tuple(word, word), { minLength: 1, maxLength: 50 })
    .map((rows) => ['| A | B |', '|---|---|', ...rows.map(([a, b]) => `| ${a} | ${b} |`)].join('\n')),
)
const answer = fc.array(block, { minLength: 1, maxLength: 14 }).map((blocks) => blocks.join('\n\n'))
const anyText = fc.oneof(wild, answer, fc.string({ unit: 'binary', maxLength: 300 }))

/** Cuts a text into pieces whose lengths come, in turn, from `sizes`. */
function cut(text: string, sizes: readonly number[]): readonly string[] {
  const pieces: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(text.slice(at, at + size))
    at += size
  }
  return pieces
}
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 500 })), {
  minLength: 1,
  maxLength: 5,
})

const whole = (text: string): Frame => {
  const pages = startPages()
  feed(pages, text)
  return frame(pages, { ended: true, maxPages: 1_000 })
}

/** Every frame on the way, with the text known at that time; the ended one comes last. */
function framesOf(text: string, steps: readonly number[]): readonly Frame[] {
  const pages = startPages()
  const frames: Frame[] = []
  for (const piece of cut(text, steps)) {
    feed(pages, piece)
    frames.push(frame(pages, { maxPages: 1_000, status: 'thinking' }))
  }
  return [...frames, frame(pages, { maxPages: 1_000, ended: true })]
}

const fencesIn = (page: string): number => page.split('```').length - 1
const codeIn = (pages: readonly string[]): string =>
  pages.flatMap((page) => Array.from(page.matchAll(/```js\n([^]*?)```/g), (found) => found[1])).join('')
const lettersIn = (text: string): readonly string[] => text.match(/[a-zA-Z]+/g) ?? []

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
  test('shows nearly all of what is there', () => {
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 40 }), fc.constantFrom(' ', '\n\n'), (parts, joint) => {
        const text = parts.join(joint)
        const pages = startPages()
        let known = 0
        for (const piece of cut(text, [25])) {
          feed(pages, piece)
          known += lettersIn(piece).join('').length
          const shown = frame(pages, { maxPages: 1_000 }).pages.flatMap(lettersIn).join('').length
          // While it is open where a page ends, the text beyond waits: a step of the line and the look ahead.
          expect(known - shown).toBeLessThan(320)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('finished pages', () => {
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
