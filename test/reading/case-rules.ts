/** Says whether what Discord shows keeps to the rules of a case: which words must be seen, where, and in which style. */
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { readMessage, readPages, visibleText } from './discord-reading.ts'
import type { Run, Style } from './discord-reading.ts'

export interface CaseRule {
  /** Lines that the reader sees contain these words in order, each line in order. */
  readonly lines?: readonly string[]
  /** The text that is seen contains this, or one of these. */
  readonly shows?: string | readonly string[]
  /** The text that is seen is the text that was said, white space aside. */
  readonly same?: true
  readonly has?: Style
  readonly lacks?: Style
  /** In every frame of the growing answer, wherever the text or its beginning is seen. */
  readonly always?: Style
  readonly on?: string
  readonly hides?: string
  readonly link?: string
  /** No bullet is drawn hollow. */
  readonly bullets?: 'full'
}

export interface Case {
  readonly id: string
  readonly kind: string
  readonly ask?: string
  readonly say: readonly string[]
  readonly rules: readonly CaseRule[]
  readonly right?: readonly string[]
}

export const fold = (text: string): string => text.replaceAll('\u200b', '').replace(/\s+/g, ' ').trim()
const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []

/** Every sign that is seen, white space folded, with its style. */
interface Signs {
  readonly text: string
  readonly styles: readonly ReadonlySet<Style>[]
}

function signsOf(runs: readonly Run[]): Signs {
  let text = ''
  const styles: ReadonlySet<Style>[] = []
  for (const run of runs) {
    for (const sign of run.text.replaceAll('\u200b', '')) {
      const space = /\s/.test(sign)
      if (space && (text === '' || text.endsWith(' '))) continue
      text += space ? ' ' : sign
      for (let unit = 0; unit < (space ? 1 : sign.length); unit += 1) styles.push(run.styles)
    }
  }
  return { text, styles }
}

const isWordSign = (sign: string | undefined): boolean => sign !== undefined && /[a-zA-Z0-9]/.test(sign)

/** Where a text is seen: as whole words, or inside of words where it is nowhere whole. */
function placesOf({ text }: Signs, wanted: string): readonly number[] {
  const places: number[] = []
  const inside: number[] = []
  if (wanted === '') return places
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const cutBefore = isWordSign(wanted[0]) && isWordSign(text[at - 1])
    const cutBehind = isWordSign(wanted.at(-1)) && isWordSign(text[at + wanted.length])
    if (cutBefore || cutBehind) inside.push(at)
    else places.push(at)
  }
  return places.length > 0 ? places : inside
}

const allHave = ({ text, styles }: Signs, from: number, length: number, style: Style): boolean =>
  styles.slice(from, from + length).every((own, at) => text[from + at] === ' ' || own.has(style))
const anyHas = ({ text, styles }: Signs, from: number, length: number, style: Style): boolean =>
  styles.slice(from, from + length).some((own, at) => text[from + at] !== ' ' && own.has(style))

/** What a page lacks of an `always` rule: the whole text, or its beginning at the end of what is there yet. */
function unstyled(page: string, style: Style, on: string): string | undefined {
  const signs = signsOf(readMessage(page))
  const bad = placesOf(signs, on).find((at) => !allHave(signs, at, on.length, style))
  if (bad !== undefined) return on
  const shown = signs.text.trimEnd()
  for (let length = on.length - 1; length >= 4; length -= 1) {
    const part = on.slice(0, length)
    if (shown.endsWith(part)) {
      return allHave(signs, shown.length - length, length, style) ? undefined : part
    }
  }
  return undefined
}

function hasLines(text: string, wanted: readonly string[]): boolean {
  const lines = text.split('\n').map((line) => wordsOf(line).join(' '))
  let at = 0
  return wanted.every((want) => {
    const words = wordsOf(want).join(' ')
    while (at < lines.length && !` ${lines[at]} `.includes(` ${words} `)) at += 1
    at += 1
    return at <= lines.length
  })
}

/** The faults of one rule, of the pages of the ended answer and of all pages on the way to it. */
function faultsOf(
  rule: CaseRule,
  said: string,
  pages: readonly string[],
  way: () => readonly string[],
): string[] {
  const runs = readPages(pages)
  const text = visibleText(runs)
  const faults: string[] = []
  const need = (kept: boolean, fault: string): void => {
    if (!kept) faults.push(`${fault}: ${JSON.stringify(pages)}`)
  }
  const on = fold(rule.on ?? '')
  const signs = signsOf(runs)
  const places = placesOf(signs, on)
  if (rule.lines !== undefined) need(hasLines(text, rule.lines), `lacks lines ${rule.lines.join(' / ')}`)
  if (rule.shows !== undefined) {
    const wanted = [rule.shows].flat()
    need(
      wanted.some((want) => signs.text.includes(fold(want))),
      `does not show ${wanted.join(' or ')}`,
    )
  }
  if (rule.same === true) need(fold(text) === fold(said), 'is not what was said')
  if (rule.hides !== undefined) need(!text.includes(rule.hides), `shows ${rule.hides}`)
  if (rule.link !== undefined)
    need(
      runs.some(({ href }) => href === rule.link),
      `has no link ${rule.link}`,
    )
  if (rule.bullets === 'full')
    need(!runs.some((run) => run.marker === true && run.text.startsWith('◦')), 'has a hollow bullet')
  const { has, lacks, always } = rule
  if (has !== undefined) {
    need(
      places.some((at) => allHave(signs, at, on.length, has)),
      `has no ${has} on ${on}`,
    )
  }
  if (lacks !== undefined) {
    need(places.length > 0, `does not show ${on}`)
    need(
      places.every((at) => !anyHas(signs, at, on.length, lacks)),
      `has ${lacks} on ${on}`,
    )
  }
  if (always !== undefined) {
    need(places.length > 0, `does not show ${on}`)
    for (const page of way()) {
      const part = unstyled(page, always, on)
      if (part !== undefined) return [...faults, `lacks ${always} on ${part} in ${JSON.stringify(page)}`]
    }
  }
  return faults
}

/** The pages of every frame of an answer that comes in pieces of three signs, the ended one last. */
function growingPages(said: string): readonly string[] {
  const pages = startPages()
  const seen = new Set<string>()
  for (let at = 0; at < said.length; at += 3) {
    feed(pages, said.slice(at, at + 3))
    for (const page of frame(pages, { maxPages: 1_000 }).pages) seen.add(page)
  }
  for (const page of frame(pages, { ended: true, maxPages: 1_000 }).pages) seen.add(page)
  return [...seen]
}

/** The rules that the shown answer breaks, each with what is shown instead. */
export function caseFaults({ say, rules }: Case): readonly string[] {
  const said = say.join('\n')
  const answer = startPages()
  feed(answer, said)
  const { pages } = frame(answer, { ended: true, maxPages: 1_000 })
  return rules.flatMap((rule) => faultsOf(rule, said, pages, () => growingPages(said)))
}

/** The same for pages that someone else has written: to see whether they keep to the rules. */
export function faultsOfPages({ say, rules }: Case, pages: readonly string[]): readonly string[] {
  return rules.flatMap((rule) => faultsOf(rule, say.join('\n'), pages, () => pages))
}
