/** Answers made by chance, wild and well-behaved, and the pages that become of them. */

import fc from 'fast-check'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import type { Frame } from '../../src/deliver/pages.ts'

export const RUNS = 1_000

export const word = fc.stringMatching(/^[a-zA-Z]{1,12}$/)

export const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => `${words.join(' ')}.`)

export const code = fc
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

export const answer = fc.array(block, { minLength: 1, maxLength: 14 }).map((blocks) => blocks.join('\n\n'))

export const anyText = fc.oneof(wild, answer, fc.string({ unit: 'binary', maxLength: 300 }))

/** Cuts a text into pieces whose lengths come, in turn, from `sizes`. */
export function cut(text: string, sizes: readonly number[]): readonly string[] {
  const pieces: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    pieces.push(text.slice(at, at + size))
    at += size
  }
  return pieces
}

export const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 500 })), {
  minLength: 1,
  maxLength: 5,
})

export const whole = (text: string): Frame => {
  const pages = startPages()
  feed(pages, text)
  return frame(pages, { ended: true, maxPages: 1_000 })
}

/** Every frame on the way, with the text known at that time; the ended one comes last. */
export function framesOf(text: string, steps: readonly number[]): readonly Frame[] {
  const pages = startPages()
  const frames: Frame[] = []
  for (const piece of cut(text, steps)) {
    feed(pages, piece)
    frames.push(frame(pages, { maxPages: 1_000, status: 'thinking' }))
  }
  return [...frames, frame(pages, { maxPages: 1_000, ended: true })]
}

/** Fences of a page. Backticks in an address between angle brackets are part of the address, as Discord reads it. */
export const fencesIn = (page: string): number =>
  page.replaceAll(/<[^: >]+:\/[^ >]+>/g, '').split('```').length - 1

export const lettersIn = (text: string): readonly string[] => text.match(/[a-zA-Z]+/g) ?? []
