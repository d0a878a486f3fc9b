/** The plain way, to compare with: collect the text, edit on a timer, and hope. No headers read, nothing tried again. */

import { createServer } from 'node:http'
import { Stream } from '@anthropic-ai/sdk/core/streaming'

const EDIT_EVERY_MS = 1_500
const LIMIT = 2_000

export interface PlainBot {
  readonly url: string
  close(): Promise<void>
}

/** Answers `POST /interactions` like the real bot, without its care. */
export async function startPlainBot(
  discordUrl: string,
  applicationId: string,
  claudeUrl: string,
): Promise<PlainBot> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { token, data } = JSON.parse(body) as { token: string; data: { options: { value: string }[] } }
      response.setHeader('content-type', 'application/json').end('{"type":5}')
      void answer(`${discordUrl}/webhooks/${applicationId}/${token}`, claudeUrl, data.options[0]?.value ?? '')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function answer(webhook: string, claudeUrl: string, prompt: string): Promise<void> {
  const response = await fetch(`${claudeUrl}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer local-stand-in',
      'anthropic-version': '2026-10-21',
    },
    body: JSON.stringify({
      model: 'claude-haiku-5-5',
      max_tokens: 64_000,
      stream: true,
      messages: [{ role: 'user', content: prompt }],
    }),
  })
  let text = ''
  let shown = ''
  const edit = async (): Promise<void> => {
    if (text === '' || text === shown) return
    shown = text
    await call('PATCH', `${webhook}/messages/@original`, text.slice(0, LIMIT))
  }
  const timer = setInterval(() => void edit(), EDIT_EVERY_MS)
  for await (const { data } of Stream.rawEvents(response)) {
    const event = JSON.parse(data) as { delta?: { text?: string } }
    text += event.delta?.text ?? ''
  }
  clearInterval(timer)
  await edit()
  for (let at = LIMIT; at < text.length; at += LIMIT) await call('POST', webhook, text.slice(at, at + LIMIT))
}

async function call(method: string, url: string, content: string): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'DiscordBot (https://example.com, 1)' },
    body: JSON.stringify({ content, allowed_mentions: { parse: [] } }),
  })
  await response.body?.cancel()
}
