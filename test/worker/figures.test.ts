/** Each turn is counted once: recorded with its end, and told to the coordinator until that has heard it. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { turnFigures } from '../build.ts'
import { eventually } from './eventually.ts'
import { logged } from './logged.ts'
import { snowflake, unique } from './ids.ts'
import { script } from './local-claude.ts'
import { ask } from './member.ts'
import { counted, countedTurns, ended, rowCount, rowsOf, storedText } from './rows.ts'
import { untilStored } from './stored.ts'
import { thread } from './thread-object.ts'
import { later } from './time.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const coordinator = () => env.COORDINATOR.getByName('fleet')

/** Waits until the thread has nothing to tell the coordinator any more. */
const told = (channel: string): Promise<void> => untilStored(thread(channel), hasTold)

const hasTold = (storage: DurableObjectStorage): boolean => rowsOf(storage, 'reports').length === 0

const alarmOf = (channel: string): Promise<number | null> =>
  runInDurableObject(thread(channel), (_, { storage }) => storage.getAlarm())

/** Asks, and waits until the turn has ended; the coordinator need not know it yet. */
async function answered(channel: string): Promise<{ id: string; token: string; word: string }> {
  const word = unique()
  await script(word, { say: 'Done.' })
  const asked = await ask({ prompt: word, channel })
  await asked.text('Done.')
  await ended(channel)
  return { ...asked, word }
}

test('a turn that the coordinator has heard of leaves nothing to tell, and wakes nobody before its session closes', async () => {
  const channel = snowflake()
  const { id } = await answered(channel)
  await told(channel)
  await eventually(async () => expect(await alarmOf(channel)).toBeGreaterThan(Date.now() + 1_000_000))
  expect(await countedTurns(id)).toBe(1)
})

test('a crash before the coordinator has heard it counts the turn once, and records it once', async () => {
  const channel = snowflake()
  let turn = ''
  const events = await logged(async () => {
    const deaf = vi
      .spyOn(CoordinatorObject.prototype, 'ended')
      .mockReturnValue(new Promise(() => {}) as never)
    const { id, token, word } = await answered(channel)
    turn = id
    expect(await rowCount(channel, 'reports')).toBe(1)
    const kept = await storedText(channel, 'reports')
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(word)
    expect(await countedTurns(id)).toBe(0)
    deaf.mockRestore()
    await abortAllDurableObjects()
    // The alarm that watched the turn is still set, and it is what finds the report.
    expect(await alarmOf(channel)).not.toBeNull()
    await later(channel, 6_000)
    await counted(id)
    await told(channel)
    await later(channel, 40_000)
    expect(await countedTurns(id)).toBe(1)
  })
  expect(events.filter((event) => event['evt'] === 'ask.done' && event['turn'] === turn)).toHaveLength(1)
})

test('a coordinator that stays down is told three times more and then no longer, and the thread sleeps', async () => {
  const channel = snowflake()
  const warned = vi.spyOn(console, 'warn').mockReturnValue()
  const deaf = vi.spyOn(CoordinatorObject.prototype, 'ended').mockImplementation(() => {
    throw new Error('down')
  })
  const { id } = await answered(channel)
  const events = (evt: string): number =>
    warned.mock.calls.filter(([event]) => {
      const one: { evt?: string; turn?: string } = Object(event)
      return one.evt === evt && one.turn === id
    }).length
  await eventually(() => expect(events('coordinator.not_told')).toBe(1))
  let ahead = 0
  for (const [n, ms] of [6_000, 31_000, 121_000].entries()) {
    await later(channel, (ahead += ms))
    await eventually(() => expect(events('coordinator.not_told')).toBe(n + 2))
  }
  await later(channel, (ahead += 121_000))
  await eventually(() => expect(events('coordinator.gave_up')).toBe(1))
  expect(await rowCount(channel, 'reports')).toBe(0)
  await eventually(async () => expect(await alarmOf(channel)).toBeGreaterThan(Date.now() + 1_000_000))
  expect(deaf).toHaveBeenCalledTimes(4)
})

test('news of a thread that has forgotten everything brings nothing back', async () => {
  const channel = snowflake()
  const hung = Promise.withResolvers<never>()
  vi.spyOn(CoordinatorObject.prototype, 'ended').mockReturnValue(hung.promise as never)
  await answered(channel)
  await later(channel, 31 * 86_400_000)
  hung.reject(new Error('too late'))
  await runDurableObjectAlarm(thread(channel))
  const left = await runInDurableObject(thread(channel), async (_, state) => [
    (await state.storage.list()).size,
    await state.storage.getAlarm(),
  ])
  expect(left).toEqual([0, null])
})

describe('the coordinator', () => {
  test('counts a turn once, however often it is told', async () => {
    const report = turnFigures({ turn: snowflake() as never, refused: 2, firstTextMs: 5 })
    for (const at of [1, 2, 3]) await coordinator().ended(report, 1, at)
    expect(await countedTurns(report.turn)).toBe(1)
    const rows = await runInDurableObject(coordinator(), (_, { storage }) =>
      rowsOf(storage, 'refused').filter(({ at }) => Number(at) < 10),
    )
    expect(rows).toEqual([{ at: 1, calls: 2 }])
  })

  test('counts what a thread object of another version tells, and minds nothing that is no report', async () => {
    const turn = snowflake()
    const { cacheWhy: _, cacheAgeMs: __, toolHits: ___, ...old } = turnFigures({ turn: turn as never })
    await coordinator().ended({ ...old, mood: 'good' } as never, 1, 1)
    await coordinator().ended({ mood: 'bad' } as never, 1, 1)
    expect(await countedTurns(turn)).toBe(1)
  })
})
