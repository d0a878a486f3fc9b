/** The cache end to end: real KV, its index in the coordinator, and what is asked ahead. */

import { reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { kvCache } from '../../src/converse/cache/cache.ts'
import { ownWrites } from '../../src/converse/cache/own-writes.ts'
import { systemClock } from '../../src/clock.ts'
import type { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { STALE_SECONDS } from '../../src/limits.ts'
import type { TurnFigures } from '../../src/measure/figures.ts'
import { interactionId, turnFigures } from '../build.ts'
import { ask, ended, modelCalls, script, snowflake, unique } from './stage.ts'

beforeEach(() => reset())

const keys = async (): Promise<readonly string[]> => (await env.CACHE_KV.list()).keys.map(({ name }) => name)

/** Waits until KV holds so many answers. */
async function answersKept(count: number): Promise<readonly string[]> {
  for (;;) {
    const all = (await keys()).filter((name) => name.startsWith('answer:'))
    if (all.length === count) return all
    await new Promise((wake) => setTimeout(wake, 5))
  }
}

const cache = () =>
  kvCache(env.CACHE_KV, {
    clock: systemClock,
    own: ownWrites(),
    later: (work) => void work,
    pause: { until: 0 },
  })

const fleet = () => env.COORDINATOR.getByName('fleet')

/** A coordinator with other settings than those of wrangler.toml, in storage that nothing else uses. */
function fleetWith<T>(
  vars: Record<string, string>,
  act: (fleet: CoordinatorObject) => Promise<T>,
): Promise<T> {
  return runInDurableObject(env.COORDINATOR.getByName(unique('fleet')), (object, state) => {
    const { constructor: Fleet } = object
    return act(new (Fleet as typeof CoordinatorObject)(state, { ...env, ...vars }))
  })
}

/** Of another turn each time. */
const report = (partial: Partial<TurnFigures> = {}): TurnFigures =>
  turnFigures({ turn: interactionId(snowflake()), guild: null, session: 'new', model: 'main', ...partial })

const note = (key: string, partial: Partial<CacheNote> = {}): CacheNote => ({
  key: `answer:${key}`,
  scope: 'guild 1',
  wrote: true,
  madeAt: Date.now(),
  expiresAt: Date.now() + 600_000,
  ...partial,
})

describe('real KV', () => {
  test('keeps an answer for its scope until the epoch moves', async () => {
    const one = cache()
    const entry = { answer: 'A "👋"', madeAt: Date.now(), model: 'main' }
    const { key, wrote } = await one.remember('a', 'guild 1', entry, 60)
    expect([wrote, await keys()]).toEqual([true, [key]])
    expect(await one.recall(['x', 'a'], 'guild 1')).toMatchObject({ hit: { answer: 'A "👋"', key, at: 1 } })
    expect(await one.recall(['x'], 'guild 1')).toEqual({ miss: 'none' })
    expect(await one.moveEpoch('guild 2')).toBe(true)
    expect(await one.recall(['a'], 'guild 1')).toHaveProperty('hit')
    await new Promise((wake) => setTimeout(wake, 2))
    expect(await one.moveEpoch('guild 1')).toBe(true)
    expect(await one.recall(['a'], 'guild 1')).toEqual({ miss: 'outdated' })
    await answersKept(0)
  })

  test.each(['no json', '{"answer":"of version 1"}', '[]'])(
    'an entry that says %j is removed',
    async (value) => {
      const one = cache()
      const { key } = await one.remember(
        'a',
        'guild 1',
        { answer: 'A', madeAt: Date.now(), model: 'main' },
        60,
      )
      await env.CACHE_KV.put(key, value)
      expect(await cache().recall(['a'], 'guild 1')).toHaveProperty('miss')
      await answersKept(0)
      expect(await one.recall(['b'], 'guild 1')).toEqual({ miss: 'none' })
    },
  )

  test('takes no time to live below a minute, and that is no exception', async () => {
    const one = cache()
    const entry = { answer: 'A', madeAt: Date.now(), model: 'main' }
    expect(await one.remember('a', 'guild 1', entry, 5 - STALE_SECONDS)).toMatchObject({ wrote: false })
  })
})

describe('the coordinator', () => {
  test('lets the least recently used answers go, from KV as well', async () => {
    await fleetWith({ CACHE_MAX_ENTRIES: '3' }, async (object) => {
      for (const key of ['a', 'b', 'c', 'd', 'e']) await env.CACHE_KV.put(`answer:${key}`, 'x')
      for (const [at, key] of ['a', 'b', 'c'].entries()) object.ended(report(), 1, at, note(key))
      object.ended(report(), 1, 10, note('a', { wrote: false }))
      object.ended(report(), 1, 11, note('d'))
      object.ended(report(), 1, 12, note('e'))
      expect(await answersKept(3)).toEqual(['answer:a', 'answer:d', 'answer:e'])
      expect(object.health(13).cache).toMatchObject({ entries: 3, misses: 6 })
    })
  })

  test('forgets a scope’s answers, and no other’s', async () => {
    for (const key of ['a', 'b', 'c']) await env.CACHE_KV.put(`answer:${key}`, 'x')
    await fleet().ended(report(), 1, 1, note('a'))
    await fleet().ended(report(), 1, 2, note('b', { scope: 'guild 2' }))
    await fleet().ended(report(), 1, 3, note('c'))
    await fleet().forgotten('guild 1')
    expect(await answersKept(1)).toEqual(['answer:b'])
    expect((await fleet().health(4)).cache.entries).toBe(1)
  })

  test('counts hits, misses, reasons and ages, also in a database of before', async () => {
    await runInDurableObject(fleet(), ({ constructor: Fleet }, state) => {
      state.storage.sql.exec(
        `DROP TABLE answering; DROP TABLE turns; CREATE TABLE turns (seq INTEGER PRIMARY KEY AUTOINCREMENT, total_ms INTEGER NOT NULL,
         cache TEXT NOT NULL, session TEXT NOT NULL); INSERT INTO turns (total_ms, cache, session) VALUES (5, 'hit', 'new')`,
      )
      state.storage.kv.delete('schema')
      const again = new (Fleet as typeof CoordinatorObject)(state, env)
      again.ended(report({ cache: 'hit', cacheWhy: '', cacheAgeMs: 9_000 }), 1, 1)
      again.ended(report({ cache: 'bypass', cacheWhy: 'time' }), 1, 2)
      again.ended(report({ cache: 'joined', cacheWhy: '' }), 1, 3)
      again.ended(report(), 1, 4)
      expect(again.health(5).cache).toEqual({
        entries: 0,
        hits: 2,
        misses: 1,
        joined: 1,
        meanHitAge: '4.5s',
        missed: { none: 1 },
        bypassed: { time: 1 },
        stale: 0,
      })
    })
  })
})

describe('a question', () => {
  test('that was answered in another channel of the guild is answered without Claude, and both are counted', async () => {
    const word = unique()
    await script(word, { say: `About ${word}.` })
    const guild = snowflake()
    await (await ask({ prompt: `What is ${word}?`, guild })).text(`About ${word}.`)
    await answersKept(1)
    await (await ask({ prompt: `what is ${word}`, guild })).text(`About ${word}.`)
    expect(await modelCalls(word)).toHaveLength(1)
    const response = await exports.default.fetch('https://bot.example/health')
    const { cache: figures } = await response.json<{ cache: Record<string, unknown> }>()
    expect(figures).toMatchObject({ entries: 1, misses: 1 })
  })

  test('that is asked again at once, in the same place, is answered from what was just kept', async () => {
    const word = unique()
    await script(word, { say: `Why ${word}.` })
    const channel = snowflake()
    await (await ask({ prompt: `Why is that ${word}?`, channel })).text(`Why ${word}.`)
    await answersKept(1)
    await (await ask({ prompt: `Why is that ${word}?`, channel })).text(`Why ${word}.`)
    expect(await modelCalls(word)).toHaveLength(1)
  })

  test('that leans on what was said is not answered with what another conversation heard', async () => {
    const [one, other, word] = [unique('one'), unique('other'), unique('why')]
    const guild = snowflake()
    const [here, there] = [snowflake(), snowflake()]
    await script(one, { say: 'Noted.' })
    await script(other, { say: 'Noted.' })
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await (await ask({ prompt: `Remember ${one}`, guild, channel: here })).text('Noted.')
    await (await ask({ prompt: `Remember ${other}`, guild, channel: there })).text('Noted.')
    await (await ask({ prompt: `Why is it ${word}?`, guild, channel: here })).text('First.')
    await answersKept(3)
    const asked = await ask({ prompt: `Why is it ${word}?`, guild, channel: there })
    expect(await asked.text('Second.')).toBe('Second.')
  })

  test('whose conversation is forgotten is asked anew in all of its guild', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' })
    const [guild, channel] = [snowflake(), snowflake()]
    await (await ask({ prompt: `What is ${word}?`, guild, channel })).text('Old.')
    await answersKept(1)
    await ended(channel)
    const forgot = await ask({ command: 'forget', guild, channel })
    expect(forgot.answer.data?.content).toMatch(/^I have forgotten/)
    await answersKept(0)
    const asked = await ask({ prompt: `What is ${word}?`, guild })
    expect(await asked.text('New.')).toBe('New.')
  })

  test.each([
    ['of the time', 'What is the weather in'],
    ['of chance', 'Roll a die for'],
    ['of the member', 'Who am I, says'],
  ])('%s is asked anew each time, and not kept', async (_, prompt) => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' })
    const guild = snowflake()
    await (await ask({ prompt: `${prompt} ${word}?`, guild })).text('First.')
    await (await ask({ prompt: `${prompt} ${word}?`, guild })).text('Second.')
    expect(await keys()).toEqual([])
  })

  test('that is asked afresh gets a new answer, which the others get from then on', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' }, { say: 'Newer.' })
    const guild = snowflake()
    await (await ask({ prompt: `What is ${word}?`, guild })).text('Old.')
    const [key = ''] = await answersKept(1)
    await (await ask({ prompt: `What is ${word}?`, guild, fresh: true })).text('New.')
    const isNew = async (): Promise<boolean> => (await env.CACHE_KV.get(key))?.includes('New.') === true
    while (!(await isNew())) await new Promise((wake) => setTimeout(wake, 5))
    const asked = await ask({ prompt: `What is ${word}?`, guild })
    expect(await asked.text('New.')).toBe('New.')
    expect(await modelCalls(word)).toHaveLength(2)
  })
})

const repeat = (text: string): CacheNote => ({
  ...note(text),
  madeAt: Date.now() - 599_000,
  expiresAt: Date.now() + 1_000,
  question: text,
})

describe('what is likely to be asked next', () => {
  test('is asked ahead where that is wanted: Claude is called, KV has the answer, the index knows it', async () => {
    const word = unique()
    await script(word, { say: `Warm ${word}.` })
    await fleetWith({ PREDICT: 'on' }, async (object) => {
      for (let n = 0; n < 3; n += 1) object.ended(report(), 1, Date.now(), repeat(`What is ${word}?`))
      await object.alarm()
      const [key = ''] = await answersKept(1)
      expect(await env.CACHE_KV.get(key)).toContain(`Warm ${word}.`)
      expect(object.health(Date.now()).cache.entries).toBe(2)
    })
    const [call] = await modelCalls(word)
    expect(call?.body.messages).toHaveLength(1)
  })

  test('is not asked where nothing says so', async () => {
    const word = unique()
    const once = await runInDurableObject(fleet(), async (object, { storage }) => {
      for (let n = 0; n < 3; n += 1) object.ended(report(), 1, Date.now(), repeat(`What is ${word}?`))
      const alarm = await storage.getAlarm()
      await object.alarm()
      return [alarm, storage.sql.exec('SELECT count(*) AS n FROM repeats').one()['n']]
    })
    expect(once).toEqual([null, 0])
    expect(await runDurableObjectAlarm(fleet())).toBe(false)
    expect(await modelCalls(word)).toEqual([])
    expect(await keys()).toEqual([])
  })
})
