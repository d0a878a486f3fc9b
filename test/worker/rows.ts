/** What a thread has written down, for tests that wait until it is. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Asked } from './member.ts'
import { thread } from './thread-object.ts'

/** Waits until what stands in Discord is written down, and known to stand there: an edit arrives a moment before its answer does. */
export const checkpointed = (key: string, text = ''): Promise<void> =>
  untilRow(
    key,
    'shown',
    (shown) => shown !== '[]' && !String(shown).includes('"unsure":true') && String(shown).includes(text),
  )

/** Waits until so many characters of the answer are written down, and what Discord shows is what is written down. */
export async function settled(key: string, asked: Asked, characters: number): Promise<void> {
  await untilRow(
    key,
    'progress',
    (progress) => (JSON.parse(String(progress)) as { said?: string }).said?.length === characters,
  )
  const isSame = async (): Promise<boolean> => {
    const { messages } = await asked.reply(() => true)
    const shown = await runInDurableObject(
      thread(key),
      (_, { storage }) => storage.sql.exec<{ shown: string }>('SELECT shown FROM turns').one().shown,
    )
    const contents = (JSON.parse(shown) as { content: string }[]).map(({ content }) => content)
    return JSON.stringify(contents) === JSON.stringify(messages.map(({ content }) => content))
  }
  while (!(await isSame())) await Promise.resolve()
}

/** Waits until what the answer came to is written down: before the last edit. */
export const concluded = (key: string): Promise<void> =>
  untilRow(key, 'progress', (progress) => String(progress).includes('"conclusion"'))

async function untilRow(key: string, column: string, isThere: (value: unknown) => boolean): Promise<void> {
  await runInDurableObject(thread(key), async (_, state) => {
    const value = (): unknown => state.storage.sql.exec(`SELECT ${column} FROM turns`).one()[column]
    while (!isThere(value())) await new Promise((wake) => setTimeout(wake, 1))
  })
}

/** Waits until no turn of the thread is open: the last edit arrives a moment before that is written down. */
export async function ended(key: string): Promise<void> {
  await runInDurableObject(thread(key), async (_, state) => {
    const open = (): unknown =>
      state.storage.sql.exec('SELECT count(*) AS n FROM turns WHERE ended_at IS NULL').one()['n']
    while (open() !== 0) await new Promise((wake) => setTimeout(wake, 1))
  })
}

/** Waits until an answer that contains `word` lies in the cache. */
export async function cachedAnswer(word: string): Promise<void> {
  for (;;) {
    const { keys } = await env.CACHE_KV.list({ prefix: 'answer:' })
    const values = await Promise.all(keys.map(({ name }) => env.CACHE_KV.get(name)))
    if (values.some((value) => value?.includes(word))) return
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

/** What is written down as standing in Discord: the texts of each turn's messages, the oldest turn first. */
export const shownTexts = (key: string): Promise<readonly (readonly string[])[]> =>
  runInDurableObject(thread(key), (_, { storage }) =>
    storage.sql
      .exec<{ shown: string }>('SELECT shown FROM turns ORDER BY seq')
      .toArray()
      .map(({ shown }) => (JSON.parse(shown) as { content: string }[]).map(({ content }) => content)),
  )
