/** Cloudflare's API as far as the dashboard asks it: the telemetry query, the SQL of Analytics Engine, and their faults. */

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { parseJson } from '../../src/json.ts'
import { analyticsTables, type AnalyticsTables, QueryProblem } from './analytics-tables.ts'
import { ACCOUNT, TOKEN } from './sql-api.ts'
import { type LoggedEvent, queryTelemetry } from './telemetry-query.ts'

export interface CloudflareApi {
  /** What CLOUDFLARE_API_BASE_URL has to be. */
  readonly baseUrl: string
  events: readonly LoggedEvent[]
  readonly tables: AnalyticsTables
  /** What the token may do. */
  permissions: readonly ('log' | 'analytics')[]
  /** Every call gets this answer. */
  fault: { readonly status: number; readonly code: number; readonly message: string } | undefined
  /** The paths that were called. */
  readonly calls: string[]
  close(): Promise<void>
}

export async function startCloudflare(): Promise<CloudflareApi> {
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const { status, json } = answer(api, {
        path: request.url ?? '',
        method: request.method ?? '',
        authorization: request.headers.authorization,
        contentType: request.headers['content-type'] ?? '',
        body: await text(request),
      })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    }
    void respond()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const api: CloudflareApi = {
    baseUrl: `http://127.0.0.1:${address.port}/client/v4`,
    events: [],
    tables: analyticsTables(),
    permissions: ['log', 'analytics'],
    fault: undefined,
    calls: [],
    close: () =>
      new Promise((closed) => {
        api.tables.close()
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return api
}

interface Received {
  readonly path: string
  readonly method: string
  readonly authorization: string | undefined
  readonly contentType: string
  readonly body: string
}

interface Answer {
  readonly status: number
  readonly json: unknown
}

/** Cloudflare, API, "Making API calls": every answer but that of the SQL API has this envelope. */
const refused = (status: number, code: number, message: string): Answer => ({
  status,
  json: { success: false, errors: [{ code, message }], messages: [], result: null },
})

const LOG = `/client/v4/accounts/${ACCOUNT}/workers/observability/telemetry/query`
const SQL = `/client/v4/accounts/${ACCOUNT}/analytics_engine/sql`

function answer(api: CloudflareApi, received: Received): Answer {
  const { path, method, authorization, contentType, body } = received
  api.calls.push(path)
  if (api.fault !== undefined) return refused(api.fault.status, api.fault.code, api.fault.message)
  if (authorization !== `Bearer ${TOKEN}`) return refused(401, 10_000, 'Authentication error')
  if (method !== 'POST' || (path !== LOG && path !== SQL))
    return refused(404, 7_003, `Could not route to ${path}, perhaps your object identifier is invalid?`)
  if (!api.permissions.includes(path === LOG ? 'log' : 'analytics'))
    return refused(403, 10_000, 'Authentication error')
  if (path === LOG) {
    if (!contentType.startsWith('application/json')) return refused(400, 10_001, 'not JSON')
    const queried = queryTelemetry(parseJson(body), api.events)
    return queried.ok
      ? { status: 200, json: { success: true, errors: [], messages: [], result: queried.result } }
      : refused(400, 10_002, queried.why)
  }
  try {
    return { status: 200, json: api.tables.run(body) }
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error
    return { status: 422, json: error.message }
  }
}
