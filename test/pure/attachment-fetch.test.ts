/** A file is fetched from a local Discord, and every way in which that can fail becomes a value. */

import { createServer, type RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { ephemeralAddress } from '../../src/converse/files/attachment-address.ts'
import { type Fetched, fetchFile } from '../../src/converse/files/attachment-fetch.ts'
import { FILE_BYTES } from '../../src/limits.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { testClock } from '../fakes/clock.ts'
import { base64, padded, pdf, png } from '../fakes/files.ts'

let discord: LocalDiscord
beforeAll(async () => {
  discord = await startDiscord()
})
afterAll(() => discord.close())

/** The address under which Discord lends a file to the bot. */
async function lent(file: Record<string, unknown>): Promise<string> {
  const { body } = await discord.interact({ options: { prompt: 'x' }, attachments: [file] })
  const { data } = JSON.parse(body)
  const [{ url }] = Object.values(data.resolved.attachments) as [{ url: string }]
  return url
}
const never = new AbortController().signal
const fetched = (url: string): Promise<Fetched> => fetchFile(url, systemClock, never)
const why = async (file: Record<string, unknown>): Promise<string> => {
  const result = await fetched(await lent(file))
  return result.ok ? 'fetched' : result.why
}

test('a file comes byte for byte, from an address that passes the guard', async () => {
  const file = padded(png(), 300_000).fill(0xa5, 100)
  const url = await lent({ filename: 'an image.png', base64: base64(file), contentType: 'image/png' })
  expect(ephemeralAddress(url, discord.url)).toBe(url)
  expect(await fetched(url)).toEqual({ ok: true, bytes: file })
})

test('an address that has expired, was changed, or never was, is gone', async () => {
  expect(await why({ text: 'x', expiresInMs: -1 })).toBe('file gone')
  const url = await lent({ text: 'x' })
  for (const changed of [
    url.replace('hm=', 'hm=0'),
    url.replace('ex=', 'ex=f'),
    url.replace('file.txt', 'b.txt'),
  ])
    expect(await fetched(changed)).toEqual({ ok: false, why: 'file gone' })
})

test.each([401, 403, 404, 410])('%i means that the file is gone', async (status) => {
  expect(await why({ text: 'x', fault: { status } })).toBe('file gone')
})

test.each([204, 206, 301, 302, 303, 307, 308, 429, 500, 503])(
  '%i means that there is no file now',
  async (status) => {
    expect(await why({ text: 'x', fault: { status } })).toBe('file unreachable')
  },
)

test('a redirect is not followed', async () => {
  let visits = 0
  await serving(
    (_, answer) => {
      visits += 1
      answer.end('inside')
    },
    async (url) => {
      for (const status of [301, 302, 303, 307, 308])
        expect(await why({ text: 'x', fault: { status, location: `${url}/inside` } })).toBe(
          'file unreachable',
        )
    },
  )
  expect(visits).toBe(0)
})

describe('a file that', () => {
  test('is as large as may be is read, and one that is larger is not read to its end', async () => {
    const file = padded(pdf(), FILE_BYTES + 1)
    expect(await why({ base64: base64(file), size: 5 })).toBe('file too large')
    expect(await why({ base64: base64(file.subarray(1)), size: 5 })).toBe('fetched')
  })

  test('never ends is given up, and its line is cut', async () => {
    const cut = Promise.withResolvers<string>()
    await serving(
      (_, answer) => {
        answer.on('close', () => cut.resolve('cut'))
        answer.writeHead(200, { 'content-length': '5' }).flushHeaders()
        answer.destroy()
      },
      async (url) => {
        expect(await fetched(url)).toEqual({ ok: false, why: 'file unreachable' })
      },
    )
    const endless: RequestListener = (_, answer) => {
      const part = Buffer.alloc(1_000_000)
      const more = (): void => {
        if (answer.write(part)) setImmediate(more)
        else answer.once('drain', more)
      }
      answer.on('close', () => cut.resolve('cut'))
      answer.writeHead(200)
      more()
    }
    await serving(endless, async (url) => {
      expect(await fetched(url)).toEqual({ ok: false, why: 'file too large' })
      expect(await cut.promise).toBe('cut')
    })
  })

  test.each(['before', 'after'])('hangs %s its headers is given up after ten seconds', async (when) => {
    const asked = Promise.withResolvers<void>()
    await serving(
      (_, answer) => {
        if (when === 'after') answer.writeHead(200).write('a')
        asked.resolve()
      },
      async (url) => {
        const clock = testClock()
        const result = fetchFile(url, clock, never)
        await asked.promise
        await clock.advance(9_999)
        expect(await Promise.race([result, Promise.resolve('waiting')])).toBe('waiting')
        await clock.advance(1)
        expect(await result).toEqual({ ok: false, why: 'file unreachable' })
      },
    )
  })

  test('nobody waits for any more is given up', async () => {
    const asked = Promise.withResolvers<void>()
    await serving(
      () => asked.resolve(),
      async (url) => {
        const stop = new AbortController()
        const result = fetchFile(url, systemClock, stop.signal)
        await asked.promise
        stop.abort()
        expect(await result).toEqual({ ok: false, why: 'file unreachable' })
        expect(await fetchFile(url, systemClock, stop.signal)).toEqual({ ok: false, why: 'file unreachable' })
      },
    )
  })

  test('is where nobody listens is unreachable', async () => {
    expect(await fetched('http://127.0.0.1:1/ephemeral-attachments/1/2/a')).toEqual({
      ok: false,
      why: 'file unreachable',
    })
  })
})

/** A server for as long as `during` takes. */
async function serving(listener: RequestListener, during: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  try {
    await during(`http://127.0.0.1:${address.port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
