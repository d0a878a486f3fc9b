/** The plain way as a process of its own, so that it shares none with Discord, Claude and the observer. */

import { startPlainBot } from '../plain-bot.ts'

const { DISCORD_API_BASE_URL, DISCORD_APPLICATION_ID, ANTHROPIC_BASE_URL } = process.env
const { url } = await startPlainBot(DISCORD_API_BASE_URL, DISCORD_APPLICATION_ID, ANTHROPIC_BASE_URL)
process.stdout.write(`listening ${url}\n`)
