/** A step of a turn at which a crash may come: how a turn is brought there, and what has to be there in the end. */

import type { Answer } from '../../src/playground/claude/answer.ts'
import { nextSnowflake, pause, post, type Playground } from './playground.ts'
import { prose } from '../workload/prose.ts'

/** One question whose turn has come to where the crash is to strike. */
export interface Struck {
  readonly id: string
  readonly token: string
  readonly word: string
  /** All of the answer, as Claude says it. */
  readonly text: string
  readonly messages: number
  /** Nobody knows whether a further message stands there, so the whole answer is a file at the last that surely does. */
  readonly asFile?: true
  /** How often Claude may have been asked in the end. */
  readonly calls: readonly [least: number, most: number]
  /** The log's last line may die with the process that writes it. */
  readonly mayGoUnreported?: true
  /** A last look at what else has to be true; a sentence says what is not. */
  readonly alsoWrong?: () => Promise<string | undefined>
}

export interface Cell {
  readonly step: string
  /** Gives the turns that the crash will strike; the moment after this resolves is theirs. */
  readonly reach: (playground: Playground) => Promise<readonly Struck[]>
  /** What Discord or the channel does wrong until the crash only. */
  readonly mend?: (playground: Playground, struck: readonly Struck[]) => void
}

interface Asked {
  readonly id: string
  readonly token: string
  readonly word: string
}

interface How {
  readonly channel?: string
  readonly member?: string
  readonly script?: Readonly<Record<string, unknown>>
}

export async function ask(
  playground: Playground,
  word: string,
  answers: readonly Answer[],
  how: How = {},
): Promise<Asked> {
  const { channel = nextSnowflake(), member = nextSnowflake(), script = {} } = how
  playground.claude.script(word, answers)
  const made = await playground.discord.interact({
    channel,
    member: { id: member, username: 'soak', permissions: READS_CHANNEL },
    options: { prompt: word },
    script,
  })
  await post(playground.discord, playground.bot.url, made)
  return { id: made.id, token: made.token, word }
}

/** To view the channel, and to read its history. */
const READS_CHANNEL = String((1n << 10n) | (1n << 16n))

const PATIENCE_MS = 30_000

/** Waits for a fact of the way to the crash; a turn that never gets there is a bug of the soak or of the bot. */
export async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await is())) {
    if (Date.now() > giveUpAt) throw new Error(`the turn never came to: ${what}`)
    await pause(10)
  }
}

export const isAsked = async ({ claude }: Playground, word: string, times: number): Promise<boolean> =>
  (await claude.requests(word)).length >= times

export const isHeardOut = async ({ claude }: Playground, word: string): Promise<boolean> =>
  (await claude.requests(word)).some(({ stopAt }) => stopAt !== undefined)

export const HANGS = { hang: true } as const

export const short = (): string => `${prose(500)} And that is all of it.`
