/** What is written down of a turn, where no whole turn shows it: what each life finds, and what comes after its end. */

import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { type ThreadStore, threadStore } from '../../src/converse/thread/thread-store.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import type { Answer } from '../../src/converse/turn/answer.ts'
import { answer, newNonce, question } from '../build.ts'
import { snowflake } from './ids.ts'
import { rowsOf } from './rows.ts'
import { thread } from './thread-object.ts'
import { takenUp } from './taken-up.ts'

const { id } = question()

const half: readonly Shown[] = [{ message: '@original', content: 'Half', plainLinks: true, attached: false }]

const whole = (text: string): Answer => answer({ text, ending: { why: '' } })

/** Does it with the store of a thread that has one open turn, and returns the turn's row. */
const kept = (work: (store: ThreadStore) => void): Promise<Record<string, unknown> | undefined> =>
  runInDurableObject(thread(snowflake()), (_, { storage }) => {
    const store = threadStore(storage, newNonce, () => 0)
    store.accept(question(), 0)
    work(store)
    return rowsOf(storage, 'turns')[0]
  })

test('what a life finds is what the ones before it have written down', async () => {
  const found: unknown[] = []
  const takeUp = (store: ThreadStore): unknown => found.push(takenUp(store, id))
  await kept((store) => {
    takeUp(store)
    store.waits(id, true)
    takeUp(store)
    store.checkpoint(id, answer({ text: 'Half' }), half)
    store.rounds.begin(id, [])
    store.rounds.end(id, [], 1, [])
    store.rounds.begin(id, [])
    takeUp(store)
    store.checkpoint(id, whole('All of it.'), undefined)
    takeUp(store)
  })
  const first = { characters: 0, rounds: { begun: 0, ended: 0 }, isWhole: false, isShown: false }
  const midway = { characters: 4, rounds: { begun: 2, ended: 1 }, isShown: true, isWaiting: false }
  expect(found).toMatchObject([
    { kept: { attempt: 1, reached: { ...first, isWaiting: false } }, next: { life: { reached: 0 } } },
    { kept: { attempt: 2, reached: { ...first, isWaiting: true } }, next: { life: { reached: 0 } } },
    { kept: { attempt: 3, reached: midway }, next: { life: { reached: 5, stalled: 0 } } },
    {
      kept: { attempt: 4, reached: { characters: 10, isWhole: true } },
      next: { life: { reached: 11, stalled: 0 } },
    },
  ])
})

test('a line of ours in Discord is nothing of the answer', async () => {
  const shown: (boolean | undefined)[] = []
  await kept((store) => {
    store.showPosition(id, {
      message: '@original',
      content: '-# 2 questions ahead of yours',
      plainLinks: true,
    })
    shown.push(store.look(id)?.reached.isShown)
    store.checkpoint(id, answer({ text: 'Half' }), half)
    shown.push(store.look(id)?.reached.isShown)
  })
  expect(shown).toEqual([false, true])
})

test('a turn that waits for a session is not given up, and one that stalls is', async () => {
  const does: string[] = []
  const takeUp = (store: ThreadStore): unknown => does.push(takenUp(store, id).next.does)
  await kept((store) => {
    for (const _ of [1, 2, 3, 4]) {
      takeUp(store)
      store.waits(id, true)
    }
    store.waits(id, false)
    for (const _ of [1, 2, 3]) takeUp(store)
  })
  expect(does).toEqual(['go on', 'go on', 'go on', 'go on', 'go on', 'go on', 'give up'])
})

test('what is told of a turn after its end leaves nothing of it behind', async () => {
  const row = await kept((store) => {
    takenUp(store, id)
    store.end(id, undefined, 1)
    store.checkpoint(id, whole('A secret.'), [])
    store.checkpoint(id, whole('A secret.'), undefined)
    store.waits(id, true)
  })
  expect(row).toMatchObject({ ended_at: 1, question: null, token: null, shown: '[]', progress: '{}' })
})

test('an ending is of no use without its answer, so one that fits no row has none', async () => {
  const taken: unknown[] = []
  await kept((store) => {
    takenUp(store, id)
    store.checkpoint(id, whole('Short.'), undefined)
    taken.push(takenUp(store, id).kept.answer.ending?.why)
  })
  await kept((store) => {
    takenUp(store, id)
    store.checkpoint(id, whole('long '.repeat(100_000)), undefined)
    taken.push(takenUp(store, id).kept.answer.ending?.why)
  })
  expect(taken).toEqual(['', undefined])
})
