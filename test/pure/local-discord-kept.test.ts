/** What the local Discord keeps over a restart: messages, buttons, threads, files, and tokens that still live. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { AS_BOT, call, hold, quiet } from '../fakes/discord-bot.ts'
import { type ListeningBot, startListeningBot } from '../fakes/listening-bot.ts'

const GENERAL = '290000000000000011'
const MINUTE_MS = 60_000
const stop = { type: 1, components: [{ type: 2, style: 2, label: 'Stop', custom_id: 'stop' }] }

let folder = ''
let bot: ListeningBot
let now = 0
let told: string[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'))
  bot = await startListeningBot()
  now = Date.UTC(2026, 10, 30, 12)
  told = []
})
afterEach(() => {
  bot.close()
  rmSync(folder, { recursive: true })
})

const start = (): Promise<LocalDiscord> =>
  startDiscord({
    smallTalk: true,
    now: () => now,
    botUrl: () => `${bot.url}/interactions`,
    kept: { folder, tell: (line) => told.push(line) },
  })

/** Another start on the same folder, `afterMs` later. */
async function restart(discord: LocalDiscord, afterMs = 1_000): Promise<LocalDiscord> {
  await discord.close()
  now += afterMs
  return start()
}

const say = (discord: LocalDiscord, more: object = {}): ReturnType<LocalDiscord['say']> =>
  discord.say({ channel: GENERAL, member: 'Ben', options: { prompt: 'hi' }, ...more })
const tokenOf = (): string => {
  const { token }: { token: string } = JSON.parse(bot.arrived.at(-1)?.body ?? '{}')
  return token
}
const file = (): string => join(folder, 'discord.json')

test('what was said and answered is there again, the same in all its parts', async () => {
  const first = await start()
  bot.answer = () => ({ body: { type: 4, data: { content: 'Tea.', components: [stop], ...quiet } } })
  const said = await say(first, { attachments: [{ filename: 'notes.txt', text: 'Buy tea' }] })
  const message = said.ok ? said.message : null
  bot.answer = () => ({ body: { type: 4, data: { content: 'psst', flags: 64, ...quiet } } })
  await say(first)
  const threads = `/channels/${GENERAL}/messages/${message}/threads`
  expect(await call(first, 'POST', threads, { name: 'About tea' }, AS_BOT)).toMatchObject({ status: 201 })
  const before = first.state()
  const second = await restart(first)
  expect(second.state()).toEqual(before)
  const { messages } = before as { messages: { command: { attachments: { url: string }[] } | null }[] }
  const { url = '' } = messages.flatMap(({ command }) => command?.attachments ?? [])[0] ?? {}
  expect(await (await fetch(second.url + url)).text()).toBe('Buy tea')
  await second.close()
  expect(told).toEqual([])
})

test('a button of an earlier start still works, and an id is never given twice', async () => {
  const first = await start()
  bot.answer = () => ({ body: { type: 4, data: { content: 'growing', components: [stop], ...quiet } } })
  const said = await say(first)
  const message = said.ok ? said.message : null
  const second = await restart(first, 60 * MINUTE_MS)
  bot.answer = () => ({ body: { type: 7, data: { content: 'stopped', components: [], ...quiet } } })
  expect(await second.press({ message, customId: 'stop', member: 'Ada' })).toMatchObject({
    ok: true,
    message,
  })
  expect(second.state()).toMatchObject({
    messages: expect.arrayContaining([expect.objectContaining({ id: message, content: 'stopped' })]),
  })
  await second.close()
})

test('a token lives on for its 15 minutes, and not longer', async () => {
  const first = await start()
  await say(first)
  const token = tokenOf()
  const second = await restart(first, 14 * MINUTE_MS)
  expect(await hold(second, token).edit({ content: 'going on' })).toMatchObject({ status: 200 })
  const third = await restart(second, 2 * MINUTE_MS)
  expect(await hold(third, token).edit({ content: 'too late' })).toMatchObject({
    status: 401,
    body: { code: 50_027 },
  })
  expect(JSON.stringify(third.state())).toContain('going on')
  await third.close()
})

test('an answer that never came is told as such, however long nothing ran', async () => {
  const first = await start()
  await say(first)
  const second = await restart(first, 20 * MINUTE_MS)
  second.reply(tokenOf())
  expect(JSON.stringify(second.state())).toContain('The application did not respond')
  await second.close()
})

test('the newest messages are kept, with the files that belong to them', async () => {
  const first = await start()
  const said = await say(first, { attachments: [{ filename: 'old.txt', text: 'old' }] })
  expect(said.ok).toBe(true)
  await hold(first, tokenOf()).edit({ content: 'oldest' })
  const second = await restart(first, 16 * MINUTE_MS)
  expect(readdirSync(join(folder, 'discord-files'))).toHaveLength(1)
  for (let n = 0; n < 505; n += 1) {
    const { token } = await second.interact({ channel: GENERAL })
    second.acknowledge(token, {
      status: 200,
      contentType: 'application/json',
      body: { type: 4, data: { content: `answer ${n}`, ...quiet } },
    })
  }
  const third = await restart(second)
  const { messages } = third.state() as { messages: { content: string; command: unknown }[] }
  const answers = messages.filter(({ command }) => command !== null).map(({ content }) => content)
  expect(answers).toHaveLength(500)
  expect(answers.at(-1)).toBe('answer 504')
  expect(readdirSync(join(folder, 'discord-files'))).toEqual([])
  await third.close()
})

test.each(['{"version":', '[]', '{"version":2}', '{"version":1,"lastId":"1","messages":[{"id":"1"}]}'])(
  'a file that cannot be read (%s) is set aside with a line, and everything begins anew',
  async (broken) => {
    writeFileSync(file(), broken)
    const first = await start()
    expect(told).toEqual([expect.stringContaining('could not be read')])
    expect(readFileSync(`${file()}.unreadable`, 'utf8')).toBe(broken)
    expect(JSON.stringify(first.state())).toContain('Which book do we take')
    await say(first)
    const second = await restart(first)
    expect(told).toHaveLength(1)
    expect(JSON.stringify(second.state())).toContain('/ask prompt: hi')
    await second.close()
  },
)

test('whatever stands in the file, nothing throws', async () => {
  const good = await start()
  await say(good)
  await good.close()
  const kept: Record<string, unknown> = JSON.parse(readFileSync(file(), 'utf8'))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(kept)), fc.jsonValue(), async (field, odd) => {
      writeFileSync(file(), JSON.stringify({ ...kept, [field]: odd }))
      const discord = await start()
      expect(discord.state()['messages']).toBeInstanceOf(Array)
      await discord.close()
    }),
    { numRuns: 40 },
  )
})
