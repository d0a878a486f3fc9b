/** The figures of a turn, as the local Discord counts them for the page. */

import { expect, test } from 'vitest'
import { startDiscord } from '../../src/playground/discord.ts'
import { hold, quiet } from '../fakes/discord-bot.ts'

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

test('a form that asks something is a turn; one that is refused to its sender alone is none', async () => {
  const field = { type: 18, label: 'Q', component: { type: 4, custom_id: 'q', style: 2 } }
  const opens = { type: 9, data: { custom_id: 'form', title: 'Form', components: [field] } }
  const discord = await startDiscord()
  const answered = async (wanted: object, body: object): Promise<string> => {
    const { token } = await discord.interact({ ...wanted })
    discord.acknowledge(token, { status: 200, contentType: undefined, body })
    return token
  }
  const counted = (): unknown => discord.state()['stats']
  const form = await answered({}, opens)
  await answered(
    { modal: form, values: { q: 'no' } },
    { type: 4, data: { content: 'No.', flags: 64, ...quiet } },
  )
  expect(counted()).toMatchObject({ turns: [expect.anything()] })
  await answered({ modal: form, values: { q: 'why' } }, { type: 5 })
  expect(counted()).toMatchObject({ turns: [expect.anything(), expect.anything()] })
  await discord.close()
})
