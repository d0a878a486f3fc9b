/** Compares the words that Claude said with those that a reader sees. */
import type { Run } from './discord-reading.ts'
import type { Written } from './random-markdown.ts'
import { shownWords } from './shown-words.ts'

/** What differs first between the words that must be shown and those that are; undefined where nothing does. */
export function firstFault({ words }: Written, runs: readonly Run[], ended: boolean): string | undefined {
  const shown = shownWords(runs)
  for (const [at, { text, styles }] of shown.entries()) {
    const wanted = words[at]
    // The last word of a growing answer may be half of one.
    const last = !ended && at === shown.length - 1
    const right = last ? wanted?.text.startsWith(text) === true : wanted?.text === text
    if (!right) return `word ${at}: ${text} instead of ${wanted?.text}`
    if (wanted?.style !== undefined && !styles.has(wanted.style))
      return `word ${at}: ${text} is no ${wanted.style}`
    if (wanted?.style === undefined && (styles.has('strike') || styles.has('spoiler'))) {
      return `word ${at}: ${text} is ${[...styles].join(' ')}`
    }
  }
  return ended && shown.length < words.length ? `${words[shown.length]?.text} is lost` : undefined
}

const folded = (line: string): string => line.replaceAll(/ +/g, ' ')

/** A table that goes on in the next message has its header again there, as wide as its rows ask for. */
export const withoutRepeatedHeaders = (pages: readonly string[]): readonly string[] =>
  pages.map((page, at) => {
    const header = /^```\n([^\n]+)\n─/.exec(page)?.[1]
    const before = /```\n([^\n]+)\n─[^`]*```$/.exec(pages[at - 1] ?? '')?.[1]
    const goesOn = header !== undefined && before !== undefined && folded(header) === folded(before)
    return goesOn ? page.replace(`${header}\n`, '') : page
  })
