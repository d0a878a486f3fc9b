/** The peer discord-hono, on Workers as its docs say: `resDefer`, `followup`, `rest` and its helper `retry429`. */

import { $webhooks$_$_, $webhooks$_$_$messages$_, DiscordHono, retry429 } from 'discord-hono'
import { claudeText } from './claude-text.ts'
import { fetchAt } from './discord-address.ts'
import { showStream } from './stream-loop.ts'
import { surroundings } from './surroundings.ts'

interface Env {
  Bindings: Readonly<Record<string, string>>
  Variables: { prompt?: string }
}

const RETRIES = 3

const bot = new DiscordHono<Env>().command('ask', (command) =>
  command.resDefer(async (c) => {
    const { applicationId, claudeUrl } = surroundings(c.env)
    const { token } = c.interaction
    await showStream(
      claudeText(claudeUrl, c.get('prompt') ?? ''),
      (content) => retry429(() => c.followup(content), RETRIES),
      async (content) => {
        const posted = await retry429(
          () => c.rest('POST', $webhooks$_$_, [applicationId, token], { content }),
          RETRIES,
        )
        const { id } = (await posted.json()) as { id: string }
        return (next) =>
          retry429(
            () => c.rest('PATCH', $webhooks$_$_$messages$_, [applicationId, token, id], { content: next }),
            RETRIES,
          )
      },
    )
  }),
)

const fetchOfRuntime = globalThis.fetch

export default {
  fetch(request: Request, env: Env['Bindings'], ctx: Parameters<typeof bot.fetch>[2]) {
    // Its address is fixed in the package.
    globalThis.fetch = fetchAt(surroundings(env).discordUrl, fetchOfRuntime)
    return bot.fetch(request, env, ctx)
  },
}
