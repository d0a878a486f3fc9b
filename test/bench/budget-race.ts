/** The budget race: 200 members ask at once for what ten of them may spend, and the runtime is killed in the middle of it. */

import { sentence } from '../../src/sentences/sentences.ts'
import { dollarsOf, listed } from '../../src/settings/prices.ts'
import { prose } from '../workload/prose.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { ask } from './crash-cell.ts'
import { type Lives, startLives } from './lives.ts'
import { nextWord, pause } from './playground.ts'
import { postedText } from './posted.ts'
import { say } from './print.ts'
import { verdict } from './verdict.ts'

const AT_ONCE = 200

/** What about ten of these questions reserve: 7,700 tokens of input at the dearest rate, and `MAX_TOKENS` of output. */
const BUDGET_USD = 0.015

/** What one question reserves at most. */
const ONE_USD = 0.002

const SETTINGS = {
  BUDGET_DAY_USD: String(BUDGET_USD),
  MAX_TOKENS: '1000',
  MAX_SESSIONS: '400',
  CACHE: 'off',
}

/** One process answers all of them here, where Cloudflare has many: with three seconds most would ask for nothing. */
const ACK_MS = 60_000

const REACHED_WITHIN_MS = 120_000

/** Until a turn is taken up, and as long again for what it says. */
const ENDED_WITHIN_MS = 60_000

interface Asked {
  readonly token: string
  readonly word: string
}

interface Race {
  readonly death: string
  /** Claude holds each answer, so that the turns of this race are all in the middle of it. */
  readonly holds: boolean
  /** Nobody may have been asked when it ends: what was reserved counts in full. */
  readonly isBeforeClaude?: true
  /** Whether the race has come to where the runtime is to be killed; absent where nobody dies. */
  readonly isReached?: (race: Seen) => boolean
}

interface Seen {
  /** The ledger has said that 80 % are used, which its reservations alone are enough for. */
  readonly isNear: boolean
  readonly calls: readonly Call[]
}

const races: readonly Race[] = [
  { death: 'nobody dies', holds: false },
  {
    death: 'killed before the reservation is used',
    holds: false,
    isBeforeClaude: true,
    isReached: ({ isNear }) => isNear,
  },
  {
    death: 'killed while Claude writes',
    holds: true,
    isReached: ({ calls }) => calls.filter(isBegun).length > 2,
  },
  {
    death: 'killed before the turns are settled',
    holds: false,
    isReached: ({ calls }) => calls.filter(isOver).length > 2,
  },
]

export async function budgetRace(): Promise<void> {
  say(`\nBudget race: ${AT_ONCE} at once, for $${BUDGET_USD}`)
  for (const race of races) await play(race)
}

async function play(race: Race): Promise<void> {
  let isNear = false
  const onLog = (_: string, text: string): void => {
    isNear ||= text.includes('budget.near')
  }
  const lives = await startLives(SETTINGS, onLog, ACK_MS)
  try {
    const words = Array.from({ length: AT_ONCE }, () => nextWord())
    const asking = Promise.all(words.map((word) => question(lives, race, word)))
    const { isReached } = race
    if (isReached !== undefined) {
      const giveUpAt = Date.now() + REACHED_WITHIN_MS
      while (!isReached({ isNear, calls: await asked(lives) })) {
        if (Date.now() > giveUpAt) throw new Error(`the race never came to where it is ${race.death}`)
        await pause(100)
      }
      lives.kill()
      await lives.restart()
    }
    const turns = (await asking).filter((turn) => turn !== undefined)
    const ends = await ended(lives, turns)
    const spent = (await asked(lives)).reduce((sum, { usd }) => sum + usd, 0)
    const count = (end: string): number => ends.filter((one) => one === end).length
    const isWithin = spent <= BUDGET_USD + ONE_USD
    verdict(
      race.death,
      isWithin && count('nothing') === 0 && (spent > 0 || race.isBeforeClaude === true),
      `spent $${spent.toFixed(5)} · ${count('whole')} answered, ${count('refused')} refused, ${count('late')} acknowledged too late to be shown, ${count('nothing')} without an end`,
    )
  } finally {
    await lives.close()
  }
}

/** Undefined where the runtime died before it took the question: Discord tells the member that. */
async function question(lives: Lives, { holds }: Race, word: string): Promise<Asked | undefined> {
  const text = textOf(word)
  const answers: readonly Answer[] = holds
    ? [
        { say: text, hold: true, holdAfterChars: 60 },
        { say: text, continues: true },
      ]
    : [{ say: text }, { say: text, continues: true }]
  try {
    // Discord is slow: a turn is not over yet when Claude is.
    return await ask(lives, word, answers, { script: { latencyMs: 1_000 } })
  } catch {
    return undefined
  }
}

const textOf = (word: string): string => `${prose(200)} end${word}`

/** How each question ended, once all of them have. */
async function ended(lives: Lives, turns: readonly Asked[]): Promise<readonly string[]> {
  const refusal = sentence('budget of bot', 'en').split('<')[0] ?? ''
  const endOf = ({ token, word }: Asked): string => {
    if (lives.discord.reply(token).ack.state === 'dead') return 'late'
    const text = postedText(lives, token)
    return text.includes(`end${word}`) ? 'whole' : text.includes(refusal) ? 'refused' : 'nothing'
  }
  const giveUpAt = Date.now() + ENDED_WITHIN_MS
  while (turns.some((turn) => endOf(turn) === 'nothing') && Date.now() < giveUpAt) await pause(200)
  return turns.map(endOf)
}

interface Call {
  readonly usd: number
  readonly firstTextAt: number | undefined
  readonly stopAt: number | undefined
}

const isBegun = ({ firstTextAt }: Call): boolean => firstTextAt !== undefined
const isOver = ({ stopAt }: Call): boolean => stopAt !== undefined

/** Claude's own books: each call with what the whole of it costs, also where it was cut. */
async function asked({ claude }: Lives): Promise<readonly Call[]> {
  const calls = await claude.requests()
  return calls.map(({ model = '', usage = {}, firstTextAt, stopAt }) => {
    const of = (name: string): number => Number(usage[name] ?? 0)
    const usd = dollarsOf(listed, model, {
      inputTokens: of('input_tokens'),
      cacheReadTokens: of('cache_read_input_tokens'),
      cacheWriteTokens: of('cache_creation_input_tokens'),
      outputTokens: of('output_tokens'),
    })
    return { usd: usd ?? Number.NaN, firstTextAt, stopAt }
  })
}
