/** Reads links and images, and decides whether a page shows link previews. */

/** Reads `(target "title")` at `from`; titles are dropped, Discord shows none. */
export function linkAt(
  source: string,
  from: number,
): { readonly url: string; readonly isAngled: boolean; readonly to: number } | undefined {
  const form =
    /\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/y
  form.lastIndex = from
  const found = form.exec(source)
  return found === null
    ? undefined
    : {
        url: (found[1] ?? found[2] ?? '').replace(/\\([()])/g, '$1'),
        isAngled: found[1] !== undefined,
        to: form.lastIndex,
      }
}

/** Whether Discord masks a link with this target. */
export const isMasked = (target: string): boolean => /^https?:\/\/[^\s<>]+$/i.test(target)

/** Discord shows the brackets of a link whose label looks like an address itself. */
export const looksLikeAddress = (label: string): boolean =>
  /https?:\/\/|^www\.|^[\w-]+(\.[\w-]+)+(\/|$)/i.test(label.trim())

/** A target between round brackets: as it is while its own brackets are in pairs, else between angle brackets. */
export function targetText(target: string): string {
  const rest = target.replace(/\([^()\s]*\)/g, '')
  return /[()\\]/.test(rest) ? `<${target}>` : target
}

/** The name of an image without a description. */
export const pictureName = (url: string): string =>
  /([\w-]{1,60}\.\w{1,5})(?:[?#]|$)/.exec(url)?.[1]?.replace(/_/g, '\\_') ?? 'image'

/** Signs that end an address in a text without spaces, though an address could hold them. */
const ENDS = '\\u3000-\\u303f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65“”„«»‹›‘’…'
const ADDRESS = new RegExp(`https?:\\/\\/[^\\s<>\`\\\\|"${ENDS}]+`, 'iy')

/**
 * The bare address at `at`, without the signs that end the sentence around it, and whether Discord would read on.
 *
 * @param mark the sign of a mark that stands before the address: the same behind it closes the mark
 */
export function bareAddress(
  source: string,
  at: number,
  mark: string,
): { readonly url: string; readonly runsOn: boolean } | undefined {
  ADDRESS.lastIndex = at
  let url = ADDRESS.exec(source)?.[0] ?? ''
  for (;;) {
    const last = url.slice(-1)
    const unbalanced = isUnbalanced(url, '(', ')') || isUnbalanced(url, '[', ']')
    const closes = mark !== '' && last === mark
    const isDouble = /(?:\*\*|~~)$/.test(url)
    if (!unbalanced && !closes && !isDouble && !/[.,;:!?'*~]/.test(last)) break
    url = url.slice(0, -1)
  }
  if (url.length <= 8) return undefined
  const next = source.slice(at + url.length)
  // Discord leaves out one of these signs at an address's end, and brackets that have no partner.
  const runsOn = !/^(?:[\s<]|$|[.,:;"'\])](?:[\s<]|$)|[*_~|])/.test(next)
  return { url, runsOn: runsOn && !/^[)\]]*[.,:;"'!?]?(?:[\s<]|$)/.test(next) }
}

const isUnbalanced = (url: string, open: string, close: string): boolean =>
  url.endsWith(close) && url.split(close).length > url.split(open).length

/**
 * Whether a page suppresses its link previews (message flag SUPPRESS_EMBEDS). A single bare link is meant to be previewed;
 * other links are references.
 */
export function suppressesEmbeds(page: string): boolean {
  const prose = page.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/(`+)[^`][\s\S]*?\1(?!`)/g, ' ')
  const all = prose.match(/https?:\/\/[^\s<>]+/gi) ?? []
  const bare =
    prose.replace(/\]\(\s*<?https?:\/\/[^\s]*|<https?:\/\/[^\s>]*>/gi, ' ').match(/https?:\/\/[^\s<>]+/gi) ??
    []
  return all.length > 0 && !(all.length === 1 && bare.length === 1)
}
