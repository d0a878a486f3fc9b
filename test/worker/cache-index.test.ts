/** What real KV and the index in the coordinator keep of answers, and what is asked ahead. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { kvCache, type Place } from '../../src/converse/cache/cache.ts'
import { ownWrites } from '../../src/converse/cache/own-writes.ts'
import { systemClock } from '../../src/clock.ts'
import type { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { STALE_SECONDS } from '../../src/limits.ts'
import type { TurnFigures } from '../../src/measure/figures.ts'
import { interactionId, turnFigures } from '../build.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { answererOf, contextFreeFingerprint } from '../../src/converse/cache/fingerprint.ts'
import { namesOf, toolbox } from '../../src/converse/tools/table.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { keys, answersKept } from './kept-answers.ts'
import { newBot } from './new-bot.ts'
import { rowsOf } from './rows.ts'

beforeEach(newBot)

const places = (...fingerprints: readonly string[]): readonly Place[] =>
  fingerprints.map((fingerprint) => ({ fingerprint, needsVerdict: false }))

const cache = (clock = systemClock) =>
  kvCache(env.CACHE_KV, {
    clock,
    own: ownWrites(),
    later: (work) => void work,
    pause: { until: 0 },
  })

const coordinator = () => env.COORDINATOR.getByName('fleet')

/** A coordinator with other settings than those of wrangler.toml, in storage that nothing else uses. */
function coordinatorWith<T>(
  vars: Record<string, string>,
  act: (object: CoordinatorObject) => Promise<T>,
): Promise<T> {
  return runInDurableObject(env.COORDINATOR.getByName(unique('fleet')), (object, state) => {
    const { constructor: Coordinator } = object
    return act(new (Coordinator as typeof CoordinatorObject)(state, { ...env, ...vars }))
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
    let ahead = 0
    const one = cache({ ...systemClock, now: () => Date.now() + ahead })
    const entry = { answer: 'A "👋"', madeAt: Date.now(), model: 'main' }
    const { key, wrote } = await one.write('a', 'guild 1', entry, 60)
    expect([wrote, await keys()]).toEqual([true, [key]])
    expect(await one.recall(places('x', 'a'), 'guild 1')).toMatchObject({
      hit: { answer: 'A "👋"', key, fingerprint: 'a' },
    })
    expect(await one.recall(places('x'), 'guild 1')).toEqual({ miss: 'none' })
    expect(await one.moveEpoch('guild 2')).toBe(true)
    expect(await one.recall(places('a'), 'guild 1')).toHaveProperty('hit')
    ahead = 1
    expect(await one.moveEpoch('guild 1')).toBe(true)
    expect(await one.recall(places('a'), 'guild 1')).toEqual({ miss: 'outdated' })
    await answersKept(0)
  })

  test.each(['no json', '{"answer":"of version 1"}', '[]'])(
    'an entry that says %j is removed',
    async (value) => {
      const one = cache()
      const { key } = await one.write('a', 'guild 1', { answer: 'A', madeAt: Date.now(), model: 'main' }, 60)
      await env.CACHE_KV.put(key, value)
      expect(await cache().recall(places('a'), 'guild 1')).toHaveProperty('miss')
      await answersKept(0)
      expect(await one.recall(places('b'), 'guild 1')).toEqual({ miss: 'none' })
    },
  )

  test('takes no time to live below a minute, and that is no exception', async () => {
    const one = cache()
    const entry = { answer: 'A', madeAt: Date.now(), model: 'main' }
    expect(await one.write('a', 'guild 1', entry, 5 - STALE_SECONDS)).toMatchObject({ wrote: false })
  })
})

describe('the coordinator', () => {
  test('lets the least recently used answers go, from KV as well', async () => {
    await coordinatorWith({ CACHE_MAX_ENTRIES: '3' }, async (object) => {
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
    await coordinator().ended(report(), 1, 1, note('a'))
    await coordinator().ended(report(), 1, 2, note('b', { scope: 'guild 2' }))
    await coordinator().ended(report(), 1, 3, note('c'))
    await coordinator().forgotten('guild 1')
    expect(await answersKept(1)).toEqual(['answer:b'])
    expect((await coordinator().health(4)).cache.entries).toBe(1)
  })

  test('counts hits, misses, reasons and ages', async () => {
    await runInDurableObject(coordinator(), (object) => {
      object.ended(report({ cache: 'hit', cacheWhy: '', cacheAgeMs: 0 }), 1, 1)
      object.ended(report({ cache: 'hit', cacheWhy: '', cacheAgeMs: 9_000 }), 1, 1)
      object.ended(report({ cache: 'bypass', cacheWhy: 'time' }), 1, 2)
      object.ended(report({ cache: 'joined', cacheWhy: '' }), 1, 3)
      object.ended(report(), 1, 4)
      expect(object.health(5).cache).toEqual({
        entries: 0,
        hits: 2,
        misses: 1,
        joined: 1,
        meanHitAge: '4.5s',
        missed: { none: 1 },
        bypassed: { time: 1 },
        stale: 0,
        verdicts: { calls: 0, general: 0, inputTokens: 0, outputTokens: 0 },
      })
    })
  })
})

/** Of a question that was answered under these settings a while ago, and asked again. */
const repeat = async (text: string, vars: Record<string, string>): Promise<CacheNote> => ({
  ...note(text),
  key: await keyUnder(text, vars),
  madeAt: Date.now() - 599_000,
  expiresAt: Date.now() + 1_000,
  question: text,
})

function keyUnder(text: string, vars: Record<string, string>): Promise<string> {
  const read = readSettings({ ...env, ...vars })
  if (!read.ok) throw new Error(read.problems.join(' '))
  const answerer = answererOf(read.settings, namesOf(toolbox(read.settings)))
  return cache().keyOf(contextFreeFingerprint({ ...answerer, text, scope: 'guild 1' }))
}

describe('what is likely to be asked next', () => {
  test('is asked ahead where that is wanted: Claude is called, KV has the answer, the index knows it', async () => {
    const word = unique()
    await script(word, { say: `Warm ${word}.` })
    const vars = { PREDICT: 'on' }
    await coordinatorWith(vars, async (object) => {
      for (let n = 0; n < 3; n += 1)
        object.ended(report(), 1, Date.now(), await repeat(`What is ${word}?`, vars))
      await object.alarm()
      const [key = ''] = await answersKept(1)
      const [value, verdict] = [await env.CACHE_KV.get(key), JSON.stringify(GENERAL)]
      expect([value?.includes(`Warm ${word}.`), value?.includes(verdict)]).toEqual([true, true])
      expect(object.health(Date.now()).cache.entries).toBe(1)
    })
    const [call] = await modelCalls(word)
    expect(call?.body.messages).toHaveLength(1)
  })

  test.each([
    ['off', false],
    ['50%', true],
  ])('is asked with the prompt cache where PROMPT_CACHE is %s: %s', async (share, isCached) => {
    const word = unique()
    await script(word, { say: `Warm ${word}.` })
    const vars = { PREDICT: 'on', PROMPT_CACHE: share }
    await coordinatorWith(vars, async (object) => {
      for (let n = 0; n < 3; n += 1)
        object.ended(report(), 1, Date.now(), await repeat(`What is ${word}?`, vars))
      await object.alarm()
    })
    const [call] = await modelCalls(word, 0)
    expect(JSON.stringify(call?.body).includes('cache_control')).toBe(isCached)
  })

  test('is not asked where nothing says so', async () => {
    const word = unique()
    const vars = {}
    const once = await runInDurableObject(coordinator(), async (object, { storage }) => {
      for (let n = 0; n < 3; n += 1)
        object.ended(report(), 1, Date.now(), await repeat(`What is ${word}?`, vars))
      const alarm = await storage.getAlarm()
      await object.alarm()
      return [alarm, rowsOf(storage, 'repeats').length]
    })
    expect(once).toEqual([null, 0])
    expect(await runDurableObjectAlarm(coordinator())).toBe(false)
    expect(await modelCalls(word)).toEqual([])
    expect(await keys()).toEqual([])
  })

  test('sets no other alarm where the alarm has left nothing to do', async () => {
    await runInDurableObject(coordinator(), async (_, { storage }) => {
      const now = Date.now()
      storage.sql.exec(
        'INSERT INTO repeats VALUES (?, ?, ?, 3, ?, ?, ?, ?)',
        'k',
        'guild 1',
        'Why?',
        now,
        now,
        now,
        now,
      )
      await storage.setAlarm(now + 3_600_000)
    })
    expect(await runDurableObjectAlarm(coordinator())).toBe(true)
    const left = await runInDurableObject(coordinator(), (_, { storage }) => storage.getAlarm())
    expect(left).toBeNull()
  })
})
