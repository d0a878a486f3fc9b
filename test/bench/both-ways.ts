/** The bot and the plain way, asked the same at the same time, and what their turns come to together. */

import { play, type Played, type Playground } from './playground.ts'
import type { PlainBot } from './plain-bot.ts'

/** The bot and the plain way, the same question at the same time. */
export async function both(
  playground: Playground,
  plain: PlainBot,
  told: Parameters<typeof play>[2],
  how: Parameters<typeof play>[3],
): Promise<readonly [Played, Played]> {
  return Promise.all([
    play(playground, playground.bot.url, told, how),
    play(playground, plain.url, told, how),
  ])
}

export const sum = (turns: readonly Played[], what: 'refused' | 'lost' | 'edits'): number =>
  turns.reduce((total, turn) => total + turn[what], 0)
