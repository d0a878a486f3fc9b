/** A turn outlives its object: eviction, crash, and what an idle thread closes and forgets. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import {
  ask,
  checkpointed,
  ended,
  later,
  modelCalls,
  release,
  script,
  snowflake,
  thread,
  unique,
} from './stage.ts'

test('a turn that a crash cut off is asked again, on the same message', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: 'First try, never ended.', hold: true, holdAfterChars: 10 },
    { say: 'Second try, whole.' },
  )
  const asked = await ask({ prompt: word, channel })
  const before = await asked.text('First try,')
  expect(before).toBe('First try,')
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  await asked.text('Second try, whole.')
  const { messages } = await asked.reply(() => true)
  expect(messages).toHaveLength(1)
  expect(await modelCalls(word)).toHaveLength(2)
  await release(word)
})

test('a turn that is lost again and again ends with a sentence', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'Some words, then nothing.', hold: true, holdAfterChars: 11 })
  const asked = await ask({ prompt: word, channel })
  await asked.text('Some words,')
  await checkpointed(channel)
  for (const attempt of [1, 2, 3]) {
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(channel))
    if (attempt < 3) await modelCalls(word, attempt)
  }
  expect(await asked.text(/I was interrupted here/)).toMatch(/^Some words,/)
  expect(await modelCalls(word)).toHaveLength(3)
  await release(word)
})

test('a question that waited for its turn survives a crash, too', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await script(`${word} one`, { say: 'One.', hold: true }, { say: 'One.' })
  await script(`${word} two`, { say: 'Two.' })
  const first = await ask({ prompt: `${word} one`, channel, member })
  const second = await ask({ prompt: `${word} two`, channel, member })
  await modelCalls(`${word} one`, 0)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await first.text('One.')).toBe('One.')
  expect(await second.text('Two.')).toBe('Two.')
  await release(word)
})

test('an ended turn leaves neither its question nor its token behind', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'Done.' })
  const asked = await ask({ prompt: word, channel })
  await asked.text('Done.')
  await ended(channel)
  const dump = await runInDurableObject(thread(channel), (_, state) =>
    JSON.stringify(state.storage.sql.exec('SELECT * FROM turns').toArray()),
  )
  expect(dump).not.toContain(asked.token)
  expect(dump).not.toContain(word)
})

test('an idle session is closed by the alarm, and the next turn opens a new one from the kept transcript', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: 'Noted.' })
  await script(second, { say: 'Remembered.' })
  await (await ask({ prompt: first, channel })).text('Noted.')
  await ended(channel)
  await later(channel, 1_800_000)
  await later(channel, 0)
  expect(await sessionOf(channel)).toBeUndefined()
  await (await ask({ prompt: second, channel })).text('Remembered.')
  expect(JSON.stringify((await modelCalls(second))[0]?.body)).toContain(first)
})

test('after the retention everything is forgotten, and the thread still answers', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, { say: 'Noted.' })
  await script(second, { say: 'Who are you?' })
  await (await ask({ prompt: first, channel })).text('Noted.')
  await ended(channel)
  await later(channel, 31 * 86_400_000)
  const left = await runInDurableObject(thread(channel), async (_, state) => [
    (await state.storage.list()).size,
    await state.storage.getAlarm(),
  ])
  expect(left).toEqual([0, null])
  await later(channel, 0)
  await (await ask({ prompt: second, channel })).text('Who are you?')
  expect(JSON.stringify((await modelCalls(second))[0]?.body)).not.toContain(first)
})

const sessionOf = (key: string): Promise<unknown> =>
  runInDurableObject(thread(key), (_, state) => state.storage.kv.get('sessionOpenedAt'))
