/** Hears the events that the local Discord sends to its page. */

import { on, once } from 'node:events'

interface ServerEvent<Data> {
  readonly event: string
  readonly data: Data
}

/**
 * Each event with its data, as it comes; to stop the loop is to leave.
 *
 * @param url such as `http://127.0.0.1:PORT/_local/events?as=ben`
 * @returns once the server listens
 */
export async function eventsAt<Data>(url: string): Promise<AsyncGenerator<ServerEvent<Data>>> {
  const socket = new WebSocket(url.replace('http', 'ws'))
  const heard = on(socket, 'message')
  await once(socket, 'open')
  return told(socket, heard)
}

async function* told<Data>(
  socket: WebSocket,
  heard: AsyncIterable<readonly MessageEvent[]>,
): AsyncGenerator<ServerEvent<Data>> {
  try {
    for await (const [message] of heard) yield JSON.parse(String(message?.data)) as ServerEvent<Data>
  } finally {
    socket.close()
  }
}
