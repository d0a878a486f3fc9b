/** The bot itself, in the real Workers runtime on this machine: for the local page, the bench and the soak. */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { moveAddress } from './ahead/alarms.ts'
import { pendingAlarms } from './ahead/pending-alarms.ts'
import { guardRuntimes } from './guard.ts'
import { claimNewest } from './runtimes.ts'

/** Wrangler reads these when it is loaded: no telemetry, no update check, no log files, nothing beyond this machine. */
const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
} as const

const NOT_OF_THE_PLAYGROUND = 'This bot has the clock of the machine.'

/** On a busy machine. */
const STARTS_WITHIN_MS = 60_000
const LOOKS_EVERY_MS = 100

export interface LocalBot {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** SIGKILL for the runtime, by its process id. Ends when the next one has started; rejects where there is none to kill. */
  crash(): Promise<void>
  /**
   * Builds the Worker anew and puts it in the place of the one that runs. Requests wait for it; what the objects were doing
   * ends as with a crash, because the local runtime lets none of them finish first.
   */
  deploy(): Promise<void>
  /**
   * As `deploy`, with a clock that is so many milliseconds ahead of the machine's; rejects for a bot that is none of the
   * playground. Alarms that were set before go off when they would have: see `moveAlarms`.
   */
  setAhead(aheadMs: number): Promise<void>
  /** Every alarm of every object goes off so many milliseconds earlier than it would have, or now. */
  moveAlarms(byMs: number): Promise<void>
  close(): Promise<void>
}

export interface BotOptions {
  /** Secrets and settings; they win over wrangler.toml, and .dev.vars is not read. */
  readonly env: Readonly<Record<string, string>>
  /** Where objects and KV are kept from one start to the next; undefined for a throw-away bot. */
  readonly persist: string | undefined
  /** 0, the default, takes any free port. */
  readonly port?: number
  /**
   * How many questions one member may ask in a minute; `wrangler.toml` for as many as in the deployed bot. Where nothing
   * is said there is no end to it: in the bench one member asks all the questions.
   */
  readonly asksPerMinute?: number | 'wrangler.toml'
  /** The Worker is then the playground's own (`entry.ts`). Undefined for the product's, untouched. */
  readonly playground?: {
    /** Of the local Discord, whose weather the Worker meets. */
    readonly url: string
    /** How far its clock is ahead of the machine's, in milliseconds. */
    readonly aheadMs: number
  }
  /** Every line that the Worker logs. */
  readonly onLog?: (level: string, text: string) => void
}

/** One line of the runtime's log, as wrangler hands it on. */
interface LogLine {
  readonly level: string
  readonly message: string
}

/** Rejects when the Worker cannot be built or started. */
export async function startBot(options: BotOptions): Promise<LocalBot> {
  Object.assign(process.env, QUIET)
  const { unstable_startWorker } = await import('wrangler')
  const { playground } = options
  // Its alarms are looked for there.
  const own =
    playground !== undefined && options.persist === undefined
      ? await mkdtemp(join(tmpdir(), 'threadkeeper-'))
      : undefined
  const persist = options.persist ?? own
  const worker = await unstable_startWorker({
    config: join(import.meta.dirname, '../../wrangler.toml'),
    envFiles: [],
    ...(playground === undefined ? {} : { entrypoint: join(import.meta.dirname, 'entry.ts') }),
    bindings: bindingsOf(options),
    dev: {
      logLevel: 'none',
      watch: false,
      inspector: false,
      liveReload: false,
      persist: persist ?? false,
      server: { hostname: '127.0.0.1', port: options.port ?? 0 },
      structuredLogsHandler: ({ level, message }: LogLine) => options.onLog?.(level, message),
    },
  })
  await worker.ready
  // The small process before the runtime is started first.
  let pid = claimNewest()
  guardRuntimes()
  worker.raw.on('reloadComplete', () => {
    pid = claimNewest() ?? pid
    guardRuntimes()
  })
  const { origin } = await worker.url
  const replace = async (change: Parameters<typeof worker.patchConfig>[0]): Promise<void> => {
    const next = once(worker.raw, 'reloadComplete', { signal: AbortSignal.timeout(STARTS_WITHIN_MS) })
    await worker.patchConfig(change)
    await next
  }
  return {
    url: origin,
    async crash() {
      if (pid === undefined) throw new Error('The process of the runtime was not found.')
      process.kill(pid, 'SIGKILL')
      // No event tells of the next one.
      let next: number | undefined
      const patience = AbortSignal.timeout(STARTS_WITHIN_MS)
      while ((next = claimNewest()) === undefined)
        await sleep(LOOKS_EVERY_MS, undefined, { signal: patience })
      pid = next
      guardRuntimes()
    },
    deploy: () => replace({}),
    async setAhead(aheadMs) {
      if (playground === undefined) throw new Error(NOT_OF_THE_PLAYGROUND)
      await replace({ bindings: bindingsOf({ ...options, playground: { ...playground, aheadMs } }) })
    },
    async moveAlarms(byMs) {
      if (playground === undefined || persist === undefined) throw new Error(NOT_OF_THE_PLAYGROUND)
      for (const { kind, name } of await pendingAlarms(persist)) {
        const moved = await fetch(`${origin}${moveAddress({ kind, name, byMs })}`, { method: 'POST' })
        if (!moved.ok) throw new Error(`The alarm of ${kind} ${name} could not be moved: ${moved.status}.`)
        await moved.body?.cancel()
      }
    },
    async close() {
      await worker.dispose()
      if (own !== undefined) await rm(own, { recursive: true, force: true })
    },
  }
}

const bindingsOf = (options: BotOptions) => ({
  ...limitOf(options),
  ...Object.fromEntries(
    Object.entries({ ...options.env, ...playgroundOf(options) }).map(([name, value]) => [
      name,
      { type: 'plain_text' as const, value },
    ]),
  ),
})

const playgroundOf = ({ playground }: BotOptions) =>
  playground === undefined ? {} : { PLAYGROUND_URL: playground.url, AHEAD_MS: String(playground.aheadMs) }

/** In place of the limit of wrangler.toml. */
const limitOf = ({ asksPerMinute = 1_000_000 }: BotOptions) =>
  asksPerMinute === 'wrangler.toml'
    ? {}
    : {
        ASK_LIMIT: {
          type: 'ratelimit' as const,
          namespace_id: 'local',
          simple: { limit: asksPerMinute, period: 60 as const },
        },
      }
