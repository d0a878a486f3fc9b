/** Remembers how the messages of the latest answers looked at each moment, and what the bot logged of them. */

import { numberOf, textOf, type Json } from '../discord/json.ts'
import type { Change, Message } from '../discord/state.ts'

/** A message from this moment on, as the page shows it. `at` is milliseconds since 1970. */
export interface Look {
  readonly at: number
  readonly message: Json
}

/** An event of the bot's log, and when the line came. */
export interface Logged {
  readonly at: number
  readonly event: Json
}

/** The answers that are remembered; older ones are forgotten whole. */
export const MOST_ANSWERS = 200

/** Of one answer. Beyond this the newest look takes the place of the one before it: the end is always right. */
const MOST_LOOKS = 400
const MOST_CHARACTERS = 400_000
const MOST_EVENTS = 50

interface Album {
  readonly looks: Look[]
  characters: number
}

export interface Recorder {
  /** A change in the local Discord; only those of messages matter. */
  readonly see: (change: Change) => void
  readonly log: (event: Json) => void
  /** How a message looks now. */
  readonly draw: (message: Message) => Json
  /** The looks of the messages that this interaction has made, in their order. */
  readonly looks: (interaction: string) => readonly Look[]
  /** What was logged with this interaction as its `turn`. */
  readonly events: (interaction: string) => readonly Logged[]
}

/** @param draw what the page shows of a message @param now milliseconds since 1970 */
export function makeRecorder(draw: (message: Message) => Json, now: () => number): Recorder {
  const albums = new Map<string, Album>()
  const logs = new Map<string, Logged[]>()
  return {
    see(change) {
      if (change.kind !== 'message') return
      const { message } = change
      const { id } = message.interaction
      const album = albums.get(id) ?? { looks: [], characters: 0 }
      renew(albums, id, album)
      const isFull = album.looks.length >= MOST_LOOKS || album.characters > MOST_CHARACTERS
      if (isFull) {
        const before = album.looks.findLastIndex((look) => look.message['id'] === message.id)
        if (before !== -1) album.looks.splice(before, 1)
      }
      album.looks.push({ at: now(), message: draw(message) })
      album.characters += message.shown.content.length
    },
    log(event) {
      const turn = textOf(event['turn'])
      if (turn === undefined || turn === '') return
      const log = logs.get(turn) ?? []
      renew(logs, turn, log)
      if (log.length < MOST_EVENTS || isEnd(event)) log.push({ at: now(), event })
    },
    draw,
    looks: (interaction) => albums.get(interaction)?.looks ?? [],
    events: (interaction) => logs.get(interaction) ?? [],
  }
}

/** Makes it the newest, and forgets the oldest beyond the most. */
function renew<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > MOST_ANSWERS && oldest !== undefined) map.delete(oldest)
}

/** The figures of a turn, logged when it has ended. */
export const isEnd = (event: Json): boolean => event['evt'] === 'ask.done'

/** A figure of an event; undefined where it is missing, or −1 for what never came. */
export function figureIn(event: Json | undefined, name: string): number | undefined {
  const value = numberOf(event?.[name])
  return value === undefined || value < 0 ? undefined : value
}
