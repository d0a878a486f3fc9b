/** Compares the code of an answer with the code that is shown, sign for sign. */
import { visibleText } from './discord-reading.ts'
import type { Run } from './discord-reading.ts'
import type { Loss } from './loss.ts'
import type { PlainReading } from './plain-words.ts'

/** Without signs of no width and spaces at line ends; tabs are four spaces, as Discord has them. */
const tight = (text: string): string =>
  text
    .replaceAll('\u200b', '')
    .replace(/\r\n?|\t|\f/g, (sign) => (sign === '\t' ? '    ' : sign === '\f' ? '' : '\n'))
    .replace(/ *\n/g, '\n')

const flat = (text: string): string => tight(text).replaceAll('\n', '').trimEnd()
const fold = (text: string): string => tight(text).replace(/\s+/g, ' ').trim()

/** Code is compared sign for sign; line ends may fall away at the ends of a block and where a page ends. */
export function codeLosses({ blocks, codes }: PlainReading, runs: readonly Run[]): readonly Loss[] {
  const losses: Loss[] = []
  const shownBlocks = runs.filter(({ styles }) => styles.has('block'))
  const allBlocks = shownBlocks.map(({ text }) => flat(text)).join('')
  const lines = new Set(
    shownBlocks.flatMap(({ text }) =>
      tight(text)
        .split('\n')
        .map((line) => line.trimEnd()),
    ),
  )
  let from = 0
  for (const block of blocks) {
    const wanted = flat(block)
    const at = allBlocks.indexOf(wanted, from)
    const short = !/[^\n]{900}/.test(block)
    const missing = short
      ? tight(block)
          .split('\n')
          .find((line) => line.trim() !== '' && !lines.has(line.trimEnd()))
      : undefined
    if (at < 0 || missing !== undefined) {
      losses.push({
        kind: 'code changed',
        words: missing ?? block.slice(0, 80),
        context: block.slice(0, 200),
      })
    } else from = at + wanted.length
  }
  const shownCodes = fold(visibleText(runs.filter(({ styles }) => styles.has('code'))))
  for (const code of codes) {
    if (!shownCodes.includes(fold(code))) losses.push({ kind: 'code changed', words: code, context: code })
  }
  return losses
}
