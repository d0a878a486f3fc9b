/** Links and images as Discord can show them, and whether a page wants its previews. */

/** Reads `(target "title")` at `from`; titles are dropped, Discord shows none. */
export function linkAt(
  source: string,
  from: number,
): { readonly url: string; readonly to: number } | undefined {
  const form =
    /\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/y
  form.lastIndex = from
  const found = form.exec(source)
  return found === null
    ? undefined
    : { url: (found[1] ?? found[2] ?? '').replace(/\\([()])/g, '$1'), to: form.lastIndex }
}

/**
 * A link as text. Discord masks http links only, and none whose label looks like an address itself (it shows the
 * brackets then); other targets are named after the label.
 */
export function linkText(label: string, target: string): string {
  // Three backticks open a block of code wherever they stand; parted, they are just marks.
  const name = label.trim().replace(/`{3,}/g, (run) => Array.from(run).join('\u200b'))
  if (!/^https?:\/\/[^\s]+$/i.test(target)) return otherTarget(name, target)
  const url = target.replace(/[()<>]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  if (name === '' || name === target)
    return name === '' ? `[${fileName(url)}](${url})` : `<${target.replace(/[<>]/g, '')}>`
  if (/https?:\/\/|^www\.|^[\w-]+(\.[\w-]+)+(\/|$)/i.test(name))
    return `${name.replace(/https?:\/\//gi, '')} (<${target.replace(/[<>]/g, '')}>)`
  return `[${name.replace(/[[\]]/g, (char) => (char === '[' ? '(' : ')'))}](${url})`
}

function otherTarget(name: string, target: string): string {
  if (target === '' || target.startsWith('#') || target.startsWith('data:')) return name
  const shown = target.replace(/^mailto:/, '').replace(/`/g, '')
  return name === shown || name === '' ? shown : `${name} (\`${shown}\`)`
}

const fileName = (url: string): string =>
  /([\w-]{1,60}\.\w{1,5})(?:[?#]|$)/.exec(url)?.[1]?.replace(/_/g, '\\_') ?? 'image'

/** The bare http link at `at`, without the punctuation that ends the sentence around it. */
export function bareLink(source: string, at: number): string | undefined {
  const form = /https?:\/\/[^\s<>[\]`\\|]+/iy
  form.lastIndex = at
  let found = form.exec(source)?.[0]
  while (found !== undefined) {
    const last = found.slice(-1)
    const unbalanced = last === ')' && found.split(')').length > found.split('(').length
    if (!unbalanced && !/[.,;:!?'"*_~]/.test(last)) break
    found = found.slice(0, -1)
  }
  return found !== undefined && found.length > 8 ? found : undefined
}

/**
 * Whether Discord should leave out the previews of a page (message flag SUPPRESS_EMBEDS): one bare link is there to
 * be previewed, any other links are references.
 */
export function embedsUnwanted(page: string): boolean {
  const prose = page.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/(`+)[^`][\s\S]*?\1(?!`)/g, ' ')
  const all = prose.match(/https?:\/\/[^\s<>]+/gi) ?? []
  const bare =
    prose.replace(/\]\(\s*<?https?:\/\/[^\s]*|<https?:\/\/[^\s>]*>/gi, ' ').match(/https?:\/\/[^\s<>]+/gi) ??
    []
  return all.length > 0 && !(all.length === 1 && bare.length === 1)
}
