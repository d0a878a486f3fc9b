/** The peer slash-create with Fastify, as its docs say; it keeps Discord's limits and tries again by itself. */

import {
  type CommandContext,
  CommandOptionType,
  FastifyServer,
  SlashCommand,
  SlashCreator,
} from 'slash-create'
import { claudeText } from './claude-text.ts'
import { showStream } from './stream-loop.ts'
import { freePort, listening, surroundings } from './surroundings.ts'

const { publicKey, applicationId, token, discordUrl, claudeUrl } = surroundings(process.env)

class Ask extends SlashCommand {
  constructor(creator: SlashCreator) {
    super(creator, {
      name: 'ask',
      description: 'Ask Claude',
      options: [
        { type: CommandOptionType.STRING, name: 'prompt', description: 'What to ask', required: true },
      ],
    })
  }

  override async run(ctx: CommandContext): Promise<void> {
    await ctx.defer()
    await showStream(
      claudeText(claudeUrl, String(ctx.options['prompt'])),
      (content) => ctx.editOriginal(content),
      async (content) => {
        const message = await ctx.sendFollowUp(content)
        return (next) => message.edit(next)
      },
    )
  }
}

const serverPort = await freePort()
const creator = new SlashCreator({
  applicationID: applicationId,
  publicKey,
  token,
  serverPort,
  serverHost: '127.0.0.1',
  rest: { baseURL: discordUrl },
})
creator.on('error', (error) => process.stderr.write(`${error.message}\n`))
creator.on('commandError', (_, error) => process.stderr.write(`${error.message}\n`))
creator.withServer(new FastifyServer()).registerCommand(Ask)
await creator.startServer()
listening(serverPort)
