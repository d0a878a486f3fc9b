/** What the inspector keeps, and that it keeps no more. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { makeRecorder, MOST_ANSWERS, type Recorder } from '../../src/playground/inspect/record.ts'
import { hold } from '../fakes/discord-bot.ts'
import { inspected } from '../fakes/inspected.ts'

let discord: LocalDiscord
let recorder: Recorder
let clock = 0

beforeAll(async () => {
  discord = await startDiscord({ bucket: { limit: 1_000, windowMs: 1_000 } })
  recorder = makeRecorder(
    ({ id, shown }) => ({ id, content: shown.content }),
    () => (clock += 1),
  )
  discord.listen(recorder.see)
})
afterAll(() => discord.close())

test('beyond its most, a long answer loses looks from the middle and keeps its end', async () => {
  const { id, token } = await discord.interact()
  discord.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5 } })
  const answer = hold(discord, token)
  for (let n = 1; n <= 450; n += 1) await answer.edit({ content: `${n}` })
  const looks = recorder.looks(id)
  expect(looks).toHaveLength(400)
  expect(looks.at(-1)?.message['content']).toBe('450')
  expect(looks[1]?.message['content']).toBe('1')
})

test('only the latest answers are kept', async () => {
  const ids: string[] = []
  for (let n = 0; n <= MOST_ANSWERS; n += 1) {
    const { id, token } = await discord.interact()
    discord.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5 } })
    ids.push(id)
  }
  expect(ids.map((id) => recorder.looks(id).length)).toEqual([0, ...ids.slice(1).map(() => 1)])
})

test('of many events of one turn the first are kept, and its figures', () => {
  for (let n = 0; n < 80; n += 1) recorder.log({ evt: 'claude.failed', turn: '7' })
  recorder.log({ evt: 'ask.done', turn: '7' })
  recorder.log({ evt: 'claude.paused' })
  const events = recorder.events('7')
  expect(events).toHaveLength(51)
  expect(events.at(-1)?.event['evt']).toBe('ask.done')
})

test('of an answer that nothing is kept of, the end is left', async () => {
  const { discord: other, ask, pass, inspect } = await inspected()
  const answer = await ask()
  pass(500)
  await answer.edit({ content: 'The end.' })
  for (let n = 0; n <= MOST_ANSWERS; n += 1) await ask({ options: { prompt: 'Another' } })
  expect((await inspect(answer.id)).looks).toMatchObject([{ at: 540, message: { content: 'The end.' } }])
  await other.close()
})
