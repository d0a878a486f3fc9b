/** The local Discord takes in what members attach, and lends it to the bot as Discord's CDN does. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { parseJson } from '../../src/json.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { base64, jpeg, padded, png } from '../fakes/files.ts'

const start = Date.UTC(2026, 0, 1)
let at = start
let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord({ now: () => at })
})
afterAll(() => discord.close())

interface Resolved {
  readonly id: string
  readonly filename: string
  readonly url: string
  readonly size: number
}

async function attached(...files: Record<string, unknown>[]) {
  const { body, token } = await discord.interact({ options: { prompt: 'look' }, attachments: files })
  const { data } = JSON.parse(body)
  return { body, token, data, files: Object.values<Resolved>(data.resolved.attachments) }
}

const status = async (address: string): Promise<string> => {
  const response = await fetch(address)
  return `${response.status} ${await response.text()}`
}

test('a picture comes with its measures, at an address like Discord’s', async () => {
  const { data, files } = await attached({
    filename: 'my café.png',
    contentType: 'image/png',
    base64: base64(png(30, 20)),
  })
  expect(data.options.at(-1)).toEqual({ type: 11, name: 'file', value: files[0]?.id })
  expect(files[0]).toMatchObject({
    filename: 'my_cafe.png',
    content_type: 'image/png',
    size: png().length,
    ephemeral: true,
    width: 30,
    height: 20,
  })
  expect(files[0]?.url).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/ephemeral-attachments\/\d+\/\d+\/my_cafe\.png\?ex=[\da-f]+&is=[\da-f]+&hm=[\da-f]{64}&$/,
  )
})

test('the bot reads from it what was attached', async () => {
  const { body, files } = await attached({ filename: 'a.txt', text: 'hi' })
  const [file] = files
  expect(parseInteraction(parseJson(body))).toMatchObject({
    options: { file: file?.id },
    attachments: new Map([
      [file?.id, { id: file?.id, name: 'a.txt', size: 2, url: file?.url, contentType: 'text/plain' }],
    ]),
  })
})

test('an address works until it expires, and only as it was given', async () => {
  const { files } = await attached({ filename: 'a.txt', text: 'hi', expiresInMs: 60_000 })
  const url = files[0]?.url ?? ''
  expect(await status(url)).toBe('200 hi')
  expect(await status(url.replace('hm=', 'hm=0'))).toBe('403 Forbidden')
  expect(await status(url.replace('ex=', 'ex=f'))).toBe('403 Forbidden')
  expect(await status(url.replace(/\?.*/, ''))).toBe('403 Forbidden')
  expect(await status(url.replace('a.txt', 'b.txt'))).toBe('404 This content is no longer available.')
  at = start + 60_000
  expect(await status(url)).toBe('404 This content is no longer available.')
})

test('what the bot posts is not lent, and a page loads what was attached from elsewhere', async () => {
  const { files, token } = await attached({
    filename: 'a.jpg',
    contentType: 'image/jpeg',
    base64: base64(jpeg()),
  })
  discord.acknowledge(token, { status: 200, contentType: 'application/json', body: { type: 5 } })
  const { messages } = discord.state() as {
    messages: { command: { line: string; attachments: Resolved[] } }[]
  }
  const command = messages.at(-1)?.command
  expect(command?.line).toBe('/ask prompt: look file: a.jpg')
  expect(command?.attachments).toEqual([
    {
      id: files[0]?.id,
      width: 640,
      height: 480,
      filename: 'a.jpg',
      size: jpeg().length,
      contentType: 'image/jpeg',
      url: expect.stringMatching(/^\/files\//),
    },
  ])
  const bytes = await (await fetch(`${discord.url}${command?.attachments[0]?.url}`)).bytes()
  expect(bytes).toEqual(jpeg())
})

test('a file over 10 MB is not taken', async () => {
  const large = base64(padded(png(), 10_485_761))
  await expect(discord.interact({ attachments: [{ filename: 'a.png', base64: large }] })).rejects.toThrow(
    'a.png is larger than 10 MB',
  )
  expect(
    await discord.say({ options: { prompt: 'x' }, attachments: [{ filename: 'a.png', base64: large }] }),
  ).toEqual({
    ok: false,
    reason: 'a.png is larger than 10 MB',
  })
})
