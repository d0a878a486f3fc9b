/** The bench of budgets: what a reservation costs an acknowledgement and first words, at first and while a talk goes on. */

import { nextSnowflake, play, type Played, type Playground } from './playground.ts'
import { inTurn, presses } from './two-servers.ts'

export async function budgetsPart(playground: Playground): Promise<void> {
  const [plain, limited] = [nextSnowflake(), nextSnowflake()]
  const { press, pressed } = await presses(playground, limited)
  const form = await pressed('settings:1:type:budgets')
  await press({ modal: form, values: { serverDayUsd: '1000', memberDayUsd: '1000' } })
  const ask = (
    guild: string,
    where: { readonly channel?: string; readonly member?: string } = {},
  ): Promise<Played> =>
    play(playground, playground.bot.url, { say: 'A short answer.', firstTokenMs: 100 }, { guild, ...where })
  await inTurn('A server with budgets against one without, each question in a thread of its own', {
    without: () => ask(plain),
    within: () => ask(limited),
  })
  const [here, there] = [talk(), talk()]
  await inTurn('The same, one question after the other in one thread', {
    without: () => ask(plain, here),
    within: () => ask(limited, there),
  })
}

/** One member in one thread. */
const talk = () => ({ channel: nextSnowflake(), member: nextSnowflake() })
