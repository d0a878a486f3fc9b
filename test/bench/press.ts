/** A member who presses a button of a reply on the playground. */

import { nextSnowflake, post, type Playground } from './playground.ts'

/**
 * Presses the turn's Stop.
 *
 * @param turn the id and the token of its interaction
 * @returns how long the bot took to answer, in milliseconds
 */
export async function pressStop(
  { discord, bot }: Playground,
  turn: { readonly id: string; readonly token: string },
  who: { readonly channel: string; readonly member?: string },
): Promise<number> {
  const { channel, member = nextSnowflake() } = who
  const made = await discord.interact({
    type: 3,
    customId: `stop:1:${turn.id}`,
    message: discord.reply(turn.token).messages[0]?.id,
    channel,
    member: { id: member, username: 'stopper', permissions: '8' },
  })
  return post(discord, bot.url, made)
}
