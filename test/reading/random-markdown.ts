/** Answers as a model writes them, made by chance together with the words that a reader must see, in order. */
import fc from 'fast-check'
import type { Style } from './discord-reading.ts'

export interface Spoken {
  readonly text: string
  /** How the word must be shown in every frame. */
  readonly style?: Style
}

export interface Written {
  readonly source: string
  readonly words: readonly Spoken[]
}

const LETTERS = /[\p{L}\p{N}\p{M}]+/gu
const spoken = (text: string, style?: Style): readonly Spoken[] =>
  (text.match(LETTERS) ?? []).map((word) => (style === undefined ? { text: word } : { text: word, style }))
const plain = (source: string): Written => ({ source, words: spoken(source) })
const mark = (before: string, text: string, behind: string, style: Style): Written => ({
  source: before + text + behind,
  words: spoken(text, style),
})
const join = (parts: readonly Written[], between: string): Written => ({
  source: parts.map(({ source }) => source).join(between),
  words: parts.flatMap(({ words }) => words),
})
const prefixed = (first: string, rest: string, { source, words }: Written): Written => ({
  source: first + source.replaceAll('\n', `\n${rest}`),
  words: [...spoken(first), ...words],
})
const styledAs = (style: Style, { source, words }: Written): Written => ({
  source,
  words: words.map(({ text }) => ({ text, style })),
})

const latin = fc.stringMatching(/^[a-z]{2,9}$/)
const word = fc.oneof(
  { weight: 6, arbitrary: latin },
  fc.constantFrom('Straße', 'été', 'año', 'слово', '言葉', '重要', 'كلمة', 'Zeit', 'naïve'),
)
const phrase = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
const number = fc.integer({ min: 0, max: 40 })

/** Signs that Discord would take for marks. In Chinese and Japanese a star inside a word is one. */
const technical = fc.oneof(
  phrase.map(plain),
  fc.tuple(number, latin, latin).map(([n, a, b]) => plain(`${n}*${a}*${b}`)),
  fc.tuple(word, word).map(([a, b]) => plain(`${a}_${b}_x`)),
  fc.tuple(number, number).map(([a, b]) => plain(`${a} * ${b} = ${a * b}`)),
  fc.tuple(word, word).map(([a, b]) => plain(`Map<${a}, ${b}>`)),
  fc.tuple(word, number).map(([a, n]) => plain(`${a}[${n}](x)`)),
  word.map((a) => plain(`__${a}__`)),
  word.map((a) => plain(`~${a}`)),
  fc.tuple(word, word).map(([a, b]) => plain(`${a} >= ${b}`)),
  word.map((a) => mark('`', `${a}_*x`, '`', 'code')),
  fc.constantFrom('¯\\_(ツ)_/¯', '^_^', '>_<', '$5', 'C:\\x', '3. Oktober', 'src/**/*.ts').map(plain),
)
/** Marks that are meant. */
const marked = fc.oneof(
  phrase.map(plain),
  phrase.map((text) => mark('**', text, '**', 'bold')),
  phrase.map((text) => mark('*', text, '*', 'italic')),
  phrase.map((text) => mark('~~', text, '~~', 'strike')),
  phrase.map((text) => mark('||', text, '||', 'spoiler')),
  phrase.map((text) => mark('`', text, '`', 'code')),
  phrase.map((text) => mark('[', text, '](https://example.com/a)', 'link')),
  fc.stringMatching(/^[a-z]{3,8}$/).map((path) => plain(`https://example.com/${path}`)),
)
const sentence = fc.oneof(
  fc.array(technical, { minLength: 1, maxLength: 6 }),
  fc.array(marked, { minLength: 1, maxLength: 6 }),
)
/** One line of prose. It begins with a word, so that no sign stands at its start by chance. */
const line = fc.tuple(word, sentence).map(([first, parts]) => join([plain(first), ...parts], ' '))
const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => join(lines, '\n'))

const heading = fc
  .tuple(fc.constantFrom('# ', '## ', '### '), phrase)
  .map(([level, text]) => prefixed(level, '', styledAs('heading', plain(text))))
const bullets = fc
  .array(fc.tuple(line, fc.array(line, { maxLength: 2 })), { minLength: 1, maxLength: 4 })
  .map((items) =>
    join(
      items.map(([item, inner]) =>
        join([prefixed('- ', '  ', item), ...inner.map((one) => prefixed('  - ', '    ', one))], '\n'),
      ),
      '\n',
    ),
  )
/** Numbers that count, skip, repeat or go back: the reader must see those that were written. */
const numbers = fc
  .tuple(fc.array(fc.tuple(number, line), { minLength: 2, maxLength: 5 }), fc.constantFrom('\n', '\n\n'))
  .filter(([items]) => items.some(([n]) => n !== 1))
  .map(([items, between]) =>
    join(
      items.map(([n, item]) => prefixed(`${n}. `, '   ', item)),
      between,
    ),
  )
const quote = paragraph.map((inner) => prefixed('> ', '> ', inner))
const fence = fc
  .array(fc.stringMatching(/^ {0,4}[a-z][a-z0-9_*|<>#. -]{0,40}$/), { minLength: 1, maxLength: 12 })
  .map((lines) => {
    const code = lines.join('\n')
    return { source: `\`\`\`\n${code}\n\`\`\``, words: spoken(code, 'block') }
  })
/** Two tables in a row have different headers: an equal one would look like the same table, gone on with. */
const table = fc
  .tuple(
    fc.integer({ min: 100, max: 999_999 }),
    fc.array(fc.tuple(word, number), { minLength: 1, maxLength: 6 }),
  )
  .map(([head, rows]) =>
    plain([`| T${head} | Value |`, '|---|---|', ...rows.map(([a, n]) => `| ${a} | ${n} |`)].join('\n')),
  )

const block = fc.oneof({ weight: 4, arbitrary: paragraph }, heading, bullets, numbers, quote, fence, table)

/** A whole answer. */
export const answer: fc.Arbitrary<Written> = fc
  .array(block, { minLength: 1, maxLength: 9 })
  .map((blocks) => join(blocks, '\n\n'))
