/** A strict stand-in of the SQL API of Analytics Engine: it runs the queries, and refuses what the real one refuses. */

import { createServer, type ServerResponse } from 'node:http'
import { analyticsTables, type AnalyticsTables, QueryProblem } from './analytics-tables.ts'

export const ACCOUNT = '0123456789abcdef0123456789abcdef'
export const TOKEN = 'token-with-account-analytics-read-that-nobody-may-see'

export interface SqlFault {
  /** Of the queries that arrive, the first with this text in it has the fault. */
  readonly on: string
  /** `cut`: the connection breaks in the middle of the body. */
  readonly answer:
    | { readonly status: number; readonly body: string; readonly retryAfter?: string }
    | 'cut'
    | 'refused'
}

export interface SqlApi {
  /** As CLOUDFLARE_API_BASE_URL. */
  readonly url: string
  readonly tables: AnalyticsTables
  /** Queries, as they arrived. */
  readonly asked: string[]
  fault: SqlFault | undefined
  close(): Promise<void>
}

/** As the gateway in front of all of Cloudflare's APIs writes it. Source: Cloudflare, Fundamentals, API, "Make API calls". */
const envelope = (code: number, message: string): string =>
  JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null })

export async function startSqlApi(): Promise<SqlApi> {
  const tables = analyticsTables()
  const server = createServer((request, outgoing) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const sql = Buffer.concat(pieces).toString()
      api.asked.push(sql)
      const { method = '', url = '', headers } = request
      const { fault } = api
      if (fault !== undefined && sql.includes(fault.on)) return fail(fault, outgoing)
      const answer = answerTo(tables, method, url, headers.authorization ?? '', sql)
      outgoing.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body)
    })
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the SQL API listens nowhere')
  const api: SqlApi = {
    url: `http://127.0.0.1:${address.port}/client/v4`,
    tables,
    asked: [],
    fault: undefined,
    close: () =>
      new Promise((done) => {
        tables.close()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return api
}

function fail({ answer }: SqlFault, outgoing: ServerResponse): void {
  if (answer === 'refused') return void outgoing.destroy()
  if (answer === 'cut') {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' })
    outgoing.write('{"meta":[],"data":[{"hour":"2026-')
    // The piece has to be on its way before the connection breaks.
    return void setImmediate(() => outgoing.destroy())
  }
  const { status, body, retryAfter } = answer
  outgoing
    .writeHead(status, {
      'content-type': 'text/plain',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    })
    .end(body)
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function answerTo(
  tables: AnalyticsTables,
  method: string,
  url: string,
  authorization: string,
  sql: string,
): Answer {
  const json = 'application/json'
  const [, account] = /^\/client\/v4\/accounts\/([^/]*)\/analytics_engine\/sql$/.exec(url) ?? []
  if (account === undefined || !/^[0-9a-f]{32}$/.test(account))
    return {
      status: 404,
      type: json,
      body: envelope(7003, `Could not route to ${url}, perhaps your object identifier is invalid?`),
    }
  if (method !== 'POST') return { status: 405, type: 'text/plain', body: 'Method Not Allowed' }
  if (!/^Bearer [\w-]+$/.test(authorization))
    return { status: 400, type: json, body: envelope(6003, 'Invalid request headers') }
  // A token of another account is told from a wrong one by nothing.
  if (authorization !== `Bearer ${TOKEN}` || account !== ACCOUNT)
    return { status: 403, type: json, body: envelope(10_000, 'Authentication error') }
  try {
    return { status: 200, type: json, body: JSON.stringify(tables.run(sql)) }
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error
    return { status: 422, type: 'text/plain', body: error.message }
  }
}
