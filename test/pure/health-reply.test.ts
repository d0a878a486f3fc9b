/** `GET /health`: the coordinator is asked once for many requests, and nobody waits for one that hangs. */

import { describe, expect, test } from 'vitest'
import { healthReader, type ReadHealth } from '../../src/arrive/health-reply.ts'
import { type Health, health, unknownHealth } from '../../src/measure/health.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'
import { busyHealth } from '../fakes/busy-health.ts'
import { readExposition } from '../fakes/exposition.ts'
import { stage } from '../fakes/front-door.ts'
import { counts, shown } from '../fakes/health.ts'

interface Watched {
  readonly clock: TestClock
  readonly read: () => ReturnType<ReadHealth>
  /** How often the coordinator was asked. */
  readonly asked: () => number
  /** What goes on after the response. */
  readonly later: Promise<void>[]
}

/** @param answer by how often it was asked, from 1 */
function watched(answer: (times: number, clock: TestClock) => Promise<Health>): Watched {
  const clock = testClock(1_795_000_000_000)
  const later: Promise<void>[] = []
  let asked = 0
  const read = healthReader({
    clock,
    ask: () => answer((asked += 1), clock),
    version: 'v1',
    configured: { web: true },
  })
  return { clock, read: () => read((work) => later.push(work)), asked: () => asked, later }
}

const well = health(counts({ totalsMs: [1_000] }))
const hangs = (): Promise<Health> => new Promise(() => undefined)

describe('the coordinator', () => {
  test('is asked once for a burst of requests, and they all read the same', async () => {
    const { clock, read, asked, later } = watched(async (_, clockOfAll) => {
      await clockOfAll.sleep(300)
      return well
    })
    const all = await clock.until(Promise.all(Array.from({ length: 100 }, read)))
    expect(asked()).toBe(1)
    expect(new Set(all).size).toBe(1)
    expect(all[0]).toEqual({ ...well, at: '2026-11-18T11:06:40Z', version: 'v1', configured: { web: true } })
    // The call goes on when the one request that made it is gone.
    expect(later).toHaveLength(1)
  })

  test('is not asked again for five seconds', async () => {
    const { clock, read, asked } = watched(() => Promise.resolve(well))
    await read()
    await clock.advance(4_999)
    expect((await read()).at).toBe('2026-11-18T11:06:40Z')
    expect(asked()).toBe(1)
    await clock.advance(1)
    expect((await read()).at).toBe('2026-11-18T11:06:45Z')
    expect(asked()).toBe(2)
  })

  test.each([
    ['hangs', hangs, 2_020],
    ['fails', () => Promise.reject(new Error('no coordinator')), 20],
    [
      'cannot be named',
      () => {
        throw new Error('no coordinator')
      },
      20,
    ],
  ])('that %s is not waited for, and a burst costs one call', async (_, answer, ms) => {
    const { clock, read, asked } = watched(answer)
    const began = clock.now()
    const all = await clock.until(Promise.all(Array.from({ length: 100 }, read)))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['unknown']))
    expect(all[0]).toMatchObject({ ...unknownHealth(), version: 'v1', configured: { web: true } })
    expect(asked()).toBe(1)
    expect(clock.now() - began).toBeLessThanOrEqual(ms)
    // For the next ones, too, for as long as anything is kept.
    expect((await read()).status).toBe('unknown')
    expect(asked()).toBe(1)
  })

  test('is asked anew when it hung the last time', async () => {
    const { clock, read, asked } = watched((times) => (times === 1 ? hangs() : Promise.resolve(well)))
    await clock.until(read())
    await clock.advance(5_000)
    expect((await read()).status).toBe('ok')
    expect(asked()).toBe(2)
  })

  test('is asked anew when the request that asked it was taken down with all its timers', async () => {
    const clock = testClock(1_795_000_000_000)
    let asked = 0
    let isDown = true
    const read = healthReader({
      clock: {
        now: () => clock.now(),
        // Of the first request no timer ever goes off.
        sleep: (...how) => (isDown ? new Promise(() => undefined) : clock.sleep(...how)),
      },
      ask: () => ((asked += 1), asked === 1 ? hangs() : Promise.resolve(well)),
      version: 'v1',
      configured: {},
    })
    void read(() => undefined)
    isDown = false
    await clock.advance(1_000)
    expect((await clock.until(read(() => undefined))).status).toBe('ok')
    expect(asked).toBe(2)
  })

  test('of the version before leaves out what is new, and that is unknown', async () => {
    const { recent: _, spend: __, proven: ___, sessions: ____, queue: _____, ...before } = well
    const { read } = watched(() => Promise.resolve(before as Health))
    const { recent, spend, proven, sessions, queue } = unknownHealth()
    expect(await read()).toMatchObject({ ...before, recent, spend, proven, sessions, queue })
  })
})

const ask = (query: string, init?: RequestInit) =>
  stage({ health: () => Promise.resolve(busyHealth()) }).request(`/health${query}`, init)

describe('GET /health', () => {
  test.each([
    ['', 'application/json'],
    ['?format=json', 'application/json'],
    ['?format=text', 'text/plain; charset=UTF-8'],
    ['?format=prometheus', 'text/plain; version=0.0.4; charset=utf-8'],
  ])('%s has its type, is never stored, and HEAD tells the same without a body', async (query, type) => {
    const [response, head] = [await ask(query), await ask(query, { method: 'HEAD' })]
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, type, ''])
  })

  test('has the same figures in each format', async () => {
    expect(await (await ask('')).json()).toEqual(busyHealth())
    expect(await (await ask('?format=text')).text()).toMatch(/^Threadkeeper: degraded /)
    const samples = readExposition(await (await ask('?format=prometheus')).text())
    expect(samples).toContainEqual({
      name: 'threadkeeper_answer_turns',
      labels: { window: '24h' },
      value: 400,
    })
  })

  test.each(['?format=xml', '?format=', '?format=JSON', '?format=toString', '?format=__proto__'])(
    '%s is refused with the names of the three',
    async (query) => {
      const response = await ask(query)
      expect(response.status).toBe(400)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.text()).toBe(
        'There is no such format of /health; the formats are json, text and prometheus.\n',
      )
    },
  )

  test('of a bot without figures is right, too', async () => {
    const { request } = stage({ health: () => Promise.resolve(shown()) })
    for (const format of ['json', 'text', 'prometheus'])
      expect((await request(`/health?format=${format}`)).status).toBe(200)
  })
})
