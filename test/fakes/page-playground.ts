/** The page with a bot behind it that answers, as `npm start` has it: for pictures and for the tests in a browser. */

import { commandsBody } from '../../src/arrive/commands.ts'
import { accountCall } from '../../src/operate/discord-account.ts'
import { type LocalBot, startBot } from '../../src/playground/bot.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { envOf } from '../bench/playground.ts'

const TOKEN = 'local'

export interface PagePlayground {
  readonly discord: LocalDiscord
  readonly claude: LocalClaude
  readonly bot: LocalBot
  close(): Promise<void>
}

/** On free ports. The first request pays for the runtime's start, so nobody's question does. */
export async function startPagePlayground(): Promise<PagePlayground> {
  let botUrl = ''
  const claude = await startClaude()
  const discord = await startDiscord({ smallTalk: true, botUrl: () => `${botUrl}/interactions` })
  const { apiBaseUrl: baseUrl, applicationId } = discord
  const account = { baseUrl, applicationId, token: TOKEN }
  await accountCall(account, 'PUT', `/applications/${applicationId}/commands`, commandsBody())
  const bot = await startBot({
    env: { ...envOf(discord, claude), DISCORD_TOKEN: TOKEN, READ_CHANNEL: 'everyone' },
    persist: undefined,
  })
  botUrl = bot.url
  await (await fetch(`${bot.url}/health`)).body?.cancel()
  return {
    discord,
    claude,
    bot,
    async close() {
      await bot.close()
      await Promise.all([discord.close(), claude.close()])
    },
  }
}
