/** The local page and the reading that the tests judge by: both show the same lists, escapes and words. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import more from '../cases/more-words.json' with { type: 'json' }
import words from '../cases/words.json' with { type: 'json' }
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { renderMarkdown } from '../../src/playground/page/discord-markdown.js'
import { readMessage, visibleText } from '../reading/discord-reading.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
const fold = (text: string): string => text.replaceAll('\u200b', '').replace(/\s+/g, ' ').trim()

/** What the page shows, with the bullets and numbers that a browser draws. */
function shown(html: string): string {
  /** The numbers of the open lists; undefined for bullets. */
  const next: (number | undefined)[] = []
  const text = html.replace(
    /<(\/?)(\w+)([^>]*)>/g,
    (_tag, slash: string, name: string, attributes: string) => {
      const isList = name === 'ol' || name === 'ul'
      if (isList && slash === '') {
        const start = /start="(\d+)"/.exec(attributes)?.[1]
        next.push(start === undefined ? undefined : Number(start))
      }
      if (isList && slash !== '') next.pop()
      if (name !== 'li' || slash !== '') return /^(?:li|ol|ul|div|h\d|pre|blockquote)$/.test(name) ? '\n' : ''
      const number = next.pop()
      next.push(number === undefined ? undefined : number + 1)
      return number === undefined ? '• ' : `${number}. `
    },
  )
  return fold(text.replace(/&(lt|gt|quot|#39|amp);/g, (_name, body: string) => ENTITIES[body] ?? ''))
}
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

describe('the page differs from the reading with reason', () => {
  test('a mention has a name on the page, the reading keeps what it is written with', () => {
    expect(shown(renderMarkdown('<@1>', { members: { '1': 'Ada' } }))).toBe('@Ada')
    expect(read('<@1>')).toBe('<@1>')
  })
  test('the label of a link keeps its backslash on the page, as in the client, and loses it in the package', () => {
    expect(shown(renderMarkdown('[a\\*b](https://x.org)'))).toBe('a\\*b')
    expect(read('[a\\*b](https://x.org)')).toBe('a*b')
  })
  test('the page reads no deeper than is safe, the package reads on', () => {
    const deep = `${'- '.repeat(20)}a`
    expect(shown(renderMarkdown(deep))).toBe(`${'• '.repeat(12)}${'- '.repeat(8)}a`)
    expect(read(deep)).toBe(`${'• '.repeat(20)}a`)
  })
})
