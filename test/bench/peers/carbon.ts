/** The peer Carbon with its fetch adapter, in the profile for servers; it keeps Discord's limits and tries again by itself. */

import { Client, Command, type CommandInteraction } from '@buape/carbon'
import { createHandler } from '@buape/carbon/adapters/fetch'
import { serve } from '@hono/node-server'
import { ApplicationCommandOptionType, type APIMessage, Routes } from 'discord-api-types/v10'
import { claudeText } from './claude-text.ts'
import { fetchAt } from './discord-address.ts'
import { showStream } from './stream-loop.ts'
import { listening, surroundings } from './surroundings.ts'

const { publicKey, applicationId, token, discordUrl, claudeUrl } = surroundings(process.env)

class Ask extends Command {
  name = 'ask'
  override description = 'Ask Claude'
  override defer = true
  override options = [
    {
      type: ApplicationCommandOptionType.String as const,
      name: 'prompt',
      description: 'What to ask',
      required: true,
    },
  ]

  override async run(interaction: CommandInteraction): Promise<void> {
    const { rest } = interaction.client
    const place = interaction.rawData.token
    await showStream(
      claudeText(claudeUrl, interaction.options.getString('prompt', true)),
      (content) => interaction.reply(content),
      // `interaction.followUp` gives no message to edit.
      async (content) => {
        const body = { body: { content } }
        const { id } = (await rest.post(Routes.webhook(applicationId, place), body, {
          wait: true,
        })) as APIMessage
        return (next) =>
          rest.patch(Routes.webhookMessage(applicationId, place, id), { body: { content: next } })
      },
    )
  }
}

const client = new Client(
  {
    baseUrl: 'http://127.0.0.1',
    clientId: applicationId,
    publicKey,
    token,
    deploySecret: 'unused',
    runtimeProfile: 'persistent',
    // It sends no User-Agent.
    requestOptions: { baseUrl: discordUrl, fetch: fetchAt(discordUrl) },
  },
  { commands: [new Ask()] },
)

const handle = createHandler(client)
serve(
  {
    fetch: (request) => handle(request, { waitUntil: (work) => void work }),
    port: 0,
    hostname: '127.0.0.1',
  },
  ({ port }) => listening(port),
)
