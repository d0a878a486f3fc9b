/** Claude's prompt cache, simulated: which tokens of a prompt are read, written or paid in full. */

import { type Block, type Message } from './content.ts'
import { type Json, isRecord } from '../../json.ts'
import type { ClaudeModel } from './models.ts'
import { digest } from './seeded.ts'

type Ttl = '5m' | '1h'
const lifeMs: Readonly<Record<Ttl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 }

/** How far back from a breakpoint an earlier entry is looked for (Prompt caching, "20-block lookback window"). */
const LOOKBACK_BLOCKS = 20

/** The parts of a request that the cache depends on. */
export interface Prompt {
  readonly model: ClaudeModel
  readonly tools: readonly Json[]
  readonly system: readonly Block[]
  readonly messages: readonly Message[]
  /** Top-level `cache_control`: a breakpoint on the last block that can carry one. */
  readonly automatic: Ttl | undefined
  /** What invalidates the messages when it changes: tool choice, thinking, effort. */
  readonly messageSettings: string
}

/** One block of the rendered prompt. */
interface Piece {
  readonly key: string
  readonly section: string
  readonly block: Json
  readonly tokens: number
  /** A breakpoint stands behind this block. */
  readonly ttl: Ttl | undefined
  readonly cacheable: boolean
}

interface Entry {
  readonly ttl: Ttl
  readonly until: number
}
/** Prefix digest → entry. */
export type PromptCache = ReadonlyMap<string, Entry>

export interface CacheUse {
  readonly inputTokens: number
  readonly readTokens: number
  readonly written: Readonly<Record<Ttl, number>>
  /** What the cache holds once the response has begun. */
  readonly entries: readonly { readonly key: string; readonly ttl: Ttl }[]
  readonly parts: readonly PromptPart[]
}

/** One block of a prompt, in the order in which Claude reads them, and what the cache did for it. */
export interface PromptPart {
  /** `tools`, `system`, or the role of a message. */
  readonly section: string
  readonly block: Json
  readonly tokens: number
  readonly cache: 'read' | 'written' | 'none'
}

/** The API's own tokenizer is not public; four characters to a token is its documentation's rule of thumb. */
export const tokensIn = (characters: number): number => Math.ceil(characters / 4)

/** An image costs about its pixels / 750, at most ~1,600 tokens (Vision); we do not decode it. */
const IMAGE_TOKENS = 1_500

const ttlOf = (raw: unknown): Ttl | undefined => {
  if (!isRecord(raw)) return undefined
  return raw['ttl'] === '1h' ? '1h' : '5m'
}

/** Breakpoints may also stand on blocks inside a tool result. */
const ttlsOf = (block: Json): readonly Ttl[] => {
  const inner = Array.isArray(block['content']) ? block['content'].filter(isRecord).flatMap(ttlsOf) : []
  const own = ttlOf(block['cache_control'])
  return own === undefined ? inner : [...inner, own]
}

/** JSON without `cache_control`: moving a breakpoint does not change the prompt. */
export const rendered = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (key === 'cache_control' ? undefined : inner)) ?? ''

/** Input tokens of one block, tool declaration or piece of a tool result. */
function tokensOf(block: Json): number {
  const { type, text, content, source, thinking } = block
  if (type === 'text' && typeof text === 'string') return tokensIn(text.length)
  if (type === 'thinking' && typeof thinking === 'string') return tokensIn(thinking.length)
  if (type === 'image') return IMAGE_TOKENS
  if (type === 'document' && isRecord(source)) {
    const data = typeof source['data'] === 'string' ? source['data'] : ''
    // A PDF's bytes are mostly not text; a tenth of them is nearer to what a page costs than a quarter.
    return Math.max(1, source['type'] === 'text' ? tokensIn(data.length) : Math.ceil(data.length / 10))
  }
  if (type === 'tool_result') {
    if (typeof content === 'string') return Math.max(1, tokensIn(content.length))
    const inner = Array.isArray(content) ? content.filter(isRecord) : []
    return Math.max(
      1,
      inner.reduce((sum, piece) => sum + tokensOf(piece), 0),
    )
  }
  return tokensIn(rendered(block).length)
}

const hasInside = (content: readonly Json[], test: (block: Json) => boolean): boolean =>
  content.some(
    (block) =>
      test(block) || (Array.isArray(block['content']) && hasInside(block['content'].filter(isRecord), test)),
  )

function pieces(prompt: Prompt): readonly Piece[] {
  const contents = prompt.messages.flatMap((message) => message.content)
  const cites = hasInside(
    contents,
    (block) => isRecord(block['citations']) && block['citations']['enabled'] === true,
  )
  const images = hasInside(contents, (block) => block['type'] === 'image')
  let key = digest(prompt.model.id)
  const piece = (section: string, block: Json): Piece => {
    key = digest(`${key}\n${section}\n${rendered(block)}`)
    const cacheable = block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking'
    return { key, section, block, tokens: tokensOf(block), ttl: ttlsOf(block).at(-1), cacheable }
  }
  const tools = prompt.tools.map((tool) => piece('tools', tool))
  key = digest(`${key}\n${String(cites)}`)
  const system = prompt.system.map((block) => piece('system', block))
  key = digest(`${key}\n${prompt.messageSettings}\n${String(images)}`)
  const messages = prompt.messages.flatMap(({ role, content }) => content.map((block) => piece(role, block)))
  const all = [...tools, ...system, ...messages]
  const last = all.findLastIndex((candidate) => candidate.cacheable)
  return all.map((one, index) =>
    index === last && prompt.automatic !== undefined ? { ...one, ttl: one.ttl ?? prompt.automatic } : one,
  )
}

/** Input tokens of the whole prompt. */
export const promptTokens = (prompt: Prompt): number =>
  Math.max(
    1,
    pieces(prompt).reduce((sum, piece) => sum + piece.tokens, 0),
  )

/** What is wrong with the breakpoints: at most four, the longer-lived before the shorter. Source: Prompt caching. */
export function* breakpointProblems(prompt: Prompt): Generator<string> {
  const contents = prompt.messages.flatMap((message) => message.content)
  const blocks: readonly Json[] = [...prompt.tools, ...prompt.system, ...contents]
  const explicit = blocks.flatMap(ttlsOf)
  const last = blocks.findLast((block) => !['thinking', 'redacted_thinking'].includes(String(block['type'])))
  const onLast = last === undefined ? undefined : ttlOf(last['cache_control'])
  const { automatic } = prompt
  if (automatic !== undefined && onLast !== undefined && onLast !== automatic)
    yield `cache_control: top-level ttl '${automatic}' conflicts with ttl '${onLast}' on the last block`
  const all = automatic === undefined || onLast !== undefined ? explicit : [...explicit, automatic]
  if (all.length > 4)
    yield `A maximum of 4 blocks with cache_control may be provided. Found ${String(all.length)}.`
  const firstShort = all.indexOf('5m')
  if (firstShort !== -1 && all.lastIndexOf('1h') > firstShort)
    yield "cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block."
}

/**
 * What this prompt reads from the cache and what it will write.
 * @param now milliseconds since 1970
 */
export function useCache(cache: PromptCache, prompt: Prompt, now: number): CacheUse {
  const all = pieces(prompt)
  let sum = 0
  const until = all.map((piece) => (sum += piece.tokens))
  const tokensTo = (index: number): number => until[index] ?? 0
  const total = Math.max(1, sum)
  const breaks = all.flatMap((piece, index) =>
    piece.ttl !== undefined && tokensTo(index) >= prompt.model.leastCached ? [{ index, ttl: piece.ttl }] : [],
  )
  const live = (index: number): Entry | undefined => {
    const entry = cache.get(all[index]?.key ?? '')
    return entry !== undefined && entry.until > now ? entry : undefined
  }
  let hit = -1
  for (const { index } of breaks)
    for (let at = index; at > hit && at > index - LOOKBACK_BLOCKS; at -= 1)
      if (live(at) !== undefined) hit = at
  const written: Record<Ttl, number> = { '5m': 0, '1h': 0 }
  const entries: { key: string; ttl: Ttl }[] = []
  const remember = (index: number, ttl: Ttl): void => {
    entries.push({ key: all[index]?.key ?? '', ttl: live(index)?.ttl ?? ttl })
  }
  if (hit !== -1) remember(hit, '5m')
  let from = hit
  for (const { index, ttl } of breaks) {
    remember(index, ttl)
    if (index <= from) continue
    written[ttl] += tokensTo(index) - tokensTo(from)
    from = index
  }
  const parts = all.map(({ section, block, tokens }, index) => ({
    section,
    block,
    tokens,
    cache: index <= hit ? ('read' as const) : index <= from ? ('written' as const) : ('none' as const),
  }))
  return { inputTokens: total - tokensTo(from), readTokens: tokensTo(hit), written, entries, parts }
}

/** The cache after the response to this use has begun: new entries, and a fresh life for those that were read. */
export function afterUse(cache: PromptCache, use: CacheUse, now: number): PromptCache {
  const alive = [...cache].filter(([, entry]) => entry.until > now)
  const fresh = use.entries.map(({ key, ttl }): [string, Entry] => [key, { ttl, until: now + lifeMs[ttl] }])
  return new Map([...alive, ...fresh])
}
