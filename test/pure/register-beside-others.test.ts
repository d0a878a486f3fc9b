/** `npm run register` of an application that has other commands: an Entry Point, and what was made by hand. */

import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandsBody } from '../../src/arrive/commands.ts'
import { notOurs } from '../../src/operate/kept-commands.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { guild } from '../../src/playground/discord/demo-data.ts'
import { AS_BOT, call } from '../fakes/discord-bot.ts'

const TOKEN = 'bot-token-of-the-operator'
const SCRIPT = new URL('../../src/operate/register.ts', import.meta.url).pathname

const others = [
  {
    name: 'launch',
    type: 4,
    description: 'Play together.',
    handler: 2,
    integration_types: [0],
    contexts: [0],
  },
  { name: 'Sum this up', type: 3, name_localizations: { de: 'Fass das zusammen' } },
  { name: 'ask', type: 2, default_member_permissions: '8192' },
  {
    name: 'dice',
    type: 1,
    description: 'Roll.',
    options: [{ name: 'sides', type: 4, description: 'How many' }],
  },
]

let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ botToken: TOKEN })
})
afterAll(() => discord.close())

const put = (body: unknown, where = ''): ReturnType<typeof call> =>
  call(discord, 'PUT', `/applications/${discord.applicationId}${where}/commands`, body, {
    ...AS_BOT,
    Authorization: `Bot ${TOKEN}`,
  })

const register = (...args: readonly string[]): Promise<string> =>
  new Promise((done) => {
    const env = {
      ...process.env,
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_TOKEN: TOKEN,
      DISCORD_API_BASE_URL: discord.apiBaseUrl,
    }
    execFile(process.execPath, [SCRIPT, ...args], { cwd: tmpdir(), env, timeout: 120_000 }, (_, out, err) =>
      done(out + err),
    )
  })

const registered = (place = 'global'): readonly Record<string, unknown>[] => {
  const { global, guilds } = discord.commands() as Record<string, unknown>
  const all = place === 'global' ? global : (guilds as Record<string, unknown>)[place]
  return all as readonly Record<string, unknown>[]
}

/** A line for each command of ours, in the order of the table. */
const ours = (what: string): string =>
  commandsBody()
    .map(({ name, type }) => `  ${type === 3 ? '' : '/'}${String(name)}: ${what}\n`)
    .join('')

/** Every registration gives a command a new version. */
const lasting = (command: Record<string, unknown>): unknown => ({ ...command, version: '' })

test('the other commands stay as they are and are named; a second time nothing changes', async () => {
  expect((await put(others)).status).toBe(200)
  const before = registered()
  const kept = [
    'Kept, because the bot did not make them:',
    '  launch (Entry Point command): unchanged',
    '  Sum this up (message command): unchanged',
    '  ask (user command): unchanged',
    '  dice (slash command): unchanged',
    '',
  ].join('\n')
  expect(await register()).toBe(`Registered everywhere:\n${ours('new')}${kept}`)
  expect(registered().slice(commandsBody().length).map(lasting)).toEqual(before.map(lasting))
  expect(await register()).toBe(`Registered everywhere:\n${ours('unchanged')}${kept}Nothing has changed.\n`)
})

test('Discord refuses a registration that leaves its Entry Point out', async () => {
  await put(others)
  expect(await put(commandsBody())).toMatchObject({ status: 400, body: { code: 50_240 } })
  expect(registered()).toHaveLength(others.length)
})

test('in one server, too, what was made there by hand stays', async () => {
  const where = `/guilds/${guild.id}`
  await put([{ name: 'Only here', type: 3 }], where)
  expect(await register('--guild', guild.id)).toContain('  Only here (message command): unchanged\n')
  expect(registered(guild.id).map(({ name }) => name)).toContain('Only here')
})

test.each([
  ['in a server', [others[0]], `/guilds/${guild.id}`],
  ['twice', [others[0], { ...others[0], name: 'other' }], ''],
  ['with options', [{ ...others[0], options: [{ name: 'x', type: 3, description: 'x' }] }], ''],
  ['with a handler that there is not', [{ ...others[0], handler: 3 }], ''],
])('Discord takes no Entry Point %s', async (_, body, where) => {
  expect(await put(body, where)).toMatchObject({ status: 400, body: { code: 50_035 } })
})

test.each([undefined, {}, 'text', [null, 5]])('%j names no command to keep', (raw) => {
  expect(notOurs(commandsBody(), raw)).toEqual([])
})
