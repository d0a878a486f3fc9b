/** How the local Claude is steered and asked what it was told, over real HTTP. */

import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

test('a held answer goes on when it is released', async () => {
  const question = await on.scripted({ say: 'abcdef', hold: true, holdAfterChars: 3 })
  const texts: string[] = []
  const seen: unknown[] = []
  for await (const event of await on.client.messages.create({ ...on.params(question), stream: true })) {
    if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue
    texts.push(event.delta.text)
    if (texts.length > 1) continue
    const [record] = await on.records(question)
    seen.push(record?.scripted, typeof record?.firstTextAt, record?.stopAt)
    seen.push(await (await on.local('POST', 'release', { match: question })).json())
  }
  expect(texts).toEqual(['abc', 'def'])
  expect(seen).toEqual([true, 'number', undefined, { released: 1 }])
})

test('a release before the hold is reached counts', async () => {
  const question = await on.scripted({ say: 'abc', hold: true })
  const asking = on.ask(question)
  await on.records(question, 0)
  await on.local('POST', 'release', { match: question })
  expect((await asking).content).toMatchObject([{ text: 'abc' }])
})

test('requests are written down without their key', async () => {
  const question = await on.scripted({ say: 'abc' })
  await on.ask(question, { system: 'be kind' })
  const [record] = await on.records(question)
  expect(record).toMatchObject({
    model: 'claude-haiku-5-5',
    body: { system: 'be kind', stream: true },
    headers: { authorization: 'Bearer' },
    usage: { output_tokens: 1 },
    scripted: true,
  })
  expect(JSON.stringify(record)).not.toContain('sk-ant')
})

test('a question for more requests waits for them', async () => {
  const question = await on.scripted({ say: 'abc' })
  const waiting = on.records(question, 1)
  await on.ask(question)
  await on.ask(question)
  expect(await waiting).toHaveLength(2)
})

test('a misspelt script is refused by name', async () => {
  const response = await on.local('POST', 'scripts', { match: 'x', answers: [{ sya: 'hello' }] })
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: 'answers[0]: "sya" is not part of such an answer' },
  ])
})

test('a foreign Host is refused', async () => {
  const status = await new Promise((answered) => {
    request(`${on.claude.url}/_local/requests`, { headers: { host: 'evil.example' } }, (response) => {
      response.resume()
      answered(response.statusCode)
    }).end()
  })
  expect(status).toBe(403)
})

test('a page from elsewhere may not steer', async () => {
  const response = await fetch(`${on.claude.url}/_local/scripts`, {
    method: 'DELETE',
    headers: { origin: 'https://evil.example' },
  })
  expect(response.status).toBe(403)
})

test('a model is described with what it takes', async () => {
  const response = await fetch(`${on.claude.url}/v1/models/claude-sonnet-5-5`, {
    headers: { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' },
  })
  expect(await response.json()).toMatchObject({
    max_tokens: 128_000,
    capabilities: { thinking: { types: { disabled: { supported: false } } } },
  })
})

test('a long silence is filled with pings, and the pace is kept', async () => {
  const slept: number[] = []
  const paced = await stage({
    firstTokenMs: 600,
    tokensPerSecond: 50,
    sleep: async (ms) => {
      slept.push(ms)
    },
  })
  paced.claude.script('go', [{ say: 'abcdefgh', chunkChars: 4, gap: { afterChars: 4, ms: 25_000 } }])
  const response = await paced.post({ ...paced.params('go'), stream: true })
  expect((await response.text()).match(/^event: ping/gm)).toHaveLength(3)
  expect(slept).toEqual([600, 20, 10_000, 10_000, 5_000, 20])
  await paced.claude.close()
})

test('clearing the scripts gives the default talk back', async () => {
  const other = await stage()
  other.claude.script('hello', [{ say: 'scripted' }])
  await other.local('DELETE', 'scripts')
  const message = await other.client.messages.create(other.params('hello'))
  expect(message.content).toMatchObject([{ text: expect.stringContaining('local stand-in') }])
  expect((await other.claude.requests())[0]?.scripted).toBe(false)
  await other.claude.close()
})

test('a script can be for one model alone, and for a while', async () => {
  let now = 1_000
  const other = await stage({ now: () => now })
  const status = async (model: string, text = 'hello'): Promise<number> =>
    (await other.post({ ...other.params(text), model })).status
  const outage = { match: '', answers: [{ status: 529 }], model: 'claude-haiku-5-5', forMs: 500 }
  expect((await other.local('POST', 'scripts', outage)).status).toBe(200)
  expect(
    await Promise.all(
      ['claude-haiku-5-5', 'claude-haiku-5-5', 'claude-haiku-4-5'].map((model) => status(model)),
    ),
  ).toEqual([529, 529, 200])
  other.claude.script('hello', [{ status: 500 }], { model: 'claude-haiku-4-5' })
  expect(await Promise.all([status('claude-haiku-4-5'), status('claude-haiku-4-5', 'bye')])).toEqual([
    500, 200,
  ])
  now += 500
  expect(await status('claude-haiku-5-5')).toBe(200)
  await other.claude.close()
})

test.each([
  [{ match: '', answers: [{ say: 'x' }] }, 'match'],
  [{ match: '', model: '', answers: [{ say: 'x' }] }, 'model'],
  [{ match: 'x', model: 5, answers: [{ say: 'x' }] }, 'model'],
  [{ match: 'x', forMs: 0, answers: [{ say: 'x' }] }, 'forMs'],
])('the script %j is refused', async (script, what) => {
  const other = await stage()
  const response = await other.local('POST', 'scripts', script)
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(what)])
  await other.claude.close()
})

test('another talk can take the place of the default one, and scripts still win', async () => {
  const other = await stage()
  other.claude.answerBy((messages) => ({ say: `${messages.length} message` }))
  other.claude.script('scripted', [{ say: 'by script' }])
  const texts = await Promise.all(
    ['hello', 'scripted'].map(
      async (text) => (await other.client.messages.create(other.params(text))).content,
    ),
  )
  expect(texts).toMatchObject([[{ text: '1 message' }], [{ text: 'by script' }]])
  await other.claude.close()
})

const goOn = (ending: string): string =>
  `Your previous response was interrupted and ended with "${ending}". Continue from where you left off.`

test.each([
  ['by what Claude has said', 'One, two, one, two, one,'],
  ['by the ending that it is told', undefined],
])('a script that continues says only what is missing, found %s', async (_, before) => {
  const say = 'One, two, one, two, one, three. The end.'
  const question = await on.scripted({ say, continues: true })
  const message = await on.client.messages.create(
    on.params(question, {
      messages: [
        { role: 'user', content: question },
        ...(before === undefined ? [] : [{ role: 'assistant' as const, content: before }]),
        { role: 'user', content: goOn('two, one,') },
      ],
    }),
  )
  expect(message.content).toMatchObject([{ text: ' three. The end.' }])
  expect(await on.records(question)).toHaveLength(1)
})

test('a script can say the last words once more when it continues, and says all of it when nothing broke off', async () => {
  const question = await on.scripted({ say: 'One, two, three.', continues: true, repeatsChars: 4 })
  const rest = await on.client.messages.create(
    on.params(question, {
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: 'One, two,' },
        { role: 'user', content: goOn('two,') },
      ],
    }),
  )
  expect(rest.content).toMatchObject([{ text: 'two, three.' }])
  expect(await on.ask(question)).toMatchObject({ content: [{ text: 'One, two, three.' }] })
})
