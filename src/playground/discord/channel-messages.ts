/** What members said in a channel besides their commands: there to be read by the bot, as far as Discord lets it. */

import { readFaults, type Fault } from './faults.ts'
import { isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import { channels, findChannel, findMember } from './demo-data.ts'
import { partsIn, withoutContent, wrongWith } from './said-parts.ts'
import { messageJson } from './views.ts'
import { makeId, type Message, type State } from './state.ts'

/** A message of a member's, another bot's, or Discord's own ("Ada joined"). */
export interface Said {
  readonly id: string
  readonly author: { readonly id: string; readonly username: string; readonly name: string | null }
  readonly isBot: boolean
  /** Source: Discord, Message Resource, "Message Types". */
  readonly type: number
  readonly content: string
  readonly mentions: readonly Json[]
  /** Names of files. */
  readonly files: readonly string[]
  /** What else the message has: see said-parts.ts. */
  readonly parts: Json
  readonly at: number
}

export interface Talk {
  readonly said: Said[]
  /** The bot lacks the intent MESSAGE_CONTENT. */
  hidesContent: boolean
  /** The bot lacks the permission READ_MESSAGE_HISTORY. */
  hidesHistory: boolean
  faults: readonly Fault[]
}

export function talkOf(state: State, channel: string): Talk {
  const known = state.talks.get(channel)
  if (known !== undefined) return known
  const fresh: Talk = { said: [], hidesContent: false, hidesHistory: false, faults: [] }
  state.talks.set(channel, fresh)
  return fresh
}

/**
 * Takes `{messages: [{author, content, id?, files?, type?, bot?, mentions?, agoMs?, and the parts of said-parts.ts}], hidesContent?, hidesHistory?, faults?, clearFaults?}`
 * over, the oldest message first; answers what is wrong with it, if anything is.
 */
export function addTalk(state: State, channel: string, raw: Json): string | undefined {
  const read = readFaults(raw['faults'])
  if (!read.ok) return read.why
  const talk = talkOf(state, channel)
  talk.faults = raw['clearFaults'] === true ? read.faults : [...talk.faults, ...read.faults]
  if (typeof raw['hidesContent'] === 'boolean') talk.hidesContent = raw['hidesContent']
  if (typeof raw['hidesHistory'] === 'boolean') talk.hidesHistory = raw['hidesHistory']
  const messages = listOf(raw['messages']).map(recordOf)
  const wrong = messages.map(wrongWith).find((why) => why !== undefined)
  if (wrong !== undefined) return wrong
  for (const one of messages) talk.said.push(readSaid(state, one))
  return undefined
}

function readSaid(state: State, raw: Json): Said {
  const at = state.now() - (numberOf(raw['agoMs']) ?? 0)
  const who = textOf(raw['author']) ?? 'Ada'
  const known = findMember(who)
  return {
    id: textOf(raw['id']) ?? makeId(state, at),
    author:
      known === undefined
        ? { id: textOf(raw['authorId']) ?? makeId(state, at), username: who, name: null }
        : { id: known.id, username: known.username, name: known.name },
    isBot: raw['bot'] === true,
    type: numberOf(raw['type']) ?? 0,
    content: textOf(raw['content']) ?? '',
    mentions: listOf(raw['mentions']).filter(isRecord),
    files: listOf(raw['files']).map(String),
    parts: partsIn(raw),
    at,
  }
}

/**
 * Source: Discord, Message Resource, "Get Channel Messages": the newest first; nothing without the permission to read the
 * history. An application without the intent sees no contents but its own, those of direct messages, and where it is mentioned.
 */
export function historyJson(state: State, channel: string, limit: number, before: bigint): readonly Json[] {
  const talk = talkOf(state, channel)
  if (talk.hidesHistory) return []
  const isDm = findChannel(channel)?.kind === 'dm'
  const said = talk.said.map((one) => {
    const isShown = !talk.hidesContent || isDm || one.content.includes(`<@${state.applicationId}>`)
    return saidJson(
      channel,
      isShown ? one : { ...one, content: '', files: [], parts: withoutContent(one.parts) },
    )
  })
  const own = [...state.messages.values()]
    .filter((one) => one.channel === channel && isThere(one))
    .map((one) => messageJson(state, one))
  return [...said, ...own]
    .filter((one) => idOf(one) < before)
    .toSorted((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
    .slice(0, limit)
}

const isThere = ({ deleted, ephemeral }: Message): boolean => deleted === 'no' && !ephemeral

const idOf = ({ id }: Json): bigint => BigInt(textOf(id) ?? '0')

export const saidJson = (channel: string, said: Said): Json => ({
  id: said.id,
  type: said.type,
  channel_id: channel,
  author: {
    id: said.author.id,
    username: said.author.username,
    global_name: said.author.name,
    avatar: null,
    discriminator: '0',
    public_flags: 0,
    ...(said.isBot ? { bot: true } : {}),
  },
  content: said.content,
  embeds: [],
  components: [],
  flags: 0,
  attachments: said.files.map((filename, index) => ({
    id: String(index + 1),
    filename,
    size: 1_000,
    url: '',
    proxy_url: '',
  })),
  mentions: said.mentions,
  mention_roles: [],
  mention_everyone: false,
  pinned: false,
  tts: false,
  timestamp: new Date(said.at).toISOString().replace('Z', '000+00:00'),
  edited_timestamp: null,
  ...said.parts,
})

/** As the page shows it. */
export const pageSaid = (channel: string, said: Said): Json => ({
  id: said.id,
  channel,
  author: { kind: 'member', id: said.author.id, name: said.author.name ?? said.author.username },
  command: null,
  content: said.content,
  flags: 0,
  loading: false,
  failed: null,
  ephemeralFor: null,
  deleted: false,
  embeds: [],
  components: [],
  attachments: [],
  createdAt: said.at,
  editedAt: null,
})

const MINUTE_MS = 60_000

/** Something to read on the page: what they plan, decide, and leave open. */
export function smallTalk(state: State): void {
  const begin = (channel: string, lines: readonly (readonly [author: string, content: string])[]): void => {
    const messages = lines.map(([author, content], index) => ({
      author,
      content,
      agoMs: (lines.length - index) * 7 * MINUTE_MS,
    }))
    addTalk(state, channel, { messages })
  }
  begin(channels[0].id, [
    ['Ada', 'Morning! Which book do we take for December?'],
    ['Ben', 'I would like something short. *The Invention of Morel* has 100 pages.'],
    ['Cleo', 'Bin dabei, aber bitte nicht vor dem 12. – vorher bin ich in Leipzig.'],
    ['Ada', 'Then Thursday the 14th, at seven, at my place?'],
    ['Ben', 'Works for me. I bring bread and cheese.'],
    ['Cleo', 'Passt! Ich bringe Wein mit. Wer fragt Deniz?'],
    ['Ada', 'I will ask. If Deniz cannot come we move to Friday.'],
  ])
  begin(channels[2].id, [
    ['Ben', 'Hike on Saturday? The forecast says sun until three.'],
    ['Ada', 'Yes. The 8:40 train gets us there by ten.'],
    ['Cleo', 'Ich komme mit, brauche aber noch Schuhe.'],
  ])
  begin(channels[9].id, [
    ['Emre', 'The 22:14 to Vienna has a dining car again.'],
    ['Finn', 'Since when? I will look at the timetable.'],
  ])
  begin(channels[10].id, [
    ['Dora', 'Which film on Friday?'],
    ['Ben', 'Something with subtitles, so that everybody can follow.'],
  ])
}
