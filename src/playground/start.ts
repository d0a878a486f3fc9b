/** `npm start`: the bot in the real Workers runtime, a local Discord, a Claude, and a page to try it all. */

import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { commandsBody } from '../arrive/commands.ts'
import { accountCall } from '../operate/discord-account.ts'
import { localPoints } from '../operate/report/local-points.ts'
import { messageOf } from '../errors.ts'
import { type LocalBot, startBot } from './bot.ts'
import { newcomerPace, startClaude } from './claude.ts'
import { keptClock } from './ahead/clock.ts'
import { startDiscord } from './discord.ts'
import { KEPT } from './discord/keeper.ts'
import { makeInspector } from './inspect/inspector.ts'
import { UNSTREAMED } from './inspect/unstreamed.ts'
import { logLine, timeOf } from './log-line.ts'
import { loggedFields } from './logged-fields.ts'
import { problemWith, realClaude } from './real-claude.ts'
import { makeDeeds } from './steer/deeds.ts'
import { inTurns } from './steer/in-turn.ts'
import { makeSkip } from './steer/skip.ts'
import { makeWeather } from './steer/weather-routes.ts'
import { weatherOfClaude } from './steer/claude-weather.ts'

const USAGE = `npm start [-- --port 8787] [--fresh] [--data FOLDER]

  --port N        where the page is (default: PORT or 8787)
  --fresh         forget every conversation and message of earlier starts first
  --data FOLDER   where they are kept (default: .threadkeeper)`

/** What a person can mend; shown without a stack. */
class Mendable extends Error {}

const DATA = join(import.meta.dirname, '../../.threadkeeper')

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const closers: (() => Promise<void>)[] = []
let isClosing = false

async function close(code: number): Promise<void> {
  if (isClosing) return
  isClosing = true
  // A part that hangs must not keep the terminal.
  setTimeout(() => process.exit(code), 3_000).unref()
  await Promise.allSettled(closers.toReversed().map((end) => end()))
  process.exit(code)
}

async function start(): Promise<void> {
  const { port, isFresh, data } = options(process.argv.slice(2))
  if (isFresh) {
    if (data !== DATA && existsSync(data) && !existsSync(join(data, KEPT)))
      throw new Mendable(`${data} has nothing of an earlier start in it, and --fresh would remove all of it.`)
    await rm(data, { recursive: true, force: true })
  }
  say('Threadkeeper: starting …')

  const real = realClaude(process.env, await readFile('.dev.vars', 'utf8').catch(() => ''))
  const problem = real === undefined ? undefined : await problemWith(real)
  if (problem !== undefined) throw new Mendable(problem)
  const tell = (line: string): void => say(`  ${line}`)
  const clock = keptClock(data, tell)
  const claude = real === undefined ? await startClaude({ ...newcomerPace, now: clock.now }) : undefined
  if (claude !== undefined) closers.push(() => claude.close())
  say(
    claude === undefined
      ? '  Claude: the real one, with your key'
      : '  Claude: the local stand-in (set ANTHROPIC_API_KEY for the real one)',
  )

  let botUrl = ''
  /** The first one first. */
  const bots: LocalBot[] = []
  const inTurn = inTurns()
  const inspector = makeInspector({
    ...(claude === undefined ? {} : { requests: () => claude.everything() }),
    startSecond: () => inTurn(startSecond),
  })
  const weather = makeWeather({
    ...(claude === undefined ? {} : { claude: weatherOfClaude(claude) }),
    deeds: makeDeeds(() => bots[0], inTurn, tell),
    skip: makeSkip({ bots: () => bots, clock, inTurn, tell }),
  })
  const discord = await startDiscord({
    port,
    clock,
    smallTalk: true,
    botUrl: () => `${botUrl}/interactions`,
    kept: { folder: data, tell },
    routes: (host) => inspector.routes(host).route('/', weather(host)),
  }).catch((error: unknown) => {
    throw isPortTaken(error)
      ? new Mendable(`Port ${port} is taken. Choose another: npm start -- --port ${port + 1}`)
      : error
  })
  closers.push(() => discord.close())
  // Any token is good here; the page offers what is registered.
  const account = { baseUrl: discord.apiBaseUrl, applicationId: discord.applicationId, token: 'local' }
  await accountCall(account, 'PUT', `/applications/${discord.applicationId}/commands`, commandsBody())
  say('  Discord: the local one')

  say('  The bot: building and starting …')
  const points = localPoints(data, (error) =>
    say(`  The figures for npm run report are not kept: ${messageOf(error)}`),
  )
  const env = {
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_APPLICATION_ID: discord.applicationId,
    DISCORD_API_BASE_URL: discord.apiBaseUrl,
    DISCORD_CDN_BASE_URL: discord.url,
    DISCORD_MEDIA_BASE_URL: `${discord.url}/media`,
    DISCORD_TOKEN: account.token,
    READ_CHANNEL: 'everyone',
    ANTHROPIC_API_KEY: real?.apiKey ?? 'local-stand-in',
    ANTHROPIC_BASE_URL: real?.baseUrl ?? claude?.url ?? '',
    // Anthropic bills searches.
    ...(real === undefined ? { WEB: 'on' } : { MODEL: real.model }),
  }
  const started = await startBot({
    persist: data,
    playground: { url: discord.url, aheadMs: clock.aheadMs() },
    asksPerMinute: 'wrangler.toml',
    env,
    onLog: (level, text) => {
      const fields = loggedFields(text)
      inspector.log(Object.fromEntries(fields))
      if (fields.get('evt') === 'ask.done') points.keep(fields, Date.now())
      const line = logLine(level, text, discord.asked)
      if (line !== undefined) say(`  ${timeOf(Date.now())}  ${line}`)
    },
  })
  const startSecond = async (): Promise<string> => {
    say('  A second bot, without streaming: starting …')
    const second = await startBot({
      persist: undefined,
      playground: { url: discord.url, aheadMs: clock.aheadMs() },
      env: { ...env, ...UNSTREAMED },
      onLog: (_, text) => inspector.log(Object.fromEntries(loggedFields(text))),
    })
    closers.push(() => second.close())
    await (await fetch(`${second.url}/health`, { signal: AbortSignal.timeout(20_000) })).body?.cancel()
    bots.push(second)
    return second.url
  }
  bots.push(started)
  closers.push(() => started.close())
  botUrl = started.url
  // The first request pays for the runtime's start; better now than under somebody's first question.
  const health = await fetch(`${botUrl}/health`, { signal: AbortSignal.timeout(20_000) })
  if (!health.ok) throw new Mendable((await health.text()).trim())
  await health.body?.cancel()

  say(
    `\n  Ready: ${discord.url}\n\n  Open it and type /ask. Ctrl-C ends everything.\n  How the bot is doing: ${botUrl}/health, and npm run report -- --local\n`,
  )
}

interface Options {
  readonly port: number
  readonly isFresh: boolean
  /** The path of a folder. */
  readonly data: string
}

function options(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        fresh: { type: 'boolean' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help === true) {
      say(USAGE)
      process.exit(0)
    }
    const port = Number(values.port ?? (process.env['PORT'] || 8_787))
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Mendable(
        `The port must be a whole number from 1 to 65535, not "${values.port ?? process.env['PORT']}".`,
      )
    }
    return { port, isFresh: values.fresh === true, data: values.data ? resolve(values.data) : DATA }
  } catch (error) {
    if (error instanceof Mendable) throw error
    throw new Mendable(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`)
  }
}

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')

process.on('SIGINT', () => void close(0))
process.on('SIGTERM', () => void close(0))

start().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Mendable ? error.message : `Threadkeeper could not start: ${error instanceof Error ? error.stack : String(error)}`}\n`,
  )
  return close(1)
})
