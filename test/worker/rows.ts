/** What a thread has written down, for tests that wait until it is or that look at what is left. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { isRecord } from '../../src/json.ts'
import type { Asked } from './member.ts'
import { untilStored } from './stored.ts'
import { thread } from './thread-object.ts'

type Row = Readonly<Record<string, SqlStorageValue>>

/** A table of a thread object, or of the coordinator. */
type Table =
  | 'turns'
  | 'rounds'
  | 'exchanges'
  | 'files'
  | 'file_parts'
  | 'outgoing'
  | 'reports'
  | 'refused'
  | 'repeats'
  | 'sessions'
  | 'sandbox_paths'
  | 'sandbox_contents'

/** All rows of a table. */
export const rowsOf = ({ sql }: DurableObjectStorage, table: Table): readonly Row[] =>
  sql.exec<Record<string, SqlStorageValue>>(`SELECT * FROM ${table}`).toArray()

/** A text in a row; throws where there is none. */
export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column]
  if (typeof value !== 'string') throw new Error(`there is no text in ${column}`)
  return value
}

/** How many rows a table of a thread has. */
export const rowCount = (key: string, table: Table): Promise<number> =>
  runInDurableObject(thread(key), (_, { storage }) => rowsOf(storage, table).length)

/** What stands in these tables of a thread and in the values beside them, as one text. */
export const storedText = (key: string, ...tables: readonly Table[]): Promise<string> =>
  runInDurableObject(thread(key), (_, { storage }) =>
    JSON.stringify([...tables.map((table) => rowsOf(storage, table).map(legible)), [...storage.kv.list()]]),
  )

/** All that is stored in an object, as one text: each table, and the values beside them. */
export const allStored = (_: unknown, { storage }: DurableObjectState): string =>
  JSON.stringify([
    storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray()
      .map(({ name }) => [name, storage.sql.exec(`SELECT * FROM "${name}"`).toArray().map(legible)]),
    [...storage.kv.list()].map(legible),
  ])

/** Bytes as the text that may be in them. */
const legible = (value: unknown): unknown => {
  if (value instanceof ArrayBuffer) return new TextDecoder().decode(value)
  if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value)
  if (Array.isArray(value)) return value.map(legible)
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, legible(one)]))
    : value
}

/** Waits until what stands in Discord is written down, and known to stand there: an edit arrives a moment before its answer does. */
export const checkpointed = (key: string, text = ''): Promise<void> =>
  untilTurn(
    key,
    'shown',
    (shown) => shown !== '[]' && !shown.includes('"unsure":true') && shown.includes(text),
  )

/** Waits until so many characters of the answer are written down, and what Discord shows is what is written down. */
export async function settled(key: string, asked: Asked, characters: number): Promise<void> {
  await untilTurn(
    key,
    'progress',
    (progress) => (JSON.parse(progress) as { said?: string }).said?.length === characters,
  )
  const isSame = async (): Promise<boolean> => {
    const { messages } = await asked.reply(() => true)
    const [written] = await shownTexts(key)
    return JSON.stringify(written) === JSON.stringify(messages.map(({ content }) => content))
  }
  while (!(await isSame())) await Promise.resolve()
}

/** Waits until what the answer came to is written down: before the last edit. */
export const concluded = (key: string): Promise<void> =>
  untilTurn(key, 'progress', (progress) => progress.includes('"conclusion"'))

/** Waits until a column of the thread's only turn is like this. */
const untilTurn = (key: string, column: string, isThere: (value: string) => boolean): Promise<void> =>
  untilStored(thread(key), (storage) => {
    const [turn, ...others] = rowsOf(storage, 'turns')
    if (turn === undefined || others.length > 0) throw new Error(`the thread has ${others.length} more turns`)
    return isThere(textIn(turn, column))
  })

/** Waits until no turn of the thread is open: the last edit arrives a moment before that is written down. */
export const ended = (key: string): Promise<void> =>
  untilStored(thread(key), (storage) => rowsOf(storage, 'turns').every((turn) => turn['ended_at'] !== null))

/** Whether no turn of the thread is open now. */
export const allEnded = (key: string): Promise<boolean> =>
  runInDurableObject(thread(key), (_, { storage }) =>
    rowsOf(storage, 'turns').every((turn) => turn['ended_at'] !== null),
  )

/** Waits until a text of ours is written down as standing in Discord for any turn of the thread. */
export const isShown = (key: string, text: string): Promise<void> =>
  untilStored(thread(key), (storage) => JSON.stringify(textsOf(storage)).includes(text))

/** Waits until a text is written down as standing in Discord for each turn of the thread. */
export const isShownToAll = (key: string, text: string): Promise<void> =>
  untilStored(thread(key), (storage) =>
    textsOf(storage).every((texts) => texts.some((one) => one.includes(text))),
  )

/** What is written down as standing in Discord: the texts of each turn's messages, the oldest turn first. */
export const shownTexts = (key: string): Promise<readonly (readonly string[])[]> =>
  runInDurableObject(thread(key), (_, { storage }) => textsOf(storage))

const textsOf = (storage: DurableObjectStorage): readonly (readonly string[])[] =>
  rowsOf(storage, 'turns')
    .toSorted((a, b) => Number(a['seq']) - Number(b['seq']))
    .map((turn) => (JSON.parse(textIn(turn, 'shown')) as { content: string }[]).map(({ content }) => content))

/** How often the coordinator has counted a turn. */
export const countedTurns = (turn: string): Promise<number> =>
  runInDurableObject(
    env.COORDINATOR.getByName('fleet'),
    (_, { storage }) => rowsOf(storage, 'turns').filter((row) => row['turn'] === turn).length,
  )

/** Waits until the coordinator has counted a turn. */
export const counted = (turn: string): Promise<void> =>
  untilStored(env.COORDINATOR.getByName('fleet'), (storage) =>
    rowsOf(storage, 'turns').some((row) => row['turn'] === turn),
  )
