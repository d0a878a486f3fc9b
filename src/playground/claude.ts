/** A local Claude: a real HTTP server that keeps the Messages API's rules and answers without a key. */

import { createServer } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { systemClock } from '../clock.ts'
import type { Answer } from './claude/answer.ts'
import { createControl, type Only, parseScript, type RecordedRequest } from './claude/control.ts'
import { isRecord } from '../json.ts'
import { authProblem, isForeign, isLoopback } from './claude/auth.ts'
import { answerMessages, countTokens, parsed, refuse, send, type Stage } from './claude/messages.ts'
import { modelInfo, modelNamed, models } from './claude/models.ts'
import { idFrom } from './claude/reply.ts'
import type { Pace, Sleep } from './claude/send.ts'
import { parsePoison, type Poison } from './claude/poison.ts'
import { type Talk, talk } from './claude/canned-replies.ts'
import { plainVerdict, type VerdictRule } from './claude/verdicts.ts'
import type { ClaudeFault } from './weather/weather.ts'

export interface LocalClaude {
  readonly url: string
  close(): Promise<void>
  /**
   * The same as `POST /_local/scripts`. An outage of one model for a minute is
   * `script('', [{ status: 529 }], { model: 'claude-haiku-5-5', forMs: 60_000 })`, over HTTP
   * `{"match": "", "answers": [{"status": 529}], "model": "claude-haiku-5-5", "forMs": 60000}`.
   */
  script(match: string, answers: readonly Answer[], only?: Only): void
  /** The same as `DELETE /_local/scripts`. */
  clearScripts(): void
  /** The same as `POST /_local/poisons`. */
  poison(poison: Poison): void
  /** Takes another talk for what no script answers; for who knows which answers it wants to see come back. */
  answerBy(talk: Talk): void
  /** Takes another rule for the verdicts that no script gives, said at this pace. */
  judgeBy(rule: VerdictRule, pace?: Partial<Pace>): void
  /** How fast it is from now on, and what happens to every request that no script is for; undefined for nothing. */
  become(pace: Pace, fault: ClaudeFault | undefined): void
  /** The same as `POST /_local/release`; gives how many requests were released. */
  release(match: string): number
  /** The same as `GET /_local/requests`. */
  requests(match?: string, after?: number, verdicts?: boolean): Promise<readonly RecordedRequest[]>
  /** All requests so far, those for verdicts too. */
  everything(): readonly RecordedRequest[]
}

export interface ClaudeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly firstTokenMs?: number
  /** 0 or absent: as fast as possible. */
  readonly tokensPerSecond?: number
  /** Milliseconds since 1970; decides what the prompt cache still holds. */
  readonly now?: () => number
  /** How pauses are slept through; tests let them pass at once. */
  readonly sleep?: Sleep
  /** The only key that counts; without it any that could be one. */
  readonly apiKey?: string
}

/** The pace that a newcomer meets: about that of a small model on a good day. */
export const newcomerPace = { firstTokenMs: 600, tokensPerSecond: 60 } as const satisfies ClaudeOptions

function appOf(stage: Stage, apiKey: string | undefined): Hono<{ Bindings: HttpBindings }> {
  const { control } = stage
  const app = new Hono<{ Bindings: HttpBindings }>({
    // Whatever stands before /v1 is a gateway's prefix.
    getPath: (request) => new URL(request.url).pathname.replace(/^.*?(?=\/v1\/)/, ''),
  })
  app.use(async (c, next) =>
    isLoopback(c.req.header('host') ?? '') ? next() : c.text('This is for this machine only.', 403),
  )
  app.use('/v1/*', async (c, next) => {
    const given = [c.req.header('x-api-key'), c.req.header('authorization')?.replace(/^Bearer +/i, '')]
    if (apiKey === undefined || given.every((one) => one === undefined || one === apiKey)) return next()
    const id = idFrom('req', `key${c.req.path}`)
    return send(refuse(401, 'authentication_error', 'invalid x-api-key', id))
  })
  app.post('/v1/messages', (c) => answerMessages(stage, c))
  app.post('/v1/messages/count_tokens', (c) => countTokens(stage, c))
  app.on('GET', ['/v1/models', '/v1/models/:id'], (c) => {
    const id = idFrom('req', `models${c.req.path}`)
    const problem = authProblem((name) => c.req.header(name))
    if (problem !== undefined) return send(refuse(problem.status, problem.type, problem.message, id))
    const name = c.req.param('id')
    if (name === undefined) {
      const data = models.map(modelInfo)
      return c.json({ data, has_more: false, first_id: models[0]?.id, last_id: models.at(-1)?.id })
    }
    const model = modelNamed(name)
    if (model === undefined) return send(refuse(404, 'not_found_error', `model: ${name}`, id))
    return c.json(modelInfo(model), 200, { 'request-id': id })
  })

  app.use('/_local/*', async (c, next) =>
    isForeign(c.req.header('origin')) ? c.text('Pages from elsewhere may not steer this.', 403) : next(),
  )
  app.post('/_local/scripts', async (c) => {
    const script = parseScript(parsed(await c.req.text()))
    if (typeof script === 'string') return c.json({ error: script }, 400)
    control.script(script.match, script.answers, script.only)
    return c.json({ answers: script.answers.length })
  })
  app.delete('/_local/scripts', (c) => {
    control.clear()
    return c.json({})
  })
  app.post('/_local/poisons', async (c) => {
    const poison = parsePoison(parsed(await c.req.text()))
    if (typeof poison === 'string') return c.json({ error: poison }, 400)
    control.poison(poison)
    return c.json({})
  })
  app.post('/_local/release', async (c) => {
    const body = parsed(await c.req.text())
    const match = isRecord(body) ? body['match'] : undefined
    if (typeof match !== 'string') return c.json({ error: '"match" is a text' }, 400)
    return c.json({ released: control.release(match) })
  })
  app.get('/_local/requests', async (c) => {
    const after = c.req.query('after')
    if (after !== undefined && !/^\d+$/.test(after)) return c.json({ error: '"after" is a number' }, 400)
    const found = await control.requests(
      c.req.query('match'),
      after === undefined ? undefined : Number(after),
      c.req.query('verdicts') === 'true',
    )
    // The blocks of the prompt are in the body already.
    return c.json(found.map((record) => ({ ...record, parts: undefined })))
  })
  app.notFound((c) => send(refuse(404, 'not_found_error', 'Not found', idFrom('req', c.req.path))))
  return app
}

const sleep: Sleep = (ms, signal) => systemClock.sleep(ms, signal)

/** Starts a local Claude on 127.0.0.1. Rejects when the port is taken. */
export async function startClaude(options: ClaudeOptions = {}): Promise<LocalClaude> {
  const now = options.now ?? (() => Date.now())
  const control = createControl(sleep, now)
  const stage: Stage = {
    control,
    pace: { firstTokenMs: options.firstTokenMs ?? 0, tokensPerSecond: options.tokensPerSecond ?? 0 },
    fault: undefined,
    talk,
    judge: (question) => ({ say: JSON.stringify(plainVerdict(question)) }),
    now,
    sleep: options.sleep ?? sleep,
    cache: new Map(),
    paused: new Set(),
    count: 0,
  }
  const app = appOf(stage, options.apiKey)
  const server = createServer(getRequestListener(app.fetch))
  // A connection that we close while a client uses it again is a reset for the client. A busy machine is often that slow.
  server.keepAliveTimeout = 0
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(options.port ?? 0, '127.0.0.1', ready)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        control.close()
        server.close(() => closed())
        server.closeAllConnections()
      }),
    script: control.script,
    clearScripts: control.clear,
    poison: control.poison,
    answerBy: (other) => {
      stage.talk = other
    },
    judgeBy: (rule, speed = {}) => {
      stage.judge = (question) => ({ say: JSON.stringify(rule(question)), ...speed })
    },
    become: (pace, fault) => {
      stage.pace = pace
      stage.fault = fault
    },
    release: control.release,
    requests: control.requests,
    everything: control.everything,
  }
}
