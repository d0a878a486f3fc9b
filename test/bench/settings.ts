/** The bench of a server's settings: what they cost an acknowledgement and first words, beside a server without any. */

import { nextSnowflake, play, type Played, type Playground } from './playground.ts'
import { inTurn, presses } from './two-servers.ts'

const LISTED = 25

export async function settingsPart(playground: Playground): Promise<void> {
  const [plain, set] = [nextSnowflake(), nextSnowflake()]
  await setAll(playground, set)
  await inTurn('A server with settings (persona, lists of 25, switches) against one without', {
    without: () => ask(playground, plain),
    within: () => ask(playground, set),
  })
}

const ask = ({ discord, claude, bot }: Playground, guild: string): Promise<Played> =>
  play({ discord, claude }, bot.url, { say: 'A short answer.', firstTokenMs: 100 }, { guild })

/** Everything that a question carries or the door looks at, but nothing that keeps the bench out. */
async function setAll(playground: Playground, guild: string): Promise<void> {
  const ids = Array.from({ length: LISTED }, nextSnowflake)
  const { press, pressed } = await presses(playground, guild)
  const form = await pressed('settings:1:type:persona')
  await press({ modal: form, values: { text: 'You are a pirate. '.repeat(100) } })
  await pressed('settings:1:deny:channels', { chosen: { type: 8, values: ids } })
  await pressed('settings:1:deny:roles', { chosen: { type: 6, values: ids } })
  await pressed('settings:1:members:blockedMembers', { chosen: { type: 5, values: ids } })
  for (const name of ['footer', 'notify', 'tools']) await pressed(`settings:1:set:${name}:on`)
  await pressed('settings:1:pick:mayStop', { chosen: { type: 3, values: ['everyone'] } })
}
