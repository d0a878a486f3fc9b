/** Serves the routes of the local Discord on this machine, over HTTP and WebSocket. */

import { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { WebSocketServer } from 'ws'

export interface Served {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Breaks off what is open. */
  close(): Promise<void>
}

/**
 * @param port 0 takes any free one
 * @throws where the port is taken (EADDRINUSE) or not allowed (EACCES)
 */
export async function serve(
  fetch: Parameters<typeof createAdaptorServer>[0]['fetch'],
  port: number,
): Promise<Served> {
  const sockets = new WebSocketServer({ noServer: true })
  const server = createAdaptorServer({ fetch, websocket: { server: sockets } })
  if (!(server instanceof Server)) throw new Error('without options it is a server of HTTP/1.1')
  // A connection that we close while a client uses it again is a reset for the client. A busy machine is often that slow.
  server.keepAliveTimeout = 0
  await new Promise<void>((ready, broken) => {
    server.once('error', broken)
    server.listen(port, '127.0.0.1', ready)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
        // They are the server's connections no more, but it waits for them.
        for (const socket of sockets.clients) socket.terminate()
      }),
  }
}
