/** The cache end to end: real KV, its index in the coordinator, and what is asked ahead. */

import { reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
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
import { modelCalls, release, script, scriptGeneral, scriptVerdict, verdictCalls } from './local-claude.ts'
import { ask, type AskOptions } from './member.ts'
import { ended } from './rows.ts'
import { answererOf, contextFreeFingerprint } from '../../src/converse/cache/fingerprint.ts'
import { namesOf, toolbox } from '../../src/converse/tools/table.ts'
import { readSettings } from '../../src/settings.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'

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

const places = (...fingerprints: readonly string[]): readonly Place[] =>
  fingerprints.map((fingerprint) => ({ fingerprint, needsVerdict: false }))

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
    expect(await one.recall(places('x', 'a'), 'guild 1')).toMatchObject({
      hit: { answer: 'A "👋"', key, fingerprint: 'a' },
    })
    expect(await one.recall(places('x'), 'guild 1')).toEqual({ miss: 'none' })
    expect(await one.moveEpoch('guild 2')).toBe(true)
    expect(await one.recall(places('a'), 'guild 1')).toHaveProperty('hit')
    await new Promise((wake) => setTimeout(wake, 2))
    expect(await one.moveEpoch('guild 1')).toBe(true)
    expect(await one.recall(places('a'), 'guild 1')).toEqual({ miss: 'outdated' })
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
      expect(await cache().recall(places('a'), 'guild 1')).toHaveProperty('miss')
      await answersKept(0)
      expect(await one.recall(places('b'), 'guild 1')).toEqual({ miss: 'none' })
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

  test('counts hits, misses, reasons and ages', async () => {
    await runInDurableObject(fleet(), (coordinator) => {
      coordinator.ended(report({ cache: 'hit', cacheWhy: '', cacheAgeMs: 0 }), 1, 1)
      coordinator.ended(report({ cache: 'hit', cacheWhy: '', cacheAgeMs: 9_000 }), 1, 1)
      coordinator.ended(report({ cache: 'bypass', cacheWhy: 'time' }), 1, 2)
      coordinator.ended(report({ cache: 'joined', cacheWhy: '' }), 1, 3)
      coordinator.ended(report(), 1, 4)
      expect(coordinator.health(5).cache).toEqual({
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

/** Asks in another channel of the guild each time, and waits until the answer stands there. */
const hear = async (prompt: string, end: string, more: AskOptions = {}): Promise<string> =>
  (await ask({ prompt, ...more })).text(end)

/** Waits until a question that contains `match` was judged so often, and what came of it lies in KV. */
async function judged(match: string, times = 1): Promise<void> {
  expect(await verdictCalls(match, times - 1)).toHaveLength(times)
  await answersKept(1)
}

describe('a question', () => {
  test('that was answered in another channel of the guild is answered without Claude, and both are counted', async () => {
    const word = unique()
    await script(word, { say: `About ${word}.` })
    await scriptGeneral(word)
    const guild = snowflake()
    await hear(`What is ${word}?`, `About ${word}.`, { guild })
    await judged(word)
    await hear(`what is ${word}`, `About ${word}.`, { guild })
    expect(await modelCalls(word)).toHaveLength(1)
    expect(await verdictCalls(word)).toHaveLength(1)
    const response = await exports.default.fetch('https://bot.example/health')
    const { cache: figures } = await response.json<{ cache: Record<string, unknown> }>()
    expect(figures).toMatchObject({ entries: 1, misses: 1, verdicts: { calls: 1, general: 1 } })
  })

  test('is sent alone for its verdict: without its answer, its member or anything else that was said', async () => {
    const word = unique()
    await script(word, { say: 'The answer.' })
    await hear(`What is ${word}?`, 'The answer.', { name: 'Ada' })
    const [call] = await verdictCalls(word, 0)
    const [message, ...more] = call?.body.messages ?? []
    expect([message?.content[0]?.text, more]).toEqual([JSON.stringify(`What is ${word}?`), []])
    expect(JSON.stringify(call)).not.toMatch(/The answer|Ada/)
  })

  test('that is asked again at once, in the same place, is answered from what was just kept', async () => {
    const word = unique()
    await script(word, { say: `Why ${word}.` })
    await scriptGeneral(word)
    const channel = snowflake()
    await hear(`Why is that ${word}?`, `Why ${word}.`, { channel })
    await judged(word)
    await hear(`Why is that ${word}?`, `Why ${word}.`, { channel })
    expect(await modelCalls(word)).toHaveLength(1)
  })

  test('that leans on what was said is not answered with what another conversation heard', async () => {
    const [one, other, word] = [unique('one'), unique('other'), unique('why')]
    const guild = snowflake()
    const [here, there] = [snowflake(), snowflake()]
    await script(one, { say: 'Noted.' })
    await script(other, { say: 'Noted.' })
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await hear(`Remember ${one}`, 'Noted.', { guild, channel: here })
    await hear(`Remember ${other}`, 'Noted.', { guild, channel: there })
    await hear(`Why is it ${word}?`, 'First.', { guild, channel: here })
    await answersKept(3)
    await hear(`Why is it ${word}?`, 'Second.', { guild, channel: there })
    expect(await verdictCalls(word)).toEqual([])
  })

  test('whose conversation is forgotten is asked anew in all of its guild', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' })
    await scriptGeneral(word)
    const [guild, channel] = [snowflake(), snowflake()]
    await hear(`What is ${word}?`, 'Old.', { guild, channel })
    await judged(word)
    await ended(channel)
    const forgot = await ask({ command: 'forget', guild, channel })
    expect(forgot.answer.data?.content).toMatch(/^I have forgotten/)
    await answersKept(0)
    await hear(`What is ${word}?`, 'New.', { guild })
  })

  test.each([
    ['of the time', 'Quelle heure est-il à', { time: true }],
    ['of chance', 'Lance un dé pour', { chance: true }],
    ['of the member', 'Kim jestem dla', { asker: true }],
    ['of what was said', 'Continue', { alone: false }],
    ['that tells something to remember', 'Mi color es', { thread: true }],
  ])('%s is asked anew each time, judged once, and its answer is not kept', async (_, prompt, part) => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' }, { say: 'Third.' })
    await scriptVerdict(word, { ...GENERAL, ...part })
    const guild = snowflake()
    await hear(`${prompt} ${word}`, 'First.', { guild })
    await judged(word)
    const channel = snowflake()
    await hear(`${prompt} ${word}`, 'Second.', { guild, channel })
    await hear(`${prompt} ${word}`, 'Third.', { guild, channel })
    expect(await verdictCalls(word)).toHaveLength(1)
    const [key = ''] = await answersKept(1)
    expect(await env.CACHE_KV.get(key)).not.toContain('First.')
  })

  test.each([
    ['that fails', { status: 500 }],
    ['that says something else', { say: `Certainly! ${JSON.stringify(GENERAL)}` }],
    ['that was cut off', { say: JSON.stringify(GENERAL), cut: 'eof', afterChars: 20 }],
  ])('with a verdict %s is asked anew, and judged anew', async (_, verdict) => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await scriptVerdict(word, verdict)
    const guild = snowflake()
    const channel = snowflake()
    await hear(`What is ${word}?`, 'First.', { guild, channel })
    expect(await verdictCalls(word, 0)).toHaveLength(1)
    await ended(channel)
    await hear(`What is ${word}?`, 'Second.', { guild })
    expect(await verdictCalls(word, 1)).toHaveLength(2)
    expect(await keys()).toEqual([])
  })

  test('whose verdict takes its time ends before it, and serves nobody until it is there', async () => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await scriptVerdict(word, { say: JSON.stringify(GENERAL), hold: true })
    const [guild, channel] = [snowflake(), snowflake()]
    await hear(`What is ${word}?`, 'First.', { guild, channel })
    await verdictCalls(word, 0)
    await ended(channel)
    await hear(`What is ${word}?`, 'Second.', { guild })
    await verdictCalls(word, 1)
    await release(word)
    await answersKept(1)
    await hear(`What is ${word}?`, '.', { guild })
    expect(await modelCalls(word)).toHaveLength(2)
  })

  test('that is asked afresh gets a new answer, which the others get from then on', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' }, { say: 'Newer.' })
    await scriptGeneral(word)
    const guild = snowflake()
    await hear(`What is ${word}?`, 'Old.', { guild })
    await judged(word)
    const [key = ''] = await answersKept(1)
    await hear(`What is ${word}?`, 'New.', { guild, fresh: true })
    const isNew = async (): Promise<boolean> => (await env.CACHE_KV.get(key))?.includes('New.') === true
    while (!(await isNew())) await new Promise((wake) => setTimeout(wake, 5))
    await hear(`What is ${word}?`, 'New.', { guild })
    expect(await modelCalls(word)).toHaveLength(2)
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
    await fleetWith(vars, async (object) => {
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

  test('is not asked where nothing says so', async () => {
    const word = unique()
    const vars = {}
    const once = await runInDurableObject(fleet(), async (object, { storage }) => {
      for (let n = 0; n < 3; n += 1)
        object.ended(report(), 1, Date.now(), await repeat(`What is ${word}?`, vars))
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
