/** The same question once more, by a second bot without streaming. */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hold } from '../fakes/discord-bot.ts'
import { done, inspected, type Inspected } from '../fakes/inspected.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

let second: ListeningBot
let stage: Inspected
let starts: (() => Promise<string>)[] = []

beforeAll(async () => {
  second = await startListeningBot()
  stage = await inspected({ startSecond: () => (starts.shift() ?? (() => Promise.resolve(second.url)))() })
})
afterEach(() => second.reset())
afterAll(async () => {
  await stage.discord.close()
  second.close()
})

const repeat = async (id: string): Promise<unknown> =>
  (await fetch(`${stage.discord.url}/_local/inspect/${id}/unstreamed`, { method: 'POST' })).json()

/** What the second bot has got last. */
function arrived() {
  const body: {
    id: string
    token: string
    channel_id: string
    guild_id: string
    data: { options: { name: string; value: string }[]; resolved?: { attachments: Record<string, object> } }
  } = JSON.parse(second.arrived.at(-1)?.body ?? '{}')
  return body
}

test('a second bot that does not start is a sentence, and is tried again', async () => {
  const { id } = await stage.ask()
  starts = [() => Promise.reject(new Error('no room'))]
  expect(await repeat(id)).toEqual({ ok: false, reason: 'The second bot did not start: no room' })
  expect(await repeat(id)).toEqual({ ok: true })
})

test('the question, the files and the model go to the second bot, in a channel that is in no list', async () => {
  const { ask, inspect, log, pass, discord } = stage
  const answer = await ask({
    options: { prompt: 'Both ways?', model: 'claude-sonnet-5-5', private: true },
    attachments: [{ filename: 'notes.txt', text: 'Buy milk' }],
  })
  expect(await inspect(answer.id)).toMatchObject({ canRepeat: true, unstreamed: null })
  expect(await repeat(answer.id)).toEqual({ ok: true })
  const { data, token, channel_id: channel, id } = arrived()
  expect(data.options.map(({ name }) => name)).toEqual(['prompt', 'model', 'file'])
  expect(data.options[0]?.value).toBe('Both ways?')
  expect(Object.values(data.resolved?.attachments ?? {})).toMatchObject([{ filename: 'notes.txt', size: 8 }])
  expect(JSON.stringify(discord.state()['channels'])).not.toContain(channel)
  pass(2_000)
  await hold(discord, token).edit({ content: 'At once.' })
  log(done(id))
  const { unstreamed } = await inspect(answer.id)
  expect(unstreamed).toMatchObject({ interaction: id, ended: true, question: 'Both ways?' })
  expect(unstreamed?.looks.map(({ message }) => message['content'])).toEqual(['', 'At once.'])
})

test('two presses make one repetition while it runs, and another one afterwards', async () => {
  const { ask, log, inspect } = stage
  const answer = await ask({ options: { prompt: 'Twice?' } })
  expect(await Promise.all([repeat(answer.id), repeat(answer.id)])).toEqual([{ ok: true }, { ok: true }])
  expect(await repeat(answer.id)).toEqual({ ok: true })
  expect(second.arrived).toHaveLength(1)
  const { id } = arrived()
  log(done(id))
  await repeat(answer.id)
  expect(second.arrived).toHaveLength(2)
  expect((await inspect(answer.id)).unstreamed?.interaction).toBe(arrived().id)
})

test('a command without a question is not repeated', async () => {
  const { id } = await stage.ask({ name: 'help', options: {} }, { type: 4, data: { content: 'Help' } })
  expect(await repeat(id)).toEqual({
    ok: false,
    reason: 'This answer has no question that can be repeated.',
  })
})
