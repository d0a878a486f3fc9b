/** Asks one question on the playground, waits until its answer stands there, and tells what Discord saw. */

import type { DoneEvents, Fields } from '../workload/done-events.ts'
import { answerIn } from './posted.ts'
import { pause, post, type Playground } from './playground.ts'

export interface Answered {
  /** The interaction's. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly postedAt: number
  /** Until the first response; Discord waits 3 s for it, and then the question is dead. */
  readonly ackMs: number
  /** From the interaction to the first words of the answer, and to the last change; undefined: never. */
  readonly firstWordsMs: number | undefined
  readonly wholeMs: number | undefined
  /** What stands there, all messages of the reply. */
  readonly text: string
  /** Calls to Discord, and how many of them were answered with 429. */
  readonly calls: number
  readonly refused: number
}

const LOOK_EVERY_MS = 25

/**
 * @param interaction as for `LocalDiscord.interact`
 * @param isWhole whether the text of all messages is the whole answer
 */
export async function ask(
  { discord, bot }: Playground,
  interaction: Readonly<Record<string, unknown>>,
  isWhole: (text: string) => boolean,
  giveUpMs = 30_000,
): Promise<Answered> {
  const postedAt = Date.now()
  const { id, token, ...made } = await discord.interact(interaction)
  const ackMs = await post(discord, bot.url, { token, ...made })
  const look = () => {
    const { ack, messages, calls } = discord.reply(token)
    return {
      isDead: ack.state === 'dead',
      text: belowQuoted(
        answerIn(messages)
          .map(({ content }) => content)
          .join('\n'),
      ),
      calls,
    }
  }
  let seen = look()
  while (!isWhole(seen.text) && !seen.isDead && Date.now() - postedAt < giveUpMs) {
    await pause(LOOK_EVERY_MS)
    seen = look()
  }
  const { firstWordsMs, totalMs } = discord.figures(token)
  const isThere = isWhole(seen.text)
  return {
    id,
    postedAt,
    ackMs,
    firstWordsMs: firstWordsMs ?? undefined,
    wholeMs: isThere ? (totalMs ?? undefined) : undefined,
    text: seen.text,
    calls: seen.calls.length,
    refused: seen.calls.filter(({ status }) => status === 429).length,
  }
}

/** The bot's events of these turns; the last of them come a little after their answers. */
export async function eventsOf(events: DoneEvents, turns: readonly Answered[]): Promise<readonly Fields[]> {
  const found = (): readonly Fields[] =>
    turns.map(({ id }) => events.of(id)).filter((event) => event !== undefined)
  for (let n = 0; n < 100 && found().length < turns.length; n += 1) await pause(50)
  return found()
}

/** The text without the question that the bot quotes above it. No answer of a workload begins with a quote. */
const belowQuoted = (text: string): string => text.replace(/^> [^\n]*\n+/, '')
