/** The page with a bot behind it that answers, as `npm start` has it: for pictures and for the tests in a browser. */

import { commandsBody } from '../../src/arrive/commands.ts'
import type { Json } from '../../src/json.ts'
import { accountCall } from '../../src/operate/discord-account.ts'
import { type LocalBot, startBot } from '../../src/playground/bot.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { makeInspector } from '../../src/playground/inspect/inspector.ts'
import { UNSTREAMED } from '../../src/playground/inspect/unstreamed.ts'
import { loggedFields } from '../../src/playground/logged-fields.ts'
import { makeDeeds } from '../../src/playground/steer/deeds.ts'
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

/** On free ports. The first request pays for the runtime's start, so nobody's question does. */
export async function startPagePlayground(): Promise<PagePlayground> {
  let botUrl = ''
  const claude = await startClaude()
  let first: LocalBot | undefined
  const others: LocalBot[] = []
  const logged: Json[] = []
  const weather = makeWeather({
    claude: weatherOfClaude(claude),
    deeds: makeDeeds(
      () => first,
      () => undefined,
    ),
  })
  const inspector = makeInspector({
    requests: () => claude.everything(),
    async startSecond() {
      const second = await start({ ...env, ...UNSTREAMED })
      others.push(second)
      return second.url
    },
  })
  const discord = await startDiscord({
    smallTalk: true,
    botUrl: () => `${botUrl}/interactions`,
    routes: (host) => inspector.routes(host).route('/', weather(host)),
  })
  const { apiBaseUrl: baseUrl, applicationId } = discord
  const account = { baseUrl, applicationId, token: TOKEN }
  await accountCall(account, 'PUT', `/applications/${applicationId}/commands`, commandsBody())
  const env = { ...envOf(discord, claude), DISCORD_TOKEN: TOKEN, READ_CHANNEL: 'everyone' }
  const start = async (settings: Readonly<Record<string, string>>): Promise<LocalBot> => {
    const started = await startBot({
      env: settings,
      persist: undefined,
      playgroundUrl: discord.url,
      onLog: (_, text) => {
        const event = Object.fromEntries(loggedFields(text))
        logged.push(event)
        inspector.log(event)
      },
    })
    await (await fetch(`${started.url}/health`)).body?.cancel()
    return started
  }
  const bot = await start(env)
  botUrl = bot.url
  first = bot
  return {
    discord,
    claude,
    bot,
    logged,
    async close() {
      await Promise.all([bot, ...others].map((one) => one.close()))
      await Promise.all([discord.close(), claude.close()])
    },
  }
}
