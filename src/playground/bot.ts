/** The bot itself, in the real Workers runtime on this machine: for the local page, the bench and the soak. */

import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
  /**
   * Of the local Discord: the Worker is then the playground's own (`entry.ts`), which meets its weather. Undefined for the
   * product's, untouched.
   */
  readonly playgroundUrl?: string
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
  const { playgroundUrl } = options
  const env = {
    ...options.env,
    ...(playgroundUrl === undefined ? {} : { PLAYGROUND_URL: playgroundUrl }),
  }
  const worker = await unstable_startWorker({
    config: join(import.meta.dirname, '../../wrangler.toml'),
    envFiles: [],
    ...(playgroundUrl === undefined ? {} : { entrypoint: join(import.meta.dirname, 'entry.ts') }),
    bindings: {
      ...limitOf(options),
      ...Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, { type: 'plain_text' as const, value }]),
      ),
    },
    dev: {
      logLevel: 'none',
      watch: false,
      inspector: false,
      liveReload: false,
      persist: options.persist ?? false,
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
    async deploy() {
      const next = once(worker.raw, 'reloadComplete', { signal: AbortSignal.timeout(STARTS_WITHIN_MS) })
      await worker.patchConfig({})
      await next
    },
    close: () => worker.dispose(),
  }
}

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
