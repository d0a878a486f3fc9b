/** The pages that an answer cites, as one small line of links under it. */

import { escaped, line } from '../../deliver/plain-text.ts'
import { listAt, recordAt, textAt } from '../../json.ts'
import { type Language, sentence } from '../../sentences/sentences.ts'
import type { Block } from '../claude/content.ts'

export interface Source {
  /** As the page has it: a stranger's text. */
  readonly title: string
  readonly url: string
}

const MOST_SOURCES = 5
const TITLE_CODE_POINTS = 60
/** A longer address says nothing to a reader, and five of them are an eighth of a message. */
const URL_UNITS = 400
const LINE_UNITS = 1_500

/**
 * What was cited, in the order of the citations, and then the pages that were read whole, which are not cited by
 * passages. Each page once.
 */
export function sourcesOf(content: readonly Block[]): readonly Source[] {
  const cited = content
    .filter(({ type }) => type === 'text')
    .flatMap((block) => listAt(block, 'citations'))
    .filter((citation) => textAt(citation, 'type') === 'web_search_result_location')
    .map((citation) => ({ title: textAt(citation, 'title') ?? '', url: textAt(citation, 'url') ?? '' }))
  const read = content
    .filter(({ type }) => type === 'web_fetch_tool_result')
    .map((block) => recordAt(block, 'content'))
    .map((result) => ({
      title: textAt(recordAt(result, 'content'), 'title') ?? '',
      url: textAt(result, 'url') ?? '',
    }))
  const known = new Set<string>()
  return [...cited, ...read].filter(({ url }) => {
    const address = addressOf(url)?.replace(/#.*/, '')
    if (address === undefined || known.has(address)) return false
    known.add(address)
    return true
  })
}

/** `-# Sources: [title](<https://…>) · …`; empty where there are none. The angle brackets keep Discord from unfolding pages. */
export function sourcesLine(sources: readonly Source[], language: Language): string {
  let all = `-# ${sentence('sources', language)}: `
  const begun = all
  const links = sources.flatMap(({ title, url }) => {
    const address = addressOf(url)
    return address === undefined ? [] : [`[${labelOf(title, address)}](<${address}>)`]
  })
  for (const link of links.slice(0, MOST_SOURCES)) {
    const next = `${all}${all === begun ? '' : ' · '}${link}`
    if (next.length <= LINE_UNITS) all = next
  }
  return all === begun ? '' : all
}

/** A web address in which nothing can end the link. One with a name before an `@` pretends to lead elsewhere. */
function addressOf(raw: string): string | undefined {
  if (!URL.canParse(raw.toWellFormed())) return undefined
  const { protocol, username, password, href } = new URL(raw.toWellFormed())
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined
  const safe = href.replaceAll(
    /[()<>\\|`*~\s]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  )
  return safe.length <= URL_UNITS ? safe : undefined
}

function labelOf(title: string, address: string): string {
  // Even escaped, brackets have ended labels; a word with its own scheme would not become a link at all.
  const plain = line(title.replaceAll(/[[\]<>]/g, '').replaceAll(/[a-z]+:\/\//gi, ''), TITLE_CODE_POINTS)
  return escaped(/[\p{L}\p{N}]/u.test(plain) ? plain : new URL(address).hostname)
}
