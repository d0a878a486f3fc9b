/**
 * What members read on the local page is what Claude has said: its words go through the page cutter, the package that
 * reads Discord's Markdown, and the page's own drawing, and are read from the HTML.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import more from '../cases/more-words.json' with { type: 'json' }
import words from '../cases/words.json' with { type: 'json' }
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { renderMarkdown } from '../../src/playground/page/discord-markdown.js'
import { readMessage, visibleText } from '../reading/discord-reading.ts'
import type { Run } from '../reading/discord-reading.ts'
import { firstFault, withoutRepeatedHeaders } from '../reading/first-fault.ts'
import { readHtml } from '../reading/html-reading.ts'
import { answer } from '../reading/random-markdown.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const fold = (text: string): string => text.replaceAll('\u200b', '').replace(/\s+/g, ' ').trim()
const shown = (html: string): string => fold(visibleText(readHtml(html)))
const read = (message: string): string => fold(visibleText(readMessage(message)).replaceAll('◦', '•'))

describe('a list of the page', () => {
  test.each([
    ['1) a\n2) b', '1) a 2) b'],
    ['+ a', '+ a'],
    ['3. a\n9. b\n\n\n1. c', '3. a 4. b 5. c'],
    ['- a\n3. b\n* c', '• a • b • c'],
    ['4. a\n- b', '4. a 5. b'],
    ['1. a\ntext\n5. b', '1. a text 5. b'],
    ['1. a\n   more\n\n   and more\n2. b', '1. a more and more 2. b'],
    ['1. a\n 5. b\n 9. c\n2. d', '1. a 5. b 6. c 2. d'],
    ['- a\n  - b\n    - c\n* d', '• a • b • c • d'],
    ['- 3. a', '• 3. a'],
    ['- **a\n- b**', '• **a • b**'],
    ['3\\. a\n5\\. b', '3. a 5. b'],
    ['> 3. a\n> 5. b', '3. a 4. b'],
    ['  - a\n- b', '• a • b'],
    ['- a\n# b', '• a b'],
    ['-a\n1.b', '-a 1.b'],
  ])('%j is seen as %j', (message, text) => {
    expect(shown(renderMarkdown(message))).toBe(text)
    expect(read(message)).toBe(text)
  })

  test('counts on only in its own level, however the items stand', () => {
    const line = fc.constantFrom(
      '- a',
      '* b',
      '1. c',
      '7. d',
      ' - e',
      '  3. f',
      '   g',
      '',
      'h',
      '      9. i',
      '1) j',
      '+ k',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const message = lines.join('\n').trim()
        expect(shown(renderMarkdown(message))).toBe(read(message))
      }),
      { numRuns: 500 },
    )
  })

  test('has items of their own for a view that grows', () =>
    expect(renderMarkdown('- a\n- b')).toBe(
      '<ul class="md-list"><li><div class="md-text">a</div></li><li><div class="md-text">b</div></li></ul>',
    ))

  test.each(['- ', '1. ', ' - a\n', '- a\n\n', '  1. a\n ', '- \n'])(
    'of two thousand %j takes no time to speak of',
    (unit) => {
      expect(cpuMs(() => renderMarkdown(unit.repeat(2_000)))).toBeLessThan(2_000)
    },
  )
})

test('the label of a masked link keeps its backslash', () => {
  expect(shown(renderMarkdown('[a\\*b](https://x.org)'))).toBe('a\\*b')
  expect(read('[a\\*b](https://x.org)')).toBe('a\\*b')
})

test('lists nest no deeper than is safe', () => {
  const deep = `${'- '.repeat(20)}a`
  expect(shown(renderMarkdown(deep))).toBe(`${'• '.repeat(12)}${'- '.repeat(8)}a`)
  expect(read(deep)).toBe(`${'• '.repeat(12)}${'- '.repeat(8)}a`)
})

test('a backslash drops before any sign, and the face keeps its own', () =>
  expect(shown(renderMarkdown('\\_a\\* \\Ä \\👍 \\b \\1 ¯\\_(ツ)_/¯'))).toBe('_a* Ä 👍 \\b \\1 ¯\\_(ツ)_/¯'))

interface Said {
  readonly id: string
  readonly say: readonly string[]
}
const cases = [...words, ...more] as unknown as readonly Said[]

test.each(cases.map(({ id, say }) => [id, say] as const))(
  'the page shows the text of case %s',
  (_id, say) => {
    const pages = startPages()
    feed(pages, say.join('\n'))
    const messages = frame(pages, { ended: true, maxPages: 100 }).pages
    expect(messages.map((message) => shown(renderMarkdown(message)))).toEqual(messages.map(read))
  },
)

/** The runs of all pages as the page draws them, one below the other. */
const drawn = (pages: readonly string[]): readonly Run[] =>
  withoutRepeatedHeaders(pages).flatMap((page) => [
    ...readHtml(renderMarkdown(page)),
    { text: '\n', styles: new Set() },
  ])

/** A fence that is seen as backticks is open, or holds nothing. */
const fencesSeen = (runs: readonly Run[]): readonly Run[] =>
  runs.filter(({ text, styles }) => text.includes('```') && !styles.has('code'))

/** Making a long counterexample smaller may take for ever; what was found by then is shown. */
const WITHIN = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true } as const

describe('an answer made by chance', () => {
  test('is read on the page word by word, each as what it is, when it has ended', () => {
    fc.assert(
      fc.property(answer, (written) => {
        const pages = startPages()
        feed(pages, written.source)
        const runs = drawn(frame(pages, { ended: true, maxPages: 1_000 }).pages)
        expect(firstFault(written, runs, true)).toBeUndefined()
        expect(fencesSeen(runs)).toEqual([])
      }),
      { ...WITHIN, numRuns: 200 },
    )
  })

  test('is read on the page word by word while it grows, with no fence open', () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 5, max: 60 }), (written, step) => {
        const pages = startPages()
        for (let at = 0; at < written.source.length; at += step) {
          feed(pages, written.source.slice(at, at + step))
          const runs = drawn(frame(pages, { maxPages: 1_000 }).pages)
          expect(firstFault(written, runs, false)).toBeUndefined()
          expect(fencesSeen(runs)).toEqual([])
        }
      }),
      { ...WITHIN, numRuns: 30 },
    )
  })
})

test('a mention has a name on the page, the reading keeps what it is written with', () => {
  const mention = '<@100000000000000001>'
  expect(shown(renderMarkdown(mention, { members: { '100000000000000001': 'Ada' } }))).toBe('@Ada')
  expect(read(mention)).toBe(mention)
})
