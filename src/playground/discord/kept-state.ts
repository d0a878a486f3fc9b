/** What the local Discord keeps from one start to the next: written as JSON, and read back with suspicion. */

import type { Said } from './channel-messages.ts'
import { isRecord, listOf, numberOf, recordOf, textOf, type Json } from './json.ts'
import { keptInteraction, keptMessage, readInteraction, readMessage } from './kept-entries.ts'
import { settle, TOKEN_MS, type Attachment, type Interaction, type Message, type State } from './state.ts'
import type { SignedUrl } from './signed-urls.ts'

const VERSION = 1
/** The newest are kept; a channel that somebody reads is not longer. */
const MESSAGES = 500
/** Of so many turns the calls are kept, which the figures are made of. */
const TURNS_WITH_CALLS = 50
/** It names the file of an attachment. */
const IS_ID = /^\d+$/
const FILE_BYTES = 50_000_000

export interface Kept {
  readonly json: Json
  /** The files that are mentioned in it. */
  readonly files: readonly Attachment[]
}

/** The newest part of a state. Faults, limits and what moderators did are of one start only. */
export function keptOf(state: State): Kept {
  for (const interaction of state.interactions.values()) settle(state, interaction)
  const messages = [...state.messages.values()].slice(-MESSAGES)
  const needed = new Set(messages.map(({ interaction }) => interaction.token))
  const lives = ({ token, createdAt }: Interaction): boolean =>
    needed.has(token) || state.now() <= createdAt + TOKEN_MS
  const interactions = [...state.interactions.values()].filter(lives)
  const files = newestFiles(messages, interactions)
  const isKept = new Set(files.map(({ id }) => id))
  const withCalls = interactions.length - TURNS_WITH_CALLS
  return {
    files,
    json: {
      version: VERSION,
      lastId: String(state.lastId),
      interactions: interactions.map((one, n) => keptInteraction(one, isKept, n >= withCalls)),
      messages: messages.map((message) => keptMessage(message, isKept)),
      files: files.map(keptFile),
      threads: [...state.threads].map(([id, thread]) => ({ id, ...thread })),
      talks: [...state.talks].map(([channel, { said }]) => ({ channel, said })),
      commands: Object.fromEntries(state.commands),
    },
  }
}

function newestFiles(
  messages: readonly Message[],
  interactions: readonly Interaction[],
): readonly Attachment[] {
  const all = [
    ...messages.flatMap(({ attachments }) => attachments),
    ...interactions.flatMap(({ attached }) => attached),
  ]
  let left = FILE_BYTES
  const named = all.filter(({ id }) => IS_ID.test(id))
  const newest = [...new Map(named.map((file) => [file.id, file])).values()].toSorted((a, b) =>
    BigInt(a.id) < BigInt(b.id) ? 1 : -1,
  )
  return newest.filter(({ bytes }) => (left -= bytes.length) >= 0)
}

/**
 * Puts what was kept into a fresh state.
 *
 * @param bytesOf the bytes of a kept file; undefined for one that is gone
 * @returns whether it could be read; a state that it could not be read into is as fresh as before
 */
export function restore(
  state: State,
  raw: unknown,
  bytesOf: (id: string) => Uint8Array<ArrayBuffer> | undefined,
): boolean {
  if (!isRecord(raw) || raw['version'] !== VERSION) return false
  const files = new Map(
    listOf(raw['files']).flatMap((one) => {
      const file = readFile(recordOf(one), bytesOf)
      return file === undefined ? [] : [[file.id, file] as const]
    }),
  )
  const interactions = listOf(raw['interactions']).map((one) => readInteraction(recordOf(one), files))
  const byToken = new Map(interactions.map((one) => [one?.token, one]))
  const messages = listOf(raw['messages']).map((one) => readMessage(recordOf(one), byToken, files))
  const said = listOf(raw['talks']).map((one) => readTalk(recordOf(one)))
  const lastId = textOf(raw['lastId']) ?? ''
  if (interactions.includes(undefined) || messages.includes(undefined) || said.includes(undefined))
    return false
  if (!/^\d+$/.test(lastId)) return false
  state.lastId = BigInt(lastId)
  for (const [id, file] of files) state.files.set(id, file)
  for (const one of interactions) if (one !== undefined) takeUp(state, one)
  for (const one of messages) if (one !== undefined) state.messages.set(one.id, one)
  for (const talk of said)
    if (talk !== undefined)
      state.talks.set(talk.channel, {
        said: [...talk.said],
        hidesContent: false,
        hidesHistory: false,
        faults: [],
      })
  for (const { id, name, parent } of listOf(raw['threads']).map(recordOf))
    state.threads.set(String(id), { name: String(name), parent: String(parent) })
  for (const [key, commands] of Object.entries(recordOf(raw['commands'])))
    state.commands.set(key, listOf(commands).map(recordOf))
  return true
}

/** The token still ends 15 minutes after it was made. */
function takeUp(state: State, interaction: Interaction): void {
  state.interactions.set(interaction.token, interaction)
  const left = interaction.createdAt + TOKEN_MS - state.now()
  state.later(Math.max(0, left + 1), () => settle(state, interaction))
}

const keptFile = ({ id, filename, contentType, description, signedUrl }: Attachment): Json => ({
  id,
  filename,
  contentType,
  description,
  signedUrl: signedUrl && {
    channel: signedUrl.channel,
    issuedAt: signedUrl.issuedAt,
    expiresAt: signedUrl.expiresAt,
    signature: signedUrl.signature,
  },
})

function readFile(
  raw: Json,
  bytesOf: (id: string) => Uint8Array<ArrayBuffer> | undefined,
): Attachment | undefined {
  const [id, filename, contentType] = [textOf(raw['id']), textOf(raw['filename']), textOf(raw['contentType'])]
  if (id === undefined || !IS_ID.test(id) || filename === undefined || contentType === undefined)
    return undefined
  const [bytes, description] = [bytesOf(id), textOf(raw['description'])]
  const signedUrl = readSignedUrl(recordOf(raw['signedUrl']))
  return (
    bytes && {
      id,
      filename,
      contentType,
      bytes,
      ...(description === undefined ? {} : { description }),
      ...(signedUrl === undefined ? {} : { signedUrl }),
    }
  )
}

function readSignedUrl(raw: Json): SignedUrl | undefined {
  const [channel, signature] = [textOf(raw['channel']), textOf(raw['signature'])]
  const [issuedAt, expiresAt] = [numberOf(raw['issuedAt']), numberOf(raw['expiresAt'])]
  if (channel === undefined || signature === undefined) return undefined
  if (issuedAt === undefined || expiresAt === undefined) return undefined
  return { channel, signature, issuedAt, expiresAt, smaller: undefined, fault: undefined }
}

interface KeptTalk {
  readonly channel: string
  readonly said: readonly Said[]
}

function readTalk(raw: Json): KeptTalk | undefined {
  const channel = textOf(raw['channel'])
  const said = listOf(raw['said']).map((one) => readSaid(recordOf(one)))
  if (channel === undefined || said.includes(undefined)) return undefined
  return { channel, said: said.filter((one) => one !== undefined) }
}

function readSaid(raw: Json): Said | undefined {
  const author = recordOf(raw['author'])
  const [id, who, username] = [textOf(raw['id']), textOf(author['id']), textOf(author['username'])]
  const at = numberOf(raw['at'])
  if (id === undefined || who === undefined || username === undefined || at === undefined) return undefined
  return {
    id,
    author: { id: who, username, name: textOf(author['name']) ?? null },
    isBot: raw['isBot'] === true,
    type: numberOf(raw['type']) ?? 0,
    content: textOf(raw['content']) ?? '',
    mentions: listOf(raw['mentions']).filter(isRecord),
    files: listOf(raw['files']).map(String),
    parts: recordOf(raw['parts']),
    at,
  }
}
