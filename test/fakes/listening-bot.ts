/** A bot that keeps what arrives there, and answers what a test says. */

import { createServer, type IncomingMessage } from 'node:http'

interface Arrived {
  readonly request: IncomingMessage
  readonly body: string
}

export type BotAnswer =
  | { readonly status?: number; readonly type?: string; readonly body: unknown }
  | 'hang up'

export interface ListeningBot {
  /** Without a slash at its end. */
  readonly url: string
  readonly arrived: Arrived[]
  answer: () => BotAnswer
  /** Forgets what arrived, and answers as at its start: with a deferral. */
  readonly reset: () => void
  readonly close: () => void
}

const deferral = (): BotAnswer => ({ body: { type: 5 } })

/** Listens on a free port of 127.0.0.1. */
export async function startListeningBot(): Promise<ListeningBot> {
  const arrived: Arrived[] = []
  const server = createServer((request, outgoing) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      arrived.push({ request, body })
      const given = bot.answer()
      if (given === 'hang up') return void outgoing.destroy()
      outgoing.writeHead(given.status ?? 200, { 'Content-Type': given.type ?? 'application/json' })
      outgoing.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the bot listens nowhere')
  const bot: ListeningBot = {
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    answer: deferral,
    reset() {
      arrived.length = 0
      bot.answer = deferral
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return bot
}
