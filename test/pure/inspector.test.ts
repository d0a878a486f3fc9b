/** The inspector: what it tells of answers that grow, wait, come from the cache, use tools, are stopped or interrupted. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { done, inspected, type Inspected, type Shown } from '../fakes/inspected.ts'

let stage: Inspected

beforeAll(async () => {
  stage = await inspected()
})
afterAll(() => stage.discord.close())

const STOP = { type: 1, components: [{ type: 2, style: 2, label: 'Stop', custom_id: 'stop:1:1' }] }

const inShort = ({ timeline }: Shown): readonly string[] => timeline.map(({ at, kind }) => `${at} ${kind}`)
const only = (shown: Shown, kind: Shown['timeline'][number]['kind']) =>
  shown.timeline.filter((entry) => entry.kind === kind)

test('a growing answer: every step in its order, each edit with its wait and what is left of the budget', async () => {
  const { ask, pass, request, now, log, inspect } = stage
  const answer = await ask()
  pass(20)
  const asked = request('[speaker x: <@1 Ada>]\nWhy?')
  pass(540)
  Object.assign(asked, { firstTextAt: now(), status: 200 })
  pass(50)
  await answer.edit({ content: 'Because' })

  const growing = await inspect(answer.id)
  expect(growing.ended).toBe(false)
  expect(inShort(growing)).toEqual([
    '0 asked',
    '0 queue',
    '40 acknowledged',
    '60 claude',
    '650 call',
    '650 first words',
  ])
  expect(growing.totals).toMatchObject({ edits: 1, claudeCalls: 1 })

  pass(1_000)
  await answer.edit({ content: 'Because it is so.' })
  Object.assign(asked, {
    stopAt: now(),
    usage: {
      input_tokens: 3,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 20,
      output_tokens: 30,
    },
  })
  pass(5)
  log(done(answer.id, { waited_ms: 58 }))

  const whole = await inspect(answer.id)
  expect(inShort(whole)).toEqual([
    '0 asked',
    '0 queue',
    '40 acknowledged',
    '58 cache',
    '60 claude',
    '650 call',
    '650 first words',
    '1650 call',
    '1650 last edit',
    '1655 done',
  ])
  expect(only(whole, 'call')).toMatchObject([
    { n: 1, what: 'edit', status: 200, waitMs: null, rate: { limit: 5, remaining: 4, resetAfterMs: 5_000 } },
    { n: 2, what: 'edit', status: 200, waitMs: 1_000, rate: { limit: 5, remaining: 3, resetAfterMs: 4_000 } },
  ])
  expect(whole).toMatchObject({
    question: 'Why?',
    ended: true,
    broken: [],
    lives: 1,
    totals: {
      edits: 2,
      rateLimited: 0,
      claudeCalls: 1,
      tokens: { read: 100, written: 20, out: 30 },
      usd: 0.0000175,
    },
    event: { evt: 'ask.done', turn: answer.id },
  })
  expect(whole.looks.map(({ at, message }) => [at, message['loading'], message['content']])).toEqual([
    [40, true, ''],
    [650, false, 'Because'],
    [1_650, false, 'Because it is so.'],
  ])
})

test('a cache hit: the answer is the acknowledgement, and Claude was not asked', async () => {
  const { ask, log, pass, inspect } = stage
  const { id } = await ask({ options: { prompt: 'Kept?' } }, { type: 4, data: { content: 'Yes.' } })
  pass(3)
  log(done(id, { cache: 'hit', cache_why: '', cache_age_ms: 5_000, waited_ms: 10, claude_calls: 0, usd: 0 }))
  const shown = await inspect(id)
  expect(only(shown, 'acknowledged')).toEqual([{ kind: 'acknowledged', at: 40, with: 'message' }])
  expect(only(shown, 'cache')).toEqual([{ kind: 'cache', at: 10, use: 'hit', why: '', ageMs: 5_000 }])
  expect(shown).toMatchObject({ claude: [], totals: { claudeCalls: 0, usd: 0 }, looks: [{ at: 40 }] })
})

test('a queued question: its place is no answer, and the wait lasts until its turn begins', async () => {
  const { ask, log, pass, inspect } = stage
  const answer = await ask(
    { options: { prompt: 'And I?' } },
    { type: 4, data: { content: 'One question is ahead.' } },
  )
  log({ evt: 'ask.accept', turn: answer.id })
  const waiting = await inspect(answer.id)
  expect(waiting.ended).toBe(false)
  expect(inShort(waiting)).toEqual(['0 asked', '0 queue', '40 acknowledged'])
  expect(only(waiting, 'queue')).toMatchObject([{ until: null }])
  pass(3_000)
  await answer.edit({ content: 'You, too.' })
  log(done(answer.id, { waited_ms: 2_800 }))
  const shown = await inspect(answer.id)
  expect(only(shown, 'queue')).toMatchObject([{ at: 0, until: 2_800 }])
  expect(only(shown, 'first words')).toMatchObject([{ at: 3_040 }])
})

test('tools work between the call that wants them and the one that brings what they gave', async () => {
  const { ask, log, pass, now, request, inspect } = stage
  const { id } = await ask({ options: { prompt: 'Run it' } })
  request('Run it', { stopAt: now() + 200, status: 200 })
  pass(2_200)
  const messages = [
    { role: 'user', content: 'Run it' },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'a', name: 'bash', input: {} },
        { type: 'tool_use', id: 'b', name: 'chart', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: 'x' },
        { type: 'tool_result', tool_use_id: 'b', content: 'y' },
      ],
    },
  ]
  request('', { body: { stream: true, messages }, stopAt: now() + 100, status: 200 })
  pass(100)
  log({ evt: 'tool.failed', turn: id, tool: 'chart', message: 'it’s broken' })
  log(done(id, { claude_calls: 2 }))
  const shown = await inspect(id)
  expect(only(shown, 'tools')).toEqual([{ kind: 'tools', at: 240, until: 2_240, names: ['bash', 'chart'] }])
  expect(only(shown, 'failed')).toMatchObject([{ what: 'tool.failed', why: 'chart: it’s broken' }])
})

test('a 429: whose limit it was and how long to wait, and coming back too early is a broken rule', async () => {
  const { ask, pass, inspect } = stage
  const answer = await ask({
    options: { prompt: 'Slowly' },
    script: { faults: [{ on: 'edit', answer: { rateLimited: { retryAfter: 2, scope: 'shared' } } }] },
  })
  await answer.edit({ content: 'one' })
  pass(500)
  await answer.edit({ content: 'two' })
  const shown = await inspect(answer.id)
  expect(only(shown, 'call')).toMatchObject([
    { status: 429, rate: { retryAfterMs: 2_000, scope: 'shared' } },
    { status: 429, waitMs: 500, rate: { retryAfterMs: 1_500 } },
  ])
  expect(shown.totals.rateLimited).toBe(2)
  expect(shown.broken).toEqual([{ at: 540, rule: expect.stringMatching('a 429 that could be foreseen') }])
})

test('a crash: the call breaks off, and the next life begins when the figures say so', async () => {
  const { ask, log, pass, now, request, inspect } = stage
  const answer = await ask({ options: { prompt: 'Long?' } })
  const first = request('Long?', { status: 200, firstTextAt: now() + 100 })
  pass(1_000)
  await answer.edit({ content: 'It is' })
  pass(500)
  Object.assign(first, { abortedAt: now() })
  const broken = await inspect(answer.id)
  expect(only(broken, 'claude')).toMatchObject([{ ending: 'given up', until: 1_540 }])
  expect(only(broken, 'crash')).toEqual([])
  pass(9_000)
  request('Long?', { status: 200, stopAt: now() + 400 })
  pass(400)
  await answer.edit({ content: 'It is long.' })
  log(done(answer.id, { attempt: 2, cache: 'bypass', cache_why: 'taken up', waited_ms: 10_500 }))
  const shown = await inspect(answer.id)
  expect(shown.lives).toBe(2)
  expect(inShort(shown).filter((entry) => /crash|life|queue/.test(entry))).toEqual([
    '0 queue',
    '1540 crash',
    '10500 life',
  ])
  expect(only(shown, 'queue')).toMatchObject([{ until: 40 }])
  expect(only(shown, 'call')).toMatchObject([{ waitMs: null }, { waitMs: 9_900 }])
})

test('a call that the bot has given up with a reason in its log is no crash', async () => {
  const { ask, log, pass, now, request, inspect } = stage
  const { id } = await ask({ options: { prompt: 'Silence?' } })
  const first = request('Silence?', { status: 200 })
  pass(20_000)
  Object.assign(first, { abortedAt: now() })
  log({ evt: 'claude.failed', turn: id, why: 'silent', detail: 'no event', model: 'claude-haiku-5-5' })
  log(done(id, { attempt: 2 }))
  const shown = await inspect(id)
  expect(only(shown, 'crash')).toEqual([])
  expect(only(shown, 'failed')).toMatchObject([{ at: 20_040, why: 'silent: no event' }])
})

test('a stopped answer names the button and who has pressed it', async () => {
  const { ask, press, log, pass, inspect } = stage
  const answer = await ask({ options: { prompt: 'Stop me' } })
  await answer.edit({ content: 'Well', components: [STOP] })
  pass(800)
  const ben = '290000000000000022'
  await press(answer, 'stop:1:1', ben)
  await answer.edit({ content: 'Well', components: [] })
  log(done(answer.id, { outcome: 'stopped', why: 'stopped' }))
  const shown = await inspect(answer.id)
  expect(only(shown, 'press')).toEqual([{ kind: 'press', at: 840, button: 'stop', by: 'Ben' }])
  expect(only(shown, 'done')).toMatchObject([{ outcome: 'stopped', why: 'stopped' }])
  pass(60_000)
  await press(answer, 'good:1:1')
  expect(only(await inspect(answer.id), 'press')).toHaveLength(1)
})

test('a bot that does not answer in time: the wait ends with Discord’s patience', async () => {
  const { discord, pass, inspect } = stage
  const { id, token } = await discord.interact({ options: { prompt: 'Anybody?' } })
  pass(3_200)
  expect(discord.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5 } }).ok).toBe(
    false,
  )
  const shown = await inspect(id)
  expect(shown).toMatchObject({ ended: true, looks: [{ at: 3_200 }] })
  expect(only(shown, 'unanswered')).toMatchObject([{ at: 3_200, why: 'no answer within 3 seconds' }])
  expect(only(shown, 'queue')).toMatchObject([{ until: 3_200 }])
  expect(shown.broken).toMatchObject([{ rule: expect.stringMatching('too late') }])
})
