/** The words of what Discord shows, each with its style and what stands before it. */
import type { Run, Style } from './discord-reading.ts'
import { smallDigitsApart } from './plain-words.ts'

export interface Shown {
  readonly text: string
  readonly styles: ReadonlySet<Style>
  readonly marker: boolean
  /** What stands between it and the word before, unless a number or a bullet does. */
  readonly before: string | undefined
}

/** The words that are seen. A change of style in the middle of a word does not end it. */
export function shownWords(runs: readonly Run[]): readonly Shown[] {
  const words: Shown[] = []
  let open = ''
  let first: Run | undefined
  let before: string | undefined
  const flush = (): void => {
    if (open === '' || first === undefined) return
    words.push({ text: open, styles: first.styles, marker: first.marker === true, before })
    open = ''
    before = ''
  }
  for (const run of runs) {
    const text = smallDigitsApart(run.text.replaceAll('\u200b', ''))
    for (const part of text.match(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu) ?? []) {
      if (!/^[\p{L}\p{N}\p{M}]/u.test(part)) {
        flush()
        before = run.marker === true || before === undefined ? undefined : before + part
        continue
      }
      if (open === '') first = run
      open += part
    }
  }
  flush()
  return words
}
