/** Two servers asked in turn, so that the machine's mood is the same for both; and the settings of one. */

import { nextSnowflake, type Played, type Playground, post, quantile } from './playground.ts'
import { cells, ms, ratio, say } from './print.ts'

const TIMES = 60
const WARM_UP = 5

/** Prints what one of them is slower by. */
export async function inTurn(
  title: string,
  asks: { readonly without: () => Promise<Played>; readonly within: () => Promise<Played> },
): Promise<void> {
  const turns: { without: Played; within: Played }[] = []
  for (let n = 0; n < TIMES + WARM_UP; n += 1)
    turns.push({ without: await asks.without(), within: await asks.within() })
  const warm = turns.slice(WARM_UP)
  say(`\n${title} (aim: ≤ 1.05×)`)
  say(cells('', 'without', 'with', 'ratio'))
  for (const [name, what, share] of [
    ['acknowledged, p50', 'ackMs', 0.5],
    ['acknowledged, p95', 'ackMs', 0.95],
    ['first words, p50', 'firstWordsMs', 0.5],
  ] as const) {
    const of = (which: 'without' | 'within'): number =>
      quantile(
        warm.map((turn) => turn[which][what]),
        share,
      )
    say(cells(name, ms(of('without')), ms(of('within')), ratio(of('within') / of('without'))))
  }
}

interface Presses {
  readonly press: (made: object) => Promise<string>
  /** Presses something in the message of `/settings`. */
  readonly pressed: (customId: string, more?: object) => Promise<string>
}

/** Somebody who manages the server has `/settings` open. */
export async function presses({ discord, bot }: Playground, guild: string): Promise<Presses> {
  const who = { guild, channel: nextSnowflake(), member: { id: nextSnowflake(), username: 'manager' } }
  const press = async (made: object): Promise<string> => {
    const interaction = await discord.interact({ ...who, ...made })
    await post(discord, bot.url, interaction)
    return interaction.token
  }
  const opened = await press({ name: 'settings' })
  const message = discord.reply(opened).messages[0]?.id
  return { press, pressed: (customId, more = {}) => press({ type: 3, customId, message, ...more }) }
}
