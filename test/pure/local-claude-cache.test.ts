/** The simulated prompt cache: what is read, written and paid in full. */

import type { MessageCreateParamsNonStreaming, Usage } from '@anthropic-ai/sdk/resources/messages'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Params, type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
let now = 1_800_000_000_000
beforeAll(async () => {
  on = await stage({ now: () => now })
})
afterAll(() => on.claude.close())

type Cached = { type: 'ephemeral'; ttl?: '5m' | '1h' }
/** A system prompt of `tokens` tokens that no other test uses. */
const system = (tokens: number, cache: Cached = { type: 'ephemeral' }): NonNullable<Params['system']> => [
  { type: 'text', text: on.question().padEnd(tokens * 4, 'x'), cache_control: cache },
]
const usage = async (more: Params): Promise<number[]> => {
  const { usage: used } = await on.client.messages.create(on.params('x'.repeat(40), more))
  return figures(used)
}
const figures = (used: Usage): number[] => [
  used.input_tokens,
  used.cache_creation_input_tokens ?? -1,
  used.cache_read_input_tokens ?? -1,
]

test('the second request reads what the first one wrote', async () => {
  const prompt = { system: system(600) }
  expect(await usage(prompt)).toEqual([10, 600, 0])
  expect(await usage(prompt)).toEqual([10, 0, 600])
})

test('below 512 tokens nothing is cached', async () => {
  const prompt = { system: system(511) }
  expect(await usage(prompt)).toEqual([521, 0, 0])
  expect(await usage(prompt)).toEqual([521, 0, 0])
})

test('Haiku 4.5 caches nothing below 4,096 tokens', async () => {
  const old = { model: 'claude-haiku-4-5' }
  expect(await usage({ ...old, system: system(4_095) })).toEqual([4_105, 0, 0])
  expect(await usage({ ...old, system: system(4_096) })).toEqual([10, 4_096, 0])
})

test('an entry lives five minutes from its last use', async () => {
  const prompt = { system: system(600) }
  await usage(prompt)
  now += 299_000
  expect(await usage(prompt)).toEqual([10, 0, 600])
  now += 299_000
  expect(await usage(prompt)).toEqual([10, 0, 600])
  now += 300_000
  expect(await usage(prompt)).toEqual([10, 600, 0])
})

test('an entry of an hour lives an hour and is counted apart', async () => {
  const prompt = { system: system(600, { type: 'ephemeral', ttl: '1h' }) }
  const first = await on.client.messages.create(on.params('hi', prompt))
  expect(first.usage.cache_creation).toEqual({ ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 600 })
  now += 3_599_000
  expect(await usage(prompt)).toEqual([10, 0, 600])
  now += 3_600_000
  expect(await usage(prompt)).toEqual([10, 600, 0])
})

test('another model does not read it', async () => {
  const prompt = { system: system(600) }
  await usage(prompt)
  expect(await usage({ ...prompt, model: 'claude-sonnet-5-5', thinking: { type: 'between_tools' } })).toEqual(
    [10, 600, 0],
  )
})

test('another set of tools invalidates the system prompt', async () => {
  const prompt = { system: system(600) }
  await usage(prompt)
  const [input = 0, written, read] = await usage({
    ...prompt,
    tools: [{ name: 'now', input_schema: { type: 'object' } }],
  })
  expect([input, read]).toEqual([10, 0])
  expect(written).toBeGreaterThan(600)
})

test('another effort invalidates the messages and not the system prompt', async () => {
  const prompt: Params = { system: system(600), cache_control: { type: 'ephemeral' } }
  expect(await usage(prompt)).toEqual([0, 610, 0])
  expect(await usage({ ...prompt, output_config: { effort: 'low' } })).toEqual([0, 10, 600])
})

const turns = (count: number, start: string): MessageCreateParamsNonStreaming['messages'] =>
  Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `${index === 0 ? start : ''}${String(index)}`.padEnd(400, 'y'),
  }))

test('the automatic breakpoint makes a growing conversation pay for its new turns only', async () => {
  const start = on.question()
  const automatic: Params = { cache_control: { type: 'ephemeral' } }
  expect(await usage({ ...automatic, messages: turns(7, start) })).toEqual([0, 700, 0])
  expect(await usage({ ...automatic, messages: turns(9, start) })).toEqual([0, 200, 700])
})

test('a changed earlier message misses', async () => {
  const start = on.question()
  const automatic: Params = { cache_control: { type: 'ephemeral' } }
  await usage({ ...automatic, messages: turns(7, start) })
  expect(await usage({ ...automatic, messages: turns(7, `${start}!`) })).toEqual([0, 700, 0])
})

test('an entry more than twenty blocks back is not found', async () => {
  const start = on.question()
  const automatic: Params = { cache_control: { type: 'ephemeral' } }
  await usage({ ...automatic, messages: turns(7, start) })
  expect(await usage({ ...automatic, messages: turns(27, start) })).toEqual([0, 2_700, 0])
})

test('an entry nineteen blocks back is found', async () => {
  const start = on.question()
  const automatic: Params = { cache_control: { type: 'ephemeral' } }
  await usage({ ...automatic, messages: turns(7, start) })
  const last = [1, 2].map((part) => ({ type: 'text' as const, text: String(part).padEnd(400, 'z') }))
  const longer = [...turns(25, start).slice(0, 24), { role: 'user' as const, content: last }]
  expect(await usage({ ...automatic, messages: longer })).toEqual([0, 1_900, 700])
})

test('a refused request leaves nothing behind', async () => {
  const prompt = { system: system(600) }
  const question = on.question()
  on.claude.script(question, [{ status: 529 }])
  await on.client.messages.create(on.params(question, prompt)).catch(() => undefined)
  expect(await usage(prompt)).toEqual([10, 600, 0])
})

test('an answer that has only begun can be read from already', async () => {
  const prompt = { system: system(600) }
  const question = on.question()
  on.claude.script(question, [{ say: 'abc', hold: true }])
  const held = on.client.messages.stream(on.params(question, prompt))
  await new Promise<void>((begun) => {
    held.on('streamEvent', () => begun())
  })
  expect(await usage(prompt)).toEqual([10, 0, 600])
  on.claude.release(question)
  await held.finalMessage()
})

test('a request that comes before another has begun to answer reads nothing of what that one writes', async () => {
  const waiting: (() => void)[] = []
  const slow = await stage({ sleep: () => new Promise((wake) => waiting.push(wake)) })
  slow.claude.script('first', [{ say: 'a', firstTokenMs: 1 }])
  slow.claude.script('second', [{ say: 'b', firstTokenMs: 1 }])
  const prompt = { system: system(600) }
  const asked = ['first', 'second'].map((text) => slow.client.messages.create(slow.params(text, prompt)))
  await vi.waitUntil(() => waiting.length === 2)
  for (const wake of waiting) wake()
  const written = await Promise.all(asked.map(async (one) => figures((await one).usage)[1]))
  expect(written).toEqual([600, 600])
  await slow.claude.close()
})

test('what is not cached can make the first token later', async () => {
  const slept: number[] = []
  const paced = await stage({
    sleep: async (ms) => {
      slept.push(ms)
    },
  })
  paced.claude.script('x', [{ say: 'a', firstTokenMs: 500, msPerUncachedThousand: 60 }])
  const prompt = { system: system(1_990) }
  await paced.client.messages.create(paced.params('x'.repeat(40), prompt))
  await paced.client.messages.create(paced.params('x'.repeat(40), prompt))
  expect(slept).toEqual([620, 500.6])
  await paced.claude.close()
})

test('pre-warming writes and says nothing', async () => {
  const prompt = { system: system(600) }
  const message = await on.client.messages.create(on.params('hi', { ...prompt, max_tokens: 0 }))
  expect(message).toMatchObject({ content: [], stop_reason: 'max_tokens' })
  expect(await usage(prompt)).toEqual([10, 0, 600])
})
