/** What a thread holds in memory: little while it is idle, and the next question finds everything. */

import { runInDurableObject } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import { KEPT_BYTES } from '../../src/converse/thread/idle.ts'
import { threadStore } from '../../src/converse/thread/thread-store.ts'
import { interactionId, newNonce, question } from '../build.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'
import { inSandbox } from './sandbox.ts'
import { thread } from './thread-object.ts'

const heldBytes = async (channel: string): Promise<number> => {
  const { heldBytes: held } = await runInDurableObject(thread(channel), (object) => object.status())
  return held
}

/** What the turns of a channel held as they ended, by their events. */
async function heldAtEnds(channel: string, work: () => Promise<void>): Promise<readonly number[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await work()
    await expect.poll(() => heldBytes(channel)).toBe(0)
    return log.mock.calls.flatMap(([event]: unknown[]) => {
      const { evt, thread: key, held_bytes: held } = event as Record<string, unknown>
      return evt === 'ask.done' && key === channel ? [Number(held)] : []
    })
  } finally {
    log.mockRestore()
  }
}

test('a large thread holds nothing once its turn has ended, and the next question finds transcript and files', async () => {
  const channel = snowflake()
  const [first, second] = [unique(), unique()]
  await script(
    first,
    {
      say: '',
      tools: [
        {
          name: 'bash',
          input: { command: 'echo kept > note.txt; touch a-name-of-some-length-{1..900}.txt' },
        },
      ],
    },
    { say: 'Written.' },
  )
  await script(
    second,
    { say: '', tools: [{ name: 'bash', input: { command: 'cat note.txt' } }] },
    { say: 'Read.' },
  )
  const held = await heldAtEnds(channel, async () => {
    await (await ask({ prompt: first, channel })).text(/Written\./)
    await ended(channel)
    await expect.poll(() => heldBytes(channel)).toBe(0)
    await (await ask({ prompt: second, channel })).text(/Read\./)
    await ended(channel)
  })
  const [before, after] = held
  expect(before).toBeGreaterThan(0)
  expect(after).toBeGreaterThan(before ?? 0)
  const [, last] = await modelCalls(second)
  expect(JSON.stringify(last?.body.messages)).toContain(first)
  expect(JSON.stringify(last?.body.messages)).toContain('kept')
})

test('a small thread keeps what it holds, and a look at it changes nothing', async () => {
  const channel = snowflake()
  const word = unique()
  await script(word, { say: 'Noted.' })
  await (await ask({ prompt: word, channel })).text(/Noted\./)
  await ended(channel)
  const [one, two] = await runInDurableObject(thread(channel), (object) => [object.status(), object.status()])
  expect(one).toMatchObject({ exchanges: 1 })
  expect(one?.heldBytes).toBeGreaterThan(0)
  expect(one?.heldBytes).toBeLessThan(KEPT_BYTES)
  expect(two).toEqual(one)
})

/** The numbers of docs/scale-and-cost.md, "What is bounded": 200 exchanges of 90,000 tokens together, four characters each. */
test('the longest transcript holds less than 0.8 MB, and nothing after it is let go', async () => {
  const [held, idle, again] = await runInDurableObject(thread(snowflake()), (_, { storage }) => {
    const store = threadStore(storage, newNonce, Date.now)
    for (let n = 1; n <= 200; n += 1) {
      const asked = question({ id: interactionId(`${n}`) })
      store.accept(asked, n)
      store.end(asked.id, { name: 'Ada', asked: 'a'.repeat(300), answered: 'b'.repeat(1_500) }, n)
    }
    const { exchanges } = store.transcript()
    const full = store.takeUse().heldBytes
    store.unload()
    const none = store.takeUse().heldBytes
    return [full, none, [exchanges.length, store.transcript().exchanges.length]]
  })
  expect(held).toBeGreaterThan(700_000)
  expect(held).toBeLessThan(800_000)
  expect([idle, again]).toEqual([0, [200, 200]])
})

test('a sandbox of two thousand paths holds less than a megabyte, and is as it was after it is let go', async () => {
  const [held, idle, count] = await inSandbox(async ({ files, say }) => {
    await say('touch a-name-of-some-length-{1..1990}.txt; echo 7 > a-name-of-some-length-7.txt')
    const full = files.heldBytes()
    files.unload()
    const none = files.heldBytes()
    return [full, none, (await say('ls | wc -l; cat a-name-of-some-length-7.txt')).split(/\s+/)]
  })
  expect(held).toBeGreaterThan(300_000)
  expect(held).toBeLessThan(1_000_000)
  expect([idle, count]).toEqual([0, ['1990', '7', '']])
})
