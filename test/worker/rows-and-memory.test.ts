/** The rows that a thread reads and writes, however long it is, and its memory, which says the same as the disk. */

import { listed } from '../../src/settings/prices.ts'
import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { noUsage } from '../../src/converse/claude/model-event.ts'
import { summariser } from '../../src/converse/turn/summary.ts'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import { isNonce } from '../../src/converse/claude/nonce.ts'
import { type ThreadStore, threadStore } from '../../src/converse/thread/thread-store.ts'
import { threadOf } from '../../src/ids.ts'
import type { StorageUse } from '../../src/measure/figures.ts'
import { answer, channelId, interactionId, messageId, newNonce, question, turnFigures } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { withoutTable } from './altered.ts'
import { snowflake } from './ids.ts'
import { thread } from './thread-object.ts'
import { takenUp } from './taken-up.ts'

test('a turn in a long thread reads and writes about as many rows as the tenth, warm and cold', async () => {
  const uses = await runInDurableObject(thread(snowflake()), async (_, { storage }) => {
    const at = new Map<string, StorageUse>()
    let store = threadStore(storage, newNonce, Date.now)
    const summarise = summariser()
    for (let n = 1; n <= 1_000; n += 1) {
      if ([10, 1_000].includes(n)) {
        store = threadStore(storage, newNonce, Date.now)
        at.set(`cold ${n}`, await storeTurn(store, summarise, n))
      } else at.set(`warm ${n}`, await storeTurn(store, summarise, n))
    }
    return at
  })
  const of = (name: string): StorageUse => uses.get(name) ?? { rowsRead: -1, rowsWritten: -1, heldBytes: -1 }
  expect(of('warm 999').rowsRead).toBe(of('warm 9').rowsRead)
  expect(of('warm 999').rowsWritten).toBe(of('warm 9').rowsWritten)
  // Seven, one for each of five edits, and one for what the answer came to.
  expect(of('warm 999').rowsRead).toBe(13)
  // A cold object reads the transcript once, and no summary lets that grow beyond two hundred exchanges.
  expect(of('cold 1000').rowsRead).toBeLessThan(250)
  expect(of('cold 1000').rowsWritten).toBeLessThanOrEqual(of('cold 10').rowsWritten)
  for (const { heldBytes } of uses.values()) expect(heldBytes).toBeLessThan(500_000)
}, 60_000)

test('a transcript from before has six digits, and gets a nonce that stays', async () => {
  await runInDurableObject(thread(snowflake()), async (_, { storage }) => {
    await storeTurn(threadStore(storage, newNonce, Date.now), summariser(), 1)
    storage.kv.put('mark', '482715')
    const { nonce, exchanges } = threadStore(storage, newNonce, Date.now).transcript()
    expect([isNonce(nonce), exchanges.length]).toEqual([true, 1])
    expect(threadStore(storage, newNonce, Date.now).transcript().nonce).toBe(nonce)
  })
})

test('what was not written down is not in memory either', async () => {
  await runInDurableObject(thread(snowflake()), async (_, { storage }) => {
    const store = threadStore(storage, newNonce, Date.now)
    await storeTurn(store, summariser(), 1)
    const before = { shown: store.transcript(), times: store.times() }
    const asked = question({ id: interactionId('2') })
    store.accept(asked, 2)
    withoutTable(storage, 'exchanges', () => {
      expect(() => store.end(asked.id, { name: '', asked: 'a', answered: 'b' }, 99)).toThrow(/no such table/)
    })
    expect(store.transcript()).toBe(before.shown)
    expect(store.openTurns().map(({ id }) => id)).toEqual(['2'])
    expect(store.times()).toEqual({ ...before.times, openTurns: 1 })
    const cold = threadStore(storage, newNonce, Date.now)
    expect([cold.transcript(), cold.times(), cold.openTurns()]).toEqual([
      store.transcript(),
      store.times(),
      store.openTurns(),
    ])
  })
})

test('memory and disk say the same after whatever happened', async () => {
  await runInDurableObject(thread(snowflake()), async (_, { storage }) => {
    const store = threadStore(storage, newNonce, Date.now)
    const summarise = summariser()
    for (let n = 1; n <= 6; n += 1) await storeTurn(store, summarise, n)
    const same = (): void =>
      expect(threadStore(storage, newNonce, Date.now).transcript()).toEqual(store.transcript())
    same()
    const [first, second] = store.transcript().exchanges
    if (first === undefined || second === undefined) throw new Error('six turns have ended')
    expect(store.summarise(second, 'Two turns.')).toBe(true)
    same()
    expect(store.transcript()).toMatchObject({ summary: 'Two turns.' })
    expect(store.transcript().exchanges).toHaveLength(4)
    expect(store.summarise(first, 'Again.')).toBe(false)
    same()
    store.closeSession(7)
    same()
    const { nonce } = store.transcript()
    const { id, member } = question({ id: interactionId('77') })
    expect(store.forget({ id, member }, 8)).toBe('all')
    expect(store.times()).toMatchObject({ sessionOpenedAt: undefined, lastTurnAt: 8, remembers: false })
    expect(store.transcript()).toMatchObject({ summary: undefined, exchanges: [] })
    same()
    expect(store.transcript().nonce).not.toBe(nonce)
    expect(store.summarise(second, 'Back again.')).toBe(false)
  })
})

/** One turn as the thread does it, at the store alone; five edits, and an exchange of about 250 tokens. */
async function storeTurn(
  store: ThreadStore,
  summarise: ReturnType<typeof summariser>,
  n: number,
): Promise<StorageUse> {
  const asked = question({ id: interactionId(String(n)), thread: threadOf(channelId('1')) })
  store.accept(asked, n)
  store.times()
  await store.wakeAt(Date.now() + 1e9)
  store.openTurns()
  takenUp(store, asked.id)
  store.times()
  const shown = store.transcript()
  if (n === 1) store.openSession(n)
  for (let edit = 0; edit < 5; edit += 1)
    store.checkpoint(asked.id, answer({ text: 'x'.repeat(edit) }), [
      {
        message: messageId('5'),
        content: 'x'.repeat(edit),
        plainLinks: true,
        attached: false,
        unsure: false,
      },
    ])
  store.checkpoint(asked.id, answer({ text: 'x', ending: { why: '' } }), undefined)
  const exchange = { name: 'Ada', asked: `question ${n}`, answered: 'y'.repeat(1_000) }
  store.end(asked.id, exchange, n)
  const use = store.takeUse()
  await summarise(
    {
      clock: testClock(),
      settings: {
        model: 'claude-haiku-5-5',
        systemPrompt: '',
        prices: listed,
      },
      toolbox: toolDefinitions(true),
      ask: () => shortly,
      store,
      files: { held: () => new Set(), blocks: () => new Map() },
      called: () => {},
      log: () => {},
    },
    {
      report: turnFigures({ claudeCalls: 0 }),
      shown,
      exchange,
      left: undefined,
      reply: { first: undefined, freeAt: 0 },
    },
  )
  store.times()
  await store.wakeAt(Date.now() + 1e9)
  store.openTurns()
  return use
}

const shortly: Ask = async function* shortly() {
  yield { kind: 'text', text: 'In short.' }
  yield { kind: 'end', stop: 'end_turn', usage: noUsage }
}
