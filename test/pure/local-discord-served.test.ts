/** What the local Discord serves, to whom, and that no path leads out of the page's directory. */

import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDiscord, type LocalDiscord } from '../../src/playground/discord.ts'
import { deferred, quiet } from '../fakes/discord-bot.ts'

let discord: LocalDiscord
let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'page-'))
  await writeFile(join(directory, 'index.html'), '<p>The page</p>')
  await writeFile(join(directory, 'app.js'), 'export {}')
  await writeFile(join(directory, 'notes.txt'), 'not served')
  await symlink('/etc/hostname', join(directory, 'link.js'))
  discord = await startDiscord({ pageDirectory: directory })
})
afterAll(async () => {
  await discord.close()
  await rm(directory, { recursive: true })
})

const get = async (path: string): Promise<unknown[]> => {
  const response = await fetch(discord.url + path)
  return [response.status, response.headers.get('content-type'), await response.text()]
}

test('the page and its parts are served with their types, and nothing else is', async () => {
  expect(await get('/')).toEqual([200, 'text/html; charset=utf-8', '<p>The page</p>'])
  expect(await get('/page/app.js')).toEqual([200, 'text/javascript; charset=utf-8', 'export {}'])
  for (const path of [
    '/page/notes.txt',
    '/page/link.js',
    '/page/none.js',
    '/page/',
    '/page/%00.js',
    '/page/%E0%A4%A',
  ])
    expect((await get(path))[0]).toBe(404)
})

test('the package that reads Markdown comes as one module with its licence, and the same again', async () => {
  const real = await startDiscord()
  try {
    const address = `${real.url}/page/discord-markdown-parser.js`
    const response = await fetch(address)
    const text = await response.text()
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(text).toMatch(/^\/\*! discord-markdown-parser\n\s+Apache License\n/)
    const { rulesExtended, SimpleMarkdown } = await import(`data:text/javascript,${encodeURIComponent(text)}`)
    const nodes = SimpleMarkdown.parserFor(rulesExtended)('**a**', { inline: true })
    expect(nodes).toEqual([{ type: 'strong', content: [{ type: 'text', content: 'a' }] }])
    expect(await (await fetch(address)).text()).toBe(text)
  } finally {
    await real.close()
  }
  expect((await get('/page/discord-markdown-parser.js'))[0]).toBe(404)
})

test('a file of the page that cannot be bundled is an error, and is tried again', async () => {
  const path = join(directory, 'discord-markdown-parser.js')
  await writeFile(path, "export * from 'no-such-package'")
  expect((await get('/page/discord-markdown-parser.js'))[0]).toBe(500)
  await writeFile(path, 'export const mended = true')
  const [status, , text] = await get('/page/discord-markdown-parser.js')
  expect(status).toBe(200)
  expect(text).toContain('mended')
})

/** fetch tidies paths and forbids headers, so this one goes out as it is. */
const raw = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
  new Promise((done, broken) => {
    const outgoing = request(discord.url, { path, method, headers }, (incoming) => {
      incoming.resume()
      done(incoming.statusCode ?? 0)
    })
    outgoing.on('upgrade', ({ statusCode = 0 }, socket) => {
      socket.destroy()
      done(statusCode)
    })
    outgoing.on('error', broken)
    outgoing.end()
  })

test('no path leads out of the directory of the page', async () => {
  const up = '../'.repeat(12)
  for (const path of [
    `/page/${up}etc/hostname`,
    `/page/${encodeURIComponent(up)}etc/passwd.js`,
    '/page/..%2f..%2fpackage.json',
  ])
    expect(await raw(path)).toBe(404)
})

const asSocket = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

test('the events are for the page alone: a browser lets any page open a socket to this machine', async () => {
  const events = (headers: Record<string, string>): Promise<number> =>
    raw('/_local/events', { ...asSocket, ...headers })
  expect(await events({ Origin: discord.url })).toBe(101)
  expect(await events({ Origin: 'https://evil.example' })).toBe(403)
  expect(await events({ Host: 'evil.example' })).toBe(403)
  expect(await raw('/_local/events')).toBe(404)
})

test('to close it breaks off who listens', async () => {
  const other = await startDiscord()
  const events = new WebSocket(`${other.url.replace('http', 'ws')}/_local/events`)
  const over = once(events, 'close')
  await once(events, 'open')
  await other.close()
  expect(await over).toHaveLength(1)
})

test('a foreign host and a foreign origin are refused', async () => {
  expect(await raw('/_local/state')).toBe(200)
  expect(await raw('/_local/state', { Host: 'evil.example' })).toBe(403)
  expect(await raw('/_local/state', { Host: '127.0.0.1.evil.example' })).toBe(403)
  expect(await raw('/_local/say', { Origin: 'https://evil.example' }, 'POST')).toBe(403)
  expect(await raw('/_local/say', { Origin: 'null' }, 'POST')).toBe(403)
  expect(await raw('/_local/state', { 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
  expect(await raw('/_local/state', { Origin: discord.url })).toBe(200)
})

test('a file that could be a program is saved, not shown', async () => {
  const held = await deferred(discord)
  const send = async (name: string, type: string): Promise<Headers> => {
    const form = new FormData()
    form.set('payload_json', JSON.stringify({ ...quiet, attachments: [{ id: 0 }] }))
    form.set('files[0]', new File(['<script>alert(1)</script>'], name, { type }))
    const url = `${discord.apiBaseUrl}/webhooks/${discord.applicationId}/${held.token}/messages/@original`
    const headers = { 'User-Agent': 'DiscordBot (https://example.com, 1.0)' }
    const { attachments } = JSON.parse(
      await (await fetch(url, { method: 'PATCH', headers, body: form })).text(),
    )
    return (await fetch(attachments[0].url)).headers
  }
  const page = await send('a.html', 'text/html')
  expect(page.get('content-type')).toBe('application/octet-stream')
  expect(page.get('content-disposition')).toMatch(/^attachment;/)
  expect((await send('a.svg', 'image/svg+xml')).get('content-disposition')).toMatch(/^attachment;/)
  const image = await send('a.png', 'image/png')
  expect(image.get('content-type')).toBe('image/png')
  expect(image.get('x-content-type-options')).toBe('nosniff')
})
