/** What moderators do in a channel: filters that take a text, and a thread that is archived, locked or hidden from the bot. */

import { isRecord, listOf, textOf, type Json } from './json.ts'
import { refusals, type Refusal } from './refusal.ts'

/** The thread on a message, by the id that both share: its name, and the channel that the message is in. */
export type Threads = Map<string, { readonly name: string; readonly parent: string }>

export interface Moderation {
  /**
   * AutoMod's keywords, which bots are not exempt from. Whole words in any case; `*` at an end stands for more letters
   * (Resources, Auto Moderation, "Keyword Matching Strategies").
   */
  readonly words: readonly string[]
  /** Hosts that Discord takes for harmful. */
  readonly hosts: readonly string[]
  readonly archived: boolean
  readonly locked: boolean
  /** The bot may not see the channel any more. An interaction's token does not ask for that. */
  readonly hidden: boolean
  /** The bot may create no public threads. */
  readonly threadless: boolean
  /** The server has as many active threads as it may. */
  readonly threadsFull: boolean
}

/** Stands for all channels: what filters a server has, besides those of the channel. */
export const EVERYWHERE = '*'

const unmoderated: Moderation = {
  words: [],
  hosts: [],
  archived: false,
  locked: false,
  hidden: false,
  threadless: false,
  threadsFull: false,
}

/** The longest keyword (Resources, Auto Moderation, "Trigger Metadata Field Limits"). */
const KEYWORD = 60
const KEYWORDS = 1_000

/** Takes over what of `{words, hosts, archived, locked, hidden, threadless, threadsFull}` is named; answers what is wrong with it, if anything is. */
export function moderate(
  moderation: Map<string, Moderation>,
  channel: string,
  raw: Json,
): string | undefined {
  const before = moderation.get(channel) ?? unmoderated
  const unknown = Object.keys(raw).find((name) => !Object.hasOwn(unmoderated, name))
  if (unknown !== undefined) return `${unknown} is nothing that a moderator does`
  const words = raw['words'] === undefined ? before.words : keywords(raw['words'])
  const hosts = raw['hosts'] === undefined ? before.hosts : keywords(raw['hosts'])
  const flag = (name: 'archived' | 'locked' | 'hidden' | 'threadless' | 'threadsFull'): boolean | undefined =>
    raw[name] === undefined ? before[name] : flagOf(raw[name])
  const [archived, locked, hidden] = [flag('archived'), flag('locked'), flag('hidden')]
  const [threadless, threadsFull] = [flag('threadless'), flag('threadsFull')]
  if (words === undefined || hosts === undefined)
    return `words and hosts are lists of at most ${KEYWORDS} texts of 1 to ${KEYWORD} characters`
  if (archived === undefined || locked === undefined || hidden === undefined)
    return 'archived, locked and hidden are true or false'
  if (threadless === undefined || threadsFull === undefined)
    return 'threadless and threadsFull are true or false'
  moderation.set(channel, { words, hosts, archived, locked, hidden, threadless, threadsFull })
  return undefined
}

const flagOf = (raw: unknown): boolean | undefined => (typeof raw === 'boolean' ? raw : undefined)

function keywords(raw: unknown): readonly string[] | undefined {
  const texts = listOf(raw).filter((one) => typeof one === 'string' && one !== '' && one.length <= KEYWORD)
  const all = texts.map(String)
  return Array.isArray(raw) && all.length === raw.length && all.length <= KEYWORDS ? all : undefined
}

/** Why a channel takes no such call; undefined where it does. A new message wakes an archived thread (Topics, Threads). */
export function closedTo(
  moderation: Map<string, Moderation>,
  channel: string,
  kind: 'create' | 'change',
): Refusal | undefined {
  const { archived, locked } = moderation.get(channel) ?? unmoderated
  if (archived && (locked || kind === 'change')) return refusals.archived
  return locked ? refusals.locked : undefined
}

/** A message was created: an archived thread is active again. */
export function wake(moderation: Map<string, Moderation>, channel: string): void {
  const before = moderation.get(channel)
  if (before?.archived === true) moderation.set(channel, { ...before, archived: false })
}

/** Which filter of the channel takes this body; undefined where none does. Files are not looked into. */
export function filterOf(
  moderation: Map<string, Moderation>,
  channel: string,
  body: unknown,
): Refusal | undefined {
  const { words: ofChannel, hosts } = moderation.get(channel) ?? unmoderated
  const words = [...ofChannel, ...(moderation.get(EVERYWHERE)?.words ?? [])]
  const text = isRecord(body) ? (textOf(body['content']) ?? '') : ''
  if (words.some((word) => keyword(word).test(text))) return refusals.moderated
  const links = Array.from(text.matchAll(/https?:\/\/([^\s/?#:]+)/gi), ([, host = '']) => host.toLowerCase())
  return links.some((host) => hosts.includes(host)) ? refusals['harmful link'] : undefined
}

function keyword(word: string): RegExp {
  const bare = word.replace(/^\*|\*$/g, '')
  const escaped = bare.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const before = word.startsWith('*') ? '' : String.raw`(?<![\p{L}\p{N}_])`
  const after = word.endsWith('*') ? '' : String.raw`(?![\p{L}\p{N}_])`
  return new RegExp(`${before}${escaped}${after}`, 'iu')
}
