/** The figures of a turn, as the local Discord counts them for the page. */

import { expect, test } from 'vitest'
import { startDiscord } from '../../src/playground/discord.ts'
import { hold } from '../fakes/discord-bot.ts'

test('the figures of a turn count from where Discord stands', async () => {
  let now = 1_800_000_000_000
  const timed = await startDiscord({ now: () => now })
  const { token } = await timed.interact()
  now += 120
  timed.acknowledge(token, { status: 200, contentType: undefined, body: { type: 5 } })
  const held = hold(timed, token)
  timed.script(token, { faults: [{ nth: 3, answer: { rateLimited: { retryAfter: 1 } } }] })
  now += 300
  await held.edit({ content: '-# reading' })
  now += 500
  await held.edit({ content: 'Hello' })
  await held.edit({ content: 'Hello you' })
  now += 1_000
  await held.edit({ content: 'Hello you' })
  expect(timed.figures(token)).toMatchObject({
    ackMs: 120,
    firstWordsMs: 920,
    totalMs: 1_920,
    edits: 3,
    rateLimited: 1,
  })
  expect(timed.state()).toMatchObject({ stats: { edits: 3, rateLimited: 1, turns: [{ ackMs: 120 }] } })
  await timed.close()
})
