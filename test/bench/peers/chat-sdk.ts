/**
 * The peer Chat SDK with its Discord adapter, in one of two ways. `channel`: as its docs have a slash command answer, which
 * collects a stream and posts it once. `thread`: through a thread of the channel, whose `post` shows a stream as it grows.
 */

import { createDiscordAdapter } from '@chat-adapter/discord'
import { createMemoryState } from '@chat-adapter/state-memory'
import { serve } from '@hono/node-server'
import { Chat } from 'chat'
import { Hono } from 'hono'
import { claudeText } from './claude-text.ts'
import { fetchAt } from './discord-address.ts'
import { partsOf } from './parts.ts'
import { listening, surroundings } from './surroundings.ts'

const { publicKey, applicationId, token, discordUrl, claudeUrl } = surroundings(process.env)
const way = process.argv[2] === 'thread' ? 'thread' : 'channel'

/** Its own default of 500 ms is twice what Discord allows. */
const EDIT_EVERY_MS = 1_200
/** It cuts a message at 2,000 characters and drops the rest, so a longer answer is posted as several streams. */
const PART = 1_900

// `apiUrl` holds for calls with the bot token alone.
globalThis.fetch = fetchAt(discordUrl)

const bot = new Chat({
  userName: 'bench',
  adapters: {
    discord: createDiscordAdapter({ applicationId, botToken: token, publicKey, apiUrl: discordUrl }),
  },
  state: createMemoryState(),
  logger: 'silent',
  streamingUpdateIntervalMs: EDIT_EVERY_MS,
  fallbackStreamingPlaceholderText: null,
})

bot.onSlashCommand('/ask', async (event) => {
  const text = claudeText(claudeUrl, event.text)
  if (way === 'channel') await event.channel.post(text)
  else for await (const part of partsOf(text, PART)) await bot.thread(event.channel.id).post(part)
})

await bot.initialize()
const app = new Hono()
app.post('/interactions', (c) => bot.webhooks.discord(c.req.raw))
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => listening(port))
