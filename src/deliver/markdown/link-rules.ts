/** Inline rules for links, images, bare addresses and footnotes. Links that Discord cannot mask show their target. */
import { bareAddress, isMasked, linkAt, looksLikeAddress, pictureName, targetText } from './links.ts'
import { emitSource, emit, emitWords } from './scan.ts'
import type { Scan } from './scan.ts'

/** A longer link is written as plain text, because it would not fit on a page. */
const LINK_REACH = 1_700

export function footnote(scan: Scan, at: number): number | undefined {
  const form = /\[\^([^\]\s]{1,40})\]/y
  form.lastIndex = at
  const found = form.exec(scan.source)
  return found === null
    ? undefined
    : emit(scan, 'word', at, at + found[0].length, `[${found[1] ?? ''}]`, 'footnote')
}

/** A link whose `[` is at `open`; `from` is one less for an image. */
export function link(scan: Scan, from: number, open: number): number | undefined {
  const { source, brackets, inside } = scan
  const close = brackets.pairs.get(open)
  const found = close === undefined ? undefined : linkAt(source, close + 1)
  if (close === undefined || found === undefined) return undefined
  const { url, to, isAngled } = found
  const label = source.slice(open + 1, close)
  const picture = /^\s*!\[([^\]]*)\]\([^)]*\)\s*$/.exec(label)?.[1]
  if (inside === 'link')
    return from < open ? emit(scan, 'word', from, to, scan.label(label), 'image') : undefined
  if (!isMasked(url))
    return from < open ? image(scan, from, to, label, url) : unmasked(scan, open, to, label, url)
  const isPlain =
    from === open &&
    picture === undefined &&
    label.trim() !== '' &&
    !looksLikeAddress(label) &&
    !/[[\]\\\n]|`{3}|!\[/.test(label) &&
    (isAngled || targetText(url) === url) &&
    to - from <= LINK_REACH &&
    !source.slice(close, to).includes('\n')
  if (isPlain && scan.label(label) === label) return emitSource(scan, 'solid', from, to)
  const out = linkOut(scan, picture ?? label, url)
  if (out === undefined || out.length > LINK_REACH) return emitWords(scan, from, to)
  return emit(scan, 'solid', from, to, out, from < open || picture !== undefined ? 'image' : 'link')
}

/** An image that is not on the web becomes its description. */
function image(scan: Scan, from: number, to: number, label: string, url: string): number {
  const name = label.trim() === '' ? '' : scan.label(label)
  return emit(scan, 'solid', from, to, name === '' ? pictureName(url) : name, 'image')
}

/** Discord masks http links only. The target of another is named behind its words; `stop[i](now)` is a call, and text. */
function unmasked(scan: Scan, open: number, to: number, label: string, target: string): number {
  const isPath = /^(?:\.{0,2}\/|#|mailto:)|^[\w./-]+\.[a-z]\w{0,4}(?:#|$)|^[\w.-]+\//i.test(target)
  if (!isPath || /[\p{L}\p{N}_]/u.test(scan.source.charAt(open - 1)) || label.trim() === '')
    return emit(scan, 'word', open, open + 1, '\\[', 'link')
  const shown = target.replace(/^mailto:/, '').replace(/`/g, '')
  const name = scan.label(label)
  return emit(
    scan,
    'solid',
    open,
    to,
    /^#|^$/.test(shown) || name === shown ? name : `${name} (\`${shown}\`)`,
    'link',
  )
}

/** A masked link as Discord accepts it; undefined for a target that it does not mask. */
export function linkOut(scan: Scan, text: string, target: string): string | undefined {
  if (!isMasked(target)) return undefined
  // Three backticks open a block of code wherever they stand; parted, they are just marks.
  const name = scan
    .label(text)
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/`{3,}/g, (run) => Array.from(run).join('\u200b'))
  if (name === target) return `<${target}>`
  if (name === '') return `[${pictureName(target)}](${targetText(target)})`
  if (/[[\]]/.test(name) && name.includes('`') && roundBrackets(name) !== name) return `${name} (<${target}>)`
  if (looksLikeAddress(name)) return `${name.replace(/https?:\/\//gi, '')} (<${target}>)`
  return `[${roundBrackets(name)}](${targetText(target)})`
}

/** Brackets in a label: Discord accepts balanced pairs, one level deep. Others become round brackets. */
const roundBrackets = (name: string): string =>
  /^[^[\]]*(?:\[[^[\]]*\][^[\]]*)*$/.test(name)
    ? name
    : name.replace(/[[\]]/g, (char) => (char === '[' ? '(' : ')'))

/** A bare address. It gets angle brackets if Discord would read on into the next sentence. */
export function address(scan: Scan, at: number): number | undefined {
  if (scan.inside === 'link') return undefined
  if (/[a-z0-9]/i.test(scan.source.charAt(at - 1)) || !/^https?:\/\//i.test(scan.source.slice(at, at + 8)))
    return undefined
  const before = scan.source.charAt(at - 1)
  const found = bareAddress(scan.source, at, /[*_]/.test(before) ? before : '')
  if (found === undefined || found.url.length > LINK_REACH) return undefined
  const to = at + found.url.length
  return found.runsOn
    ? emit(scan, 'address', at, to, `<${found.url}>`, 'link')
    : emitSource(scan, 'address', at, to)
}
