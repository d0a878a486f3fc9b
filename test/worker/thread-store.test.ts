/** What is written down of a turn, where no whole turn shows it: tries in vain, and what comes after its end. */

import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { sixDigits } from '../../src/chance.ts'
import { type ThreadStore, threadStore } from '../../src/converse/thread/thread-store.ts'
import { question } from '../build.ts'
import { snowflake, thread } from './stage.ts'

const { id } = question()

/** Does it with the store of a thread that has one open turn, and returns the turn's row. */
const kept = (work: (store: ThreadStore) => void): Promise<Record<string, unknown>> =>
  runInDurableObject(thread(snowflake()), (_, { storage }) => {
    const store = threadStore(storage, sixDigits, () => 0)
    store.accept(question(), 0)
    work(store)
    return storage.sql.exec('SELECT * FROM turns').one()
  })

test('a turn that was taken up while it waited for a place was so in vain only once it had one', async () => {
  const inVain: (number | undefined)[] = []
  const takeUp = (store: ThreadStore): unknown => inVain.push(store.begin(id)?.inVain)
  await kept((store) => {
    takeUp(store)
    store.waits(id, true)
    takeUp(store)
    store.waits(id, true)
    takeUp(store)
    store.waits(id, true)
    store.waits(id, false)
    for (const _ of [1, 2, 3]) takeUp(store)
  })
  expect(inVain).toEqual([0, 0, 0, 0, 1, 2])
})

test('a turn that waited in one life, and not in the next, does not wait for ever', async () => {
  const inVain: (number | undefined)[] = []
  await kept((store) => {
    store.begin(id)
    store.waits(id, true)
    for (const _ of [1, 2, 3, 4]) inVain.push(store.begin(id)?.inVain)
  })
  expect(inVain).toEqual([0, 0, 1, 2])
})

test('what is told of a turn after its end leaves nothing of it behind', async () => {
  const row = await kept((store) => {
    store.begin(id)
    store.end(id, undefined, 1)
    store.checkpoint(id, [], 'A secret.')
    store.conclude(id, 'A secret.', '{"why":""}')
    store.waits(id, true)
  })
  expect(row).toMatchObject({ ended_at: 1, question: null, token: null, shown: '[]', progress: '{}' })
})

test('a conclusion is of no use without its answer, so one that fits no row has none', async () => {
  const taken: unknown[] = []
  await kept((store) => {
    store.begin(id)
    store.conclude(id, 'Short.', '{"why":""}')
    taken.push(store.begin(id)?.conclusion?.why)
  })
  await kept((store) => {
    store.begin(id)
    store.conclude(id, 'long '.repeat(100_000), '{"why":""}')
    taken.push(store.begin(id)?.conclusion?.why)
  })
  expect(taken).toEqual(['', undefined])
})
