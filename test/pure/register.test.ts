/** `npm run register` as an operator runs it, against the local Discord. */

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands, commandsBody } from '../../src/arrive/commands.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { guild } from '../../src/playground/discord/demo-data.ts'

const TOKEN = 'bot-token-of-the-operator'
const SCRIPT = new URL('../../src/operate/register.ts', import.meta.url).pathname

let discord: LocalDiscord
/** Answers everything as a hotel's Wi-Fi does, or with a status that stands in the address. */
let portal: Server
let portalUrl = ''
/** Without a `.dev.vars`, and with one. */
let empty = ''
let filled = ''
beforeAll(async () => {
  discord = await startDiscord({ botToken: TOKEN })
  portal = createServer(({ url = '' }, response) => {
    const [, status] = /^\/(\d{3})\//.exec(url) ?? []
    if (status === undefined) response.end('<html>Please log in')
    else response.writeHead(Number(status)).end('{"message": "Invalid Form Body"}')
  })
  await new Promise<void>((ready) => portal.listen(0, '127.0.0.1', ready))
  const address = portal.address()
  portalUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
  empty = mkdtempSync(join(tmpdir(), 'register-'))
  filled = mkdtempSync(join(tmpdir(), 'register-'))
  writeFileSync(
    join(filled, '.dev.vars'),
    `# a comment\nDISCORD_APPLICATION_ID=${discord.applicationId}\nDISCORD_TOKEN="${TOKEN}"\n`,
  )
})
afterAll(async () => {
  rmSync(empty, { recursive: true })
  rmSync(filled, { recursive: true })
  portal.close()
  portal.closeAllConnections()
  await discord.close()
})

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface How {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

function register({ args = [], env = {}, cwd = empty }: How = {}): Promise<Run> {
  const base = {
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_TOKEN: TOKEN,
    DISCORD_API_BASE_URL: discord.apiBaseUrl,
  }
  return new Promise((done) => {
    execFile(
      process.execPath,
      [SCRIPT, ...args],
      { cwd, timeout: 120_000, env: { ...process.env, ...base, ...env } },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}
/** A run that ends in sentences for the operator: no stack, no token. */
async function refusal(how: How): Promise<string> {
  const { code, out, err } = await register(how)
  expect([code, out]).toEqual([1, ''])
  expect(err).not.toMatch(/\n\s+at |node:|bot-token/)
  return err
}

const lineOf = (where: string, what: 'new' | 'unchanged'): string =>
  [
    `Registered ${where}:\n`,
    ...Object.values(commands).map(({ name, type }) => `  ${type === 1 ? '/' : ''}${name}: ${what}\n`),
    ...(what === 'unchanged' ? ['Nothing has changed.\n'] : []),
  ].join('')

test('the commands are registered everywhere; a second time nothing changes', async () => {
  expect(await register()).toEqual({ code: 0, out: lineOf('everywhere', 'new'), err: '' })
  expect(await register()).toEqual({ code: 0, out: lineOf('everywhere', 'unchanged'), err: '' })
  const registered = discord.commands()['global']
  expect(registered).toMatchObject(JSON.parse(JSON.stringify(commandsBody())) as object)
})

test('or in one server, at once', async () => {
  const args = ['--guild', guild.id]
  expect((await register({ args })).out).toBe(lineOf(`in the server ${guild.id}`, 'new'))
  expect((await register({ args })).out).toBe(lineOf(`in the server ${guild.id}`, 'unchanged'))
})

test('.dev.vars is read, and an address may end in a slash', async () => {
  const env = {
    DISCORD_APPLICATION_ID: '',
    DISCORD_TOKEN: '',
    DISCORD_API_BASE_URL: `${discord.apiBaseUrl}/`,
  }
  expect(await register({ cwd: filled, env })).toMatchObject({ code: 0, err: '' })
})

describe('an operator’s mistake is one sentence', () => {
  test.each<[string, How, RegExp]>([
    [
      'no token',
      { env: { DISCORD_TOKEN: '' } },
      /^DISCORD_TOKEN is missing or no token; .*"Reset Token"\.\n$/,
    ],
    ['half a token', { env: { DISCORD_TOKEN: 'bot-token' } }, /^DISCORD_TOKEN is missing or no token;/],
    [
      'a wrong token',
      { env: { DISCORD_TOKEN: `${TOKEN}-of-yesterday` } },
      /^Discord does not accept DISCORD_TOKEN;/,
    ],
    [
      'no application',
      { env: { DISCORD_APPLICATION_ID: '' } },
      /^DISCORD_APPLICATION_ID is missing or no number/,
    ],
    [
      'a name for an id',
      { env: { DISCORD_APPLICATION_ID: 'threadkeeper' } },
      /^DISCORD_APPLICATION_ID is missing/,
    ],
    [
      'another’s application',
      { env: { DISCORD_APPLICATION_ID: '290000000000000099' } },
      /^Discord finds no such application for this token;/,
    ],
    ['a short guild', { args: ['--guild', '12'] }, /^--guild is "12"; it should be the server's id/],
    [
      'a guild that the app is not in',
      { args: ['--guild', '290000000000000077'] },
      /^Discord finds no such server for this application;/,
    ],
    ['an unknown option', { args: ['--global'] }, /^Unknown option '--global'.*\n\nnpm run register/s],
    ['a word too many', { args: ['please'] }, /npm run register/],
    [
      'nobody there',
      { env: { DISCORD_API_BASE_URL: 'http://127.0.0.1:1' } },
      /^Discord cannot be reached at 127\.0\.0\.1:1;/,
    ],
    [
      'an address that is none',
      { env: { DISCORD_API_BASE_URL: 'discord' } },
      /^DISCORD_API_BASE_URL is "discord"; /,
    ],
    [
      'an address without https',
      { env: { DISCORD_API_BASE_URL: 'discord.com:443' } },
      /^DISCORD_API_BASE_URL is "discord\.com:443"; it should be a plain https address such as /,
    ],
  ])('%s', async (_, how, sentence) => {
    expect(await refusal(how)).toMatch(sentence)
  })

  test('a network that wants a login first', async () => {
    expect(await refusal({ env: { DISCORD_API_BASE_URL: portalUrl } })).toMatch(
      /^What answers at 127\.0\.0\.1:\d+ is not Discord/,
    )
  })
})

describe('what Discord refuses is told with the reason', () => {
  test.each([
    [429, /^Discord asks to wait: too many changes \(200 a day and server\)\. Try again later\.\n$/],
    [400, /^Discord answered 400: \{"message": "Invalid Form Body"\}\n$/],
    [500, /^Discord answered 500: \{"message": "Invalid Form Body"\}\n$/],
  ])('%i', async (status, sentence) => {
    expect(await refusal({ env: { DISCORD_API_BASE_URL: `${portalUrl}/${status}` } })).toMatch(sentence)
  })
})

test('help says how, and does nothing', async () => {
  const { code, out } = await register({ args: ['--help'], env: { DISCORD_TOKEN: '' } })
  expect(code).toBe(0)
  expect(out).toMatch(/^npm run register \[-- --guild ID\]/)
})
