/** A server in front of another that passes everything on, until a test has it fail. */

import { createServer, type ServerResponse } from 'node:http'

export interface Fault {
  /** Such as "PATCH /applications/@me"; the beginning of method and path, without what stands before. */
  readonly on: string
  /** Nothing: the connection breaks. */
  readonly status?: number
  readonly body?: string
}

export interface FaultyProxy {
  readonly url: string
  /** Undefined: everything is passed on. */
  fault: Fault | undefined
  /** What arrived: method and path. */
  readonly arrived: string[]
  close(): void
}

/** @param target without a slash at the end */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = createServer((request, outgoing) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = '', url = '' } = request
      const path = url.replace(/^\/api\/v\d+/, '')
      proxy.arrived.push(`${method} ${path}`)
      const { fault } = proxy
      if (fault !== undefined && `${method} ${path}`.startsWith(fault.on)) {
        if (fault.status === undefined) return void outgoing.destroy()
        outgoing.writeHead(fault.status, { 'content-type': 'application/json' }).end(fault.body ?? '{}')
        return
      }
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name)
          ? [[name, value] as const]
          : [],
      )
      const body = pieces.length === 0 ? {} : { body: Buffer.concat(pieces) }
      const init = { method, headers: Object.fromEntries(headers), ...body }
      passOn(`${target}${url}`, init, outgoing).catch(() => outgoing.destroy())
    })
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy listens nowhere')
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${address.port}`,
    fault: undefined,
    arrived: [],
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return proxy
}

async function passOn(url: string, init: RequestInit, outgoing: ServerResponse): Promise<void> {
  const response = await fetch(url, init)
  const type = response.headers.get('content-type') ?? 'application/json'
  const date = response.headers.get('date') ?? ''
  outgoing.writeHead(response.status, { 'content-type': type, date }).end(await response.text())
}
