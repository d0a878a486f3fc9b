/** Files that a bot attaches, in the local Discord. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalDiscord } from '../../src/playground/discord.ts'
import { deferred, HEADERS, handClock, heard, quiet, startUnlimited } from '../fakes/discord-bot.ts'

const clock = handClock()
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startUnlimited(clock.now)
})
afterAll(() => discord.close())

test('files come as a form, are listed by number and can be fetched', async () => {
  const bot = await deferred(discord)
  const form = new FormData()
  const attachments = [{ id: 0, filename: 'answer.md', description: 'all of it' }]
  form.set('payload_json', JSON.stringify({ ...quiet, content: 'see', attachments }))
  form.set('files[0]', new File(['# Long answer'], 'answer.md', { type: 'text/markdown' }))
  const { body } = await upload(bot.token, form)
  expect(body.attachments).toMatchObject([{ filename: 'answer.md', size: 13, content_type: 'text/markdown' }])
  expect(discord.reply(bot.token)).toMatchObject({
    messages: [{ attachments: [{ filename: 'answer.md', size: 13, text: '# Long answer' }] }],
    violations: [],
  })
  const file = await fetch(body.attachments[0]?.url ?? '')
  expect(await file.text()).toBe('# Long answer')
})

test('an edit keeps the attachments that it lists, or all if it lists none', async () => {
  const bot = await deferred(discord)
  const form = new FormData()
  form.set('payload_json', JSON.stringify({ ...quiet, attachments: [{ id: 0 }, { id: 1 }] }))
  form.set('files[0]', new File(['a'], 'a.txt'))
  form.set('files[1]', new File(['b'], 'b.txt'))
  const [a] = (await upload(bot.token, form)).body.attachments
  expect((await bot.edit({ content: 'x' })).body.attachments).toHaveLength(2)
  const kept = await bot.edit({ attachments: [{ id: a?.id }] })
  expect(kept.body.attachments.map(({ filename }) => filename)).toEqual(['a.txt'])
  expect((await bot.edit({ attachments: [] })).body.attachments).toEqual([])
  expect((await bot.edit({ attachments: [{ id: '77' }] })).status).toBe(400)
})

test('a file over 10 MiB is too large', async () => {
  const bot = await deferred(discord)
  const form = new FormData()
  form.set('payload_json', JSON.stringify({ ...quiet, attachments: [{ id: 0 }] }))
  form.set('files[0]', new File([new Uint8Array(10 * 1_024 * 1_024 + 1)], 'big.bin'))
  expect(await upload(bot.token, form)).toMatchObject({ status: 413, body: { code: 40_005 } })
})

const upload = async (token: string, body: FormData): ReturnType<typeof heard> =>
  heard(
    await fetch(`${discord.apiBaseUrl}/webhooks/${discord.applicationId}/${token}/messages/@original`, {
      method: 'PATCH',
      headers: { 'User-Agent': HEADERS['User-Agent'] },
      body,
    }),
  )
