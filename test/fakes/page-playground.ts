/** The page with a bot behind it that answers, as `npm start` has it: for pictures and for the tests in a browser. */

import { commandsBody } from '../../src/arrive/commands.ts'
import type { Json } from '../../src/json.ts'
import { accountCall } from '../../src/operate/discord-account.ts'
import { type LocalBot, startBot } from '../../src/playground/bot.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { playgroundClock } from '../../src/playground/ahead/clock.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { makeInspector } from '../../src/playground/inspect/inspector.ts'
import { UNSTREAMED } from '../../src/playground/inspect/unstreamed.ts'
import { loggedFields } from '../../src/playground/logged-fields.ts'
import { makeDeeds } from '../../src/playground/steer/deeds.ts'
import { inTurns } from '../../src/playground/steer/in-turn.ts'
import { makeSkip } from '../../src/playground/steer/skip.ts'
import { makeWeather } from '../../src/playground/steer/weather-routes.ts'
import { weatherOfClaude } from '../../src/playground/steer/claude-weather.ts'
import { envOf } from '../bench/playground.ts'

const TOKEN = 'local'

export interface PagePlayground {
  readonly discord: LocalDiscord
  readonly claude: LocalClaude
  readonly bot: LocalBot
  /** All that the bot has logged so far, as events. */
  readonly logged: readonly Json[]
  close(): Promise<void>
}

const NOBODY = (): void => undefined

/**
 * On free ports. The first request pays for the runtime's start, so nobody's question does.
 *
 * @param settings win over wrangler.toml
 */
export async function startPagePlayground(
  settings: Readonly<Record<string, string>> = {},
): Promise<PagePlayground> {
  let botUrl = ''
  const clock = playgroundClock()
  const claude = await startClaude({ now: clock.now })
  const bots: LocalBot[] = []
  const inTurn = inTurns()
  const logged: Json[] = []
  const weather = makeWeather({
    claude: weatherOfClaude(claude),
    deeds: makeDeeds(() => bots[0], inTurn, NOBODY),
    skip: makeSkip({ bots: () => bots, clock, inTurn, tell: NOBODY }),
  })
  const inspector = makeInspector({
    requests: () => claude.everything(),
    startSecond: () => inTurn(async () => (await start({ ...env, ...UNSTREAMED })).url),
  })
  const discord = await startDiscord({
    clock,
    smallTalk: true,
    botUrl: () => `${botUrl}/interactions`,
    routes: (host) => inspector.routes(host).route('/', weather(host)),
  })
  const { apiBaseUrl: baseUrl, applicationId } = discord
  const account = { baseUrl, applicationId, token: TOKEN }
  await accountCall(account, 'PUT', `/applications/${applicationId}/commands`, commandsBody())
  const env = { ...envOf(discord, claude), DISCORD_TOKEN: TOKEN, READ_CHANNEL: 'everyone' }
  const start = async (all: Readonly<Record<string, string>>): Promise<LocalBot> => {
    const started = await startBot({
      env: { ...all, ...settings },
      persist: undefined,
      playground: { url: discord.url, aheadMs: clock.aheadMs() },
      onLog: (_, text) => {
        const event = Object.fromEntries(loggedFields(text))
        logged.push(event)
        inspector.log(event)
      },
    })
    await (await fetch(`${started.url}/health`)).body?.cancel()
    bots.push(started)
    return started
  }
  const bot = await start(env)
  botUrl = bot.url
  return {
    discord,
    claude,
    bot,
    logged,
    async close() {
      await Promise.all(bots.map((one) => one.close()))
      await Promise.all([discord.close(), claude.close()])
    },
  }
}
