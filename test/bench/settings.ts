/** The bench of a server's settings: what they cost an acknowledgement and first words, beside a server without any. */

import { nextSnowflake, play, type Played, type Playground, post, quantile } from './playground.ts'
import { cells, ms, ratio, say } from './print.ts'

const TIMES = 60
const WARM_UP = 5
const LISTED = 25

/** The two servers in turn, so that the machine's mood is the same for both. */
export async function settingsPart(playground: Playground): Promise<void> {
  const [plain, set] = [nextSnowflake(), nextSnowflake()]
  await setAll(playground, set)
  const turns: { plain: Played; set: Played }[] = []
  for (let n = 0; n < TIMES + WARM_UP; n += 1)
    turns.push({ plain: await ask(playground, plain), set: await ask(playground, set) })
  const warm = turns.slice(WARM_UP)
  say('\nA server with settings (persona, lists of 25, switches) against one without (aim: ≤ 1.05×)')
  say(cells('', 'without', 'with', 'ratio'))
  for (const [name, what, share] of [
    ['acknowledged, p50', 'ackMs', 0.5],
    ['acknowledged, p95', 'ackMs', 0.95],
    ['first words, p50', 'firstWordsMs', 0.5],
  ] as const) {
    const [without, within] = [
      quantile(
        warm.map((turn) => turn.plain[what]),
        share,
      ),
      quantile(
        warm.map((turn) => turn.set[what]),
        share,
      ),
    ]
    say(cells(name, ms(without), ms(within), ratio(within / without)))
  }
}

const ask = ({ discord, claude, bot }: Playground, guild: string): Promise<Played> =>
  play({ discord, claude }, bot.url, { say: 'A short answer.', firstTokenMs: 100 }, { guild })

/** Everything that a question carries or the door looks at, but nothing that keeps the bench out. */
async function setAll({ discord, bot }: Playground, guild: string): Promise<void> {
  const who = { guild, channel: nextSnowflake(), member: { id: nextSnowflake(), username: 'manager' } }
  const ids = Array.from({ length: LISTED }, nextSnowflake)
  const press = async (made: object): Promise<string> => {
    const interaction = await discord.interact({ ...who, ...made })
    await post(discord, bot.url, interaction)
    return interaction.token
  }
  const opened = await press({ name: 'settings' })
  const message = discord.reply(opened).messages[0]?.id
  const pressed = (customId: string, more: object = {}) => press({ type: 3, customId, message, ...more })
  const form = await pressed('settings:1:type:persona')
  await press({ modal: form, values: { text: 'You are a pirate. '.repeat(100) } })
  await pressed('settings:1:deny:channels', { chosen: { type: 8, values: ids } })
  await pressed('settings:1:deny:roles', { chosen: { type: 6, values: ids } })
  await pressed('settings:1:members:blockedMembers', { chosen: { type: 5, values: ids } })
  for (const name of ['footer', 'notify', 'tools']) await pressed(`settings:1:set:${name}:on`)
  await pressed('settings:1:pick:mayStop', { chosen: { type: 3, values: ['everyone'] } })
}
