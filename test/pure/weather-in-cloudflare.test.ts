/** The weather in KV and in the coordinator: what each operation and each call then meets. */

import { describe, expect, test } from 'vitest'
import { askWeather } from '../../src/playground/cloudflare/ask-weather.ts'
import { coordinatorInWeather } from '../../src/playground/cloudflare/coordinator-in-weather.ts'
import { knownWeather } from '../../src/playground/cloudflare/known-weather.ts'
import { kvInWeather } from '../../src/playground/cloudflare/kv-in-weather.ts'
import { startDiscord } from '../../src/playground/discord.ts'
import { makeWeather } from '../../src/playground/steer/weather-routes.ts'
import { calm, type Weather } from '../../src/playground/weather/weather.ts'
import { isReset } from '../../src/durable-object-errors.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'

/** What the platform makes refuses to be called as a method of anything else. */
class Kv {
  readonly #values = new Map<string, string>()
  get(keys: string | string[]): Promise<unknown> {
    const read = (key: string): string | null => this.#values.get(key) ?? null
    return Promise.resolve(
      typeof keys === 'string' ? read(keys) : new Map(keys.map((key) => [key, read(key)])),
    )
  }
  async getWithMetadata(key: string): Promise<object> {
    return { value: await this.get(key), metadata: null }
  }
  put(key: string, value: string): Promise<void> {
    this.#values.set(key, value)
    return Promise.resolve()
  }
  delete(key: string): Promise<void> {
    this.#values.delete(key)
    return Promise.resolve()
  }
}

class Stub {
  readonly name = 'fleet'
  readonly #began: string[] = []
  began(turn: string): Promise<string> {
    this.#began.push(turn)
    return Promise.resolve(this.#began.join(' '))
  }
}

class Namespace {
  readonly #stub = new Stub()
  getByName(): Stub {
    return this.#stub
  }
}

interface Sky {
  readonly clock: TestClock
  readonly kv: KVNamespace
  readonly coordinator: Stub
  weather: Weather
}

function sky(change: Partial<Weather>): Sky {
  const clock = testClock()
  const weather = (): Promise<Weather> => Promise.resolve(here.weather)
  const kv = kvInWeather(new Kv() as unknown as KVNamespace, weather, clock)
  const namespace = new Namespace() as unknown as Env['COORDINATOR']
  const coordinator = coordinatorInWeather(namespace, weather, clock).getByName('fleet') as unknown as Stub
  const here: Sky = { clock, kv, coordinator, weather: { ...calm, ...change } }
  return here
}

/** When it ended, in milliseconds from now. */
const endsAfter = async ({ clock }: Sky, work: Promise<unknown>): Promise<number> => {
  const began = clock.now()
  await clock.until(work)
  return clock.now() - began
}

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('KV', () => {
  test('that is well takes and gives at once', async () => {
    const here = sky({})
    await here.kv.put('a', 'one')
    expect(await here.kv.get('a')).toBe('one')
    expect(await here.kv.get(['a', 'b'])).toEqual(
      new Map([
        ['a', 'one'],
        ['b', null],
      ]),
    )
    await here.kv.delete('a')
    expect(await here.kv.get('a')).toBeNull()
    expect(here.clock.now()).toBe(0)
  })

  test('that is slow takes three seconds for each operation, and does it', async () => {
    const here = sky({ 'cloudflare-kv': 'slow' })
    expect(await endsAfter(here, here.kv.put('a', 'one'))).toBe(3_000)
    const found = here.kv.get('a')
    expect(await endsAfter(here, found)).toBe(3_000)
    expect(await found).toBe('one')
    expect(await endsAfter(here, here.kv.delete('a'))).toBe(3_000)
  })

  test('that is gone rejects in the words of the real one, and has taken nothing', async () => {
    const here = sky({ 'cloudflare-kv': 'gone' })
    const failures = [
      here.kv.get('a'),
      here.kv.get(['a', 'b']),
      here.kv.getWithMetadata('a'),
      here.kv.put('a', 'one'),
      here.kv.delete('a'),
    ].map(thrownBy)
    expect((await Promise.all(failures)).map(String)).toEqual([
      'Error: KV GET failed: 500 Internal Server Error',
      'Error: KV GET_BULK failed: 500 Internal Server Error',
      'Error: KV GET failed: 500 Internal Server Error',
      'Error: KV PUT failed: 500 Internal Server Error',
      'Error: KV DELETE failed: 500 Internal Server Error',
    ])
    here.weather = calm
    expect(await here.kv.get('a')).toBeNull()
  })
})

describe('the coordinator', () => {
  test('that is well is called at once, and what is no method is read', async () => {
    const here = sky({})
    expect(await here.coordinator.began('one')).toBe('one')
    expect(here.coordinator.name).toBe('fleet')
    expect(here.clock.now()).toBe(0)
  })

  test('that is slow answers after three seconds', async () => {
    const here = sky({ 'cloudflare-coordinator': 'slow' })
    const answer = here.coordinator.began('one')
    expect(await endsAfter(here, answer)).toBe(3_000)
    expect(await answer).toBe('one')
  })

  test.each([
    ['gone', 'Network connection lost.', { retryable: true }, true],
    ['busy', 'Durable Object is overloaded. Requests queued for too long.', { overloaded: true }, false],
  ] as const)(
    'that is %s throws as the platform does, and hears nothing',
    async (how, words, marks, resets) => {
      const here = sky({ 'cloudflare-coordinator': how })
      const thrown = await thrownBy(here.coordinator.began('one'))
      expect(String(thrown)).toBe(`Error: ${words}`)
      expect({ ...(thrown as object) }).toEqual(marks)
      expect(isReset(thrown)).toBe(resets)
      here.weather = calm
      expect(await here.coordinator.began('two')).toBe('two')
    },
  )
})

const gone: Weather = { ...calm, 'cloudflare-kv': 'gone' }

describe('the Worker', () => {
  test('asks the playground for the weather, which may not be there any more', async () => {
    const discord = await startDiscord({ routes: makeWeather({ deeds: {} }) })
    expect(await askWeather(discord.url)).toEqual(calm)
    const body = JSON.stringify({ line: 'kv-is-gone' })
    await fetch(`${discord.url}/_local/weather`, { method: 'PUT', body })
    expect(await askWeather(discord.url)).toEqual(gone)
    // A playground without weather.
    expect(await askWeather(`${discord.url}/elsewhere`)).toBeUndefined()
    await discord.close()
    expect(await askWeather(discord.url)).toBeUndefined()
  })

  test('asks once, and again when it is told to; where nobody says, the last one holds', async () => {
    const said: (Weather | undefined)[] = [gone, calm, gone, undefined]
    const { now, renew } = knownWeather(() => Promise.resolve(said.shift()))
    expect([await now(), await now()]).toEqual([gone, gone])
    await renew()
    expect([await now(), await now()]).toEqual([calm, calm])
    await renew()
    await renew()
    expect(await now()).toEqual(gone)
    expect(said).toEqual([])
  })

  test('takes the weather for calm until somebody has said', async () => {
    const said: (Weather | undefined)[] = [undefined, gone]
    const { now } = knownWeather(() => Promise.resolve(said.shift()))
    expect([await now(), await now()]).toEqual([calm, gone])
  })
})
