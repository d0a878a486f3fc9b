/** A model that fails again and again is left alone by all threads, until one of their turns finds it well. */

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test, vi } from 'vitest'
import type { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import type { Health } from '../../src/measure/health.ts'
import { snowflake, unique } from './ids.ts'
import { answersKept } from './kept-answers.ts'
import { modelCalls, release, script, scriptGeneral, scriptModel, verdictCalls } from './local-claude.ts'
import { ask } from './member.ts'
import { newBot } from './new-bot.ts'
import { ended } from './rows.ts'
import { untilStored } from './stored.ts'

beforeEach(newBot)

const [MAIN, OTHER] = ['claude-haiku-5-5', 'claude-sonnet-5-5']

const models = async (word: string): Promise<readonly string[]> =>
  (await modelCalls(word)).map(({ model }) => model)

const coordinator = <T>(
  act: (object: CoordinatorObject, state: DurableObjectState) => T | Promise<T>,
): Promise<T> => runInDurableObject(env.COORDINATOR.getByName('fleet'), act)

/** `/health` itself keeps what it has shown for five seconds. */
const health = (): Promise<Health> => coordinator((object) => object.health(Date.now()))

/** Waits until the coordinator, which is told in the background, knows a model like this. */
async function shown(model: string, state: string): Promise<Health> {
  await untilStored(
    env.COORDINATOR.getByName('fleet'),
    (_, object: CoordinatorObject) => object.health(Date.now()).models[model]?.state === state,
  )
  return health()
}

/** Lets so much time pass for what the coordinator keeps open: what it has stored was opened so much earlier. */
const pass = (ms: number): Promise<void> =>
  coordinator((_, { storage }) => {
    const stored = JSON.stringify(storage.kv.get('breakers'))
    const earlier = stored.replaceAll(
      /"(at|until|changedAt)":(\d+)/g,
      (__, name: string, at: string) => `"${name}":${Number(at) - ms}`,
    )
    storage.kv.put('breakers', JSON.parse(earlier) as unknown)
  })

/** Questions in threads of their own, whose main model is ill. */
async function outage(word: string, times: number): Promise<void> {
  await scriptModel(MAIN, word, { status: 529 })
  await scriptModel(OTHER, word, { say: 'From the other one.' })
  for (let n = 0; n < times; n += 1) await (await ask({ prompt: `${word} ${n}` })).text('From the other one.')
}

test('after three overloads in a row no thread asks the main model any more', async () => {
  const [word, next] = [unique('down'), unique('next')]
  await outage(word, 3)
  expect((await shown(MAIN, 'open')).models[MAIN]).toMatchObject({ state: 'open', why: 'overloaded' })
  await script(next, { say: 'At once.' })
  await (await ask({ prompt: next })).text('At once.')
  expect(await models(next)).toEqual([OTHER])
  const { status, models: seen, blocked } = await health()
  expect([status, seen[OTHER]?.state, blocked]).toEqual(['degraded', 'closed', ''])
})

test('a success between keeps it closed', async () => {
  const [word, well] = [unique('down'), unique('well')]
  await outage(word, 2)
  await script(well, { say: 'Well.' })
  const channel = snowflake()
  await (await ask({ prompt: well, channel })).text('Well.')
  await ended(channel)
  await untilStored(
    env.COORDINATOR.getByName('fleet'),
    (_, object: CoordinatorObject) => object.health(Date.now()).models[MAIN]?.failures === 0,
  )
  expect((await health()).models[MAIN]).toEqual({ state: 'closed', failures: 0 })
  await outage(word, 1)
  expect(await models(well)).toEqual([MAIN])
  expect((await health()).models[MAIN]?.state).toBe('closed')
})

test('a long rate limit opens it at once, for as long as it says', async () => {
  const [word, next] = [unique('limit'), unique('next')]
  await scriptModel(MAIN, word, { status: 429, headers: { 'retry-after': '37' } })
  await scriptModel(OTHER, word, { say: 'Other.' })
  const before = Date.now()
  await (await ask({ prompt: word })).text('Other.')
  const { until = 0 } = (await shown(MAIN, 'open')).models[MAIN] ?? {}
  expect(until - before).toBeGreaterThanOrEqual(37_000)
  expect(until - Date.now()).toBeLessThan(50_000)
  await script(next, { say: 'At once.' })
  await (await ask({ prompt: next })).text('At once.')
  expect(await models(next)).toEqual([OTHER])
})

test('one turn finds it well again, and then all ask it', async () => {
  const [word, held, meanwhile, after] = [
    unique('down'),
    unique('held'),
    unique('meanwhile'),
    unique('after'),
  ]
  await outage(word, 3)
  await shown(MAIN, 'open')
  await pass(200_000)
  await abortAllDurableObjects()
  await shown(MAIN, 'half-open')
  await script(held, { say: 'Well again.', hold: true })
  await script(meanwhile, { say: 'Not yet.' })
  await script(after, { say: 'All of us.' })
  const probe = await ask({ prompt: held })
  await modelCalls(held, 0)
  await (await ask({ prompt: meanwhile })).text('Not yet.')
  expect([await models(held), await models(meanwhile)]).toEqual([[MAIN], [OTHER]])
  await release(held)
  await probe.text('Well again.')
  expect((await shown(MAIN, 'closed')).status).toBe('ok')
  await (await ask({ prompt: after })).text('All of us.')
  expect(await models(after)).toEqual([MAIN])
})

test('with both models down a member reads when to ask again, and Claude is left alone', async () => {
  const [word, next] = [unique('down'), unique('next')]
  await script(word, { status: 529 })
  const before = Date.now()
  for (const n of [1, 2, 3]) await (await ask({ prompt: `${word} ${n}` })).text(/Claude is overloaded/)
  await shown(MAIN, 'open')
  await shown(OTHER, 'open')
  const text = await (await ask({ prompt: next })).text(/ask again after/)
  const at = Number(/<t:(\d+):T>/.exec(text)?.[1]) * 1_000
  expect(at - before).toBeGreaterThan(5_000)
  expect(at - Date.now()).toBeLessThan(25_000)
  expect(await models(next)).toEqual([])
})

test('and who asks what was answered before is shown that, marked as old', async () => {
  const [word, known] = [unique('down'), unique('known')]
  const guild = snowflake()
  await script(known, { say: 'The old answer.' })
  await scriptGeneral(known)
  await (await ask({ prompt: `What is ${known}?`, guild })).text('The old answer.')
  const [name = ''] = await answersKept(1)
  const entry = JSON.parse((await env.CACHE_KV.get(name)) ?? '') as { expiresAt: number }
  await env.CACHE_KV.put(name, JSON.stringify({ ...entry, expiresAt: Date.now() - 1 }))
  await script(word, { status: 529 })
  for (const n of [1, 2, 3]) await (await ask({ prompt: `${word} ${n}` })).text(/Claude is overloaded/)
  await shown(MAIN, 'open')
  await shown(OTHER, 'open')
  const channel = snowflake()
  const asked = await ask({ prompt: `What is ${known}?`, guild, channel })
  expect(await asked.text(/may be out of date\.$/)).toMatch(
    /^The old answer\.\n\nClaude was not available\. This is a saved answer from <t:\d+:R>/,
  )
  await ended(channel)
  await untilStored(
    env.COORDINATOR.getByName('fleet'),
    (_, object: CoordinatorObject) => object.health(Date.now()).cache.stale === 1,
  )
  expect(await verdictCalls(known)).toHaveLength(1)
  const other = await ask({ prompt: `What is ${known}?`, guild, locale: 'de', fresh: true })
  expect(await other.text(/Bitte frag nach/)).not.toContain('The old answer.')
})

test('a refused key is one line for the operator, and a sentence for every member', async () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const [word, next] = [unique('key'), unique('next')]
  await script(word, { status: 401 })
  await (await ask({ prompt: word })).text(/rejected this bot's API key/)
  const { blocked, status } = await shown('*', 'open')
  expect([status, blocked]).toEqual(['degraded', expect.stringContaining('ANTHROPIC_API_KEY')])
  for (const n of [1, 2]) await (await ask({ prompt: `${next} ${n}` })).text(/rejected this bot's API key/)
  expect(await models(next)).toEqual([])
  const lines = errors.mock.calls.map(([line]: readonly unknown[]) => line)
  expect(lines).toEqual([
    {
      evt: 'claude.blocked',
      v: 1,
      model: '*',
      why: 'key refused',
      open_ms: expect.any(Number),
      advice: expect.stringContaining('wrangler secret put ANTHROPIC_API_KEY'),
    },
  ])
  errors.mockRestore()
})

test('a model that does not exist is not asked twice, and the operator is told which', async () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const [word, next] = [unique('none'), unique('next')]
  await scriptModel(MAIN, word, { status: 404 })
  await scriptModel(OTHER, word, { say: 'Other.' })
  await (await ask({ prompt: word })).text('Other.')
  expect((await shown(MAIN, 'open')).blocked).toContain('Set MODEL or FALLBACK_MODEL')
  await script(next, { say: 'At once.' })
  await (await ask({ prompt: next })).text('At once.')
  expect(await models(next)).toEqual([OTHER])
  expect(errors.mock.calls).toMatchObject([[{ evt: 'claude.blocked', model: MAIN, why: 'unknown model' }]])
  errors.mockRestore()
})
