/** The inspector: which requests to Claude belong to an answer, what was sent in them, and who may see it. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startClaude, type LocalClaude } from '../../src/playground/claude.ts'
import { makeInspector } from '../../src/playground/inspect/inspector.ts'
import { startDiscord } from '../../src/playground/discord.ts'
import { done, inspected, type Inspected } from '../fakes/inspected.ts'

let stage: Inspected
let claude: LocalClaude

beforeAll(async () => {
  stage = await inspected()
  claude = await startClaude()
})
afterAll(() => Promise.all([stage.discord.close(), claude.close()]))

const BEN = '290000000000000022'
const requests = () => claude.everything()
/** Asks the local Claude for an answer to these messages. */
const send = (...messages: readonly object[]): Promise<Response> =>
  fetch(`${claude.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'local', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'claude-haiku-5-5',
      max_tokens: 100,
      thinking: { type: 'disabled' },
      tools: [{ name: 'bash', input_schema: { type: 'object', properties: {} } }],
      system: [{ type: 'text', text: 'Be brief. '.repeat(2_000), cache_control: { type: 'ephemeral' } }],
      messages,
    }),
  })

test('equal questions of two members go each with the calls that name its asker', async () => {
  const { ask, request, pass, inspect } = stage
  const ada = await ask({ options: { prompt: 'Both?' } })
  const ben = await ask({ options: { prompt: 'Both?' }, member: { id: BEN }, channel: 'random' })
  request('[speaker x: <@1 Ada>]\nBoth?', { model: 'for-ada' })
  request('[speaker y: <@2 Ben>]\nBoth?', { model: 'for-ben' })
  pass(10)
  expect((await inspect(ada.id)).claude).toMatchObject([{ model: 'for-ada' }])
  expect((await inspect(ben.id)).claude).toMatchObject([{ model: 'for-ben' }])
})

test('a call before the question, after its end, or with another question is not its own', async () => {
  const { ask, request, pass, log, inspect } = stage
  request('Now or never?')
  pass(10)
  const { id } = await ask({ options: { prompt: 'Now or never?' } })
  request('Never')
  request('Now or never?', { model: 'its own' })
  log(done(id))
  pass(1_000)
  request('Now or never?')
  request('', { judged: 'Now or never?', model: 'the verdict' })
  pass(20_000)
  request('', { judged: 'Now or never?', model: 'too late' })
  expect((await inspect(id)).claude?.map(({ model, purpose }) => [model, purpose])).toEqual([
    ['its own', 'answer'],
    ['the verdict', 'verdict'],
  ])
})

test('another answer in the same message is a turn of its own, and begins with what stood there', async () => {
  const { ask, press, request, pass, log, inspect, now } = stage
  const first = await ask({ options: { prompt: 'Once more?' } })
  await first.edit({ content: 'Once.' })
  log(done(first.id))
  pass(30_000)
  const second = await press(first, 'retry:1:1', BEN)
  request('[speaker x: <@1 Ada>]\nOnce more?', { stopAt: now() + 5 })
  pass(100)
  await second.edit({ content: 'Twice.' })
  log(done(second.id, { waited_ms: 50 }))
  const [before, after] = [await inspect(first.id), await inspect(second.id)]
  expect(before.turns).toEqual([first.id, second.id])
  expect(after.turns).toEqual(before.turns)
  expect(before.looks.map(({ message }) => message['content'])).toEqual(['', 'Once.'])
  expect(after.looks.map(({ at, message }) => [at, message['content']])).toEqual([
    [0, 'Once.'],
    [140, 'Twice.'],
  ])
  expect(after).toMatchObject({ question: 'Once more?', claude: [{ at: 40 }] })
})

test('what was sent, in the order in which Claude reads it, with what the prompt cache has read and written', async () => {
  const discord = await startDiscord({ routes: makeInspector({ requests }).routes })
  const { id } = await discord.interact({ options: { prompt: 'What is cached?' } })
  const question = { role: 'user', content: 'What is cached?' }
  await (await send(question)).text()
  await (await send({ role: 'assistant', content: 'x' })).text()
  await (await send(question)).text()
  const shown = JSON.parse(await (await fetch(`${discord.url}/_local/inspect/${id}`)).text())
  await discord.close()
  expect(shown.claude).toMatchObject([
    {
      stream: false,
      status: 200,
      ending: 'whole',
      sent: [
        { section: 'tools', kind: 'bash', cache: 'written', cut: 0 },
        { section: 'system', kind: 'text', cache: 'written', tokens: 5_000, cut: 14_000 },
        { section: 'user', kind: 'text', text: 'What is cached?', cache: 'none', tokens: 4 },
      ],
    },
    { sent: [{ cache: 'read' }, { cache: 'read' }, { cache: 'none' }] },
  ])
  const [, again] = shown.claude
  expect(again.tokens).toMatchObject({ in: 4, written: 0 })
  expect(again.tokens.read).toBe(again.sent[0].tokens + again.sent[1].tokens)
  expect(JSON.stringify(shown)).not.toContain('cache_control')
})

test('a request that was refused met no cache, and one that broke off has no known end', async () => {
  const { ask, request, now, inspect } = stage
  const { id } = await ask({ options: { prompt: 'Refused?' } })
  request('Refused?', { status: 529, answeredAt: now() + 2 })
  const usage = { input_tokens: 5, output_tokens: 99 }
  request('Refused?', { status: 200, cutAt: now() + 9, usage, model: 'claude-haiku-5-5' })
  request('Refused?', {
    status: 200,
    stopAt: now() + 9,
    usage: { input_tokens: 1_000_000, output_tokens: 0 },
    model: 'claude-sonnet-5-5',
  })
  expect((await inspect(id)).claude).toMatchObject([
    { ending: 'refused', until: 42, tokens: { out: 0 }, usd: 0, sent: [{ cache: 'unknown', tokens: null }] },
    { ending: 'cut', until: 49, tokens: { in: 5, out: null }, usd: null },
    { ending: 'whole', usd: 2 },
  ])
})

test('the bytes of a file are not shown', async () => {
  const { ask, request, inspect } = stage
  const { id } = await ask({ options: { prompt: 'A picture?' } })
  const image = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(4_000) },
  }
  const content = [image, { type: 'text', text: 'A picture?' }]
  request('', { body: { messages: [{ role: 'user', content }] } })
  const [sent] = (await inspect(id)).claude?.[0]?.sent ?? []
  expect(sent).toMatchObject({ kind: 'image', text: expect.stringContaining('4000 characters') })
  expect(sent?.text.length).toBeLessThan(300)
})

test('with the real Claude its calls are not seen, and the figures are those of the event', async () => {
  const real = makeInspector({})
  const discord = await startDiscord({ routes: real.routes })
  const { id } = await discord.interact({})
  real.log({ evt: 'ask.done', turn: id, usd: 0.25, out_tok: 7, claude_calls: 1 })
  const shown = JSON.parse(await (await fetch(`${discord.url}/_local/inspect/${id}`)).text())
  await discord.close()
  expect(shown).toMatchObject({ claude: null, canRepeat: false, totals: { usd: 0.25, tokens: { out: 7 } } })
})

test('a private answer is shown to nobody but its asker; an unknown one to nobody', async () => {
  const { ask, get, discord } = stage
  const own = await ask({ options: { prompt: 'Secret?', private: true } }, { type: 5, data: { flags: 64 } })
  const open = await ask({ options: { prompt: 'Open?' } })
  const statusFor = async (id: string, as: string): Promise<number> => (await get(id, as)).status
  expect(await statusFor(own.id, 'ada')).toBe(200)
  expect(await statusFor(own.id, 'ben')).toBe(404)
  expect(await statusFor(open.id, 'ben')).toBe(200)
  expect(await statusFor('1', 'ada')).toBe(404)
  const asked = await fetch(`${discord.url}/_local/inspect/${own.id}/unstreamed?as=ben`, { method: 'POST' })
  expect(asked.status).toBe(404)
})
