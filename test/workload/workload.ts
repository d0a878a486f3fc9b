/** A busy stretch in a guild, planned to the millisecond from a seed; and what is wrong with an answer. */

import { type Dice, dice } from '../../src/playground/claude/seeded.ts'
import { followUps, openers, type Stamped, verdictOn } from './questions.ts'

/** Where turns share a transcript. */
export interface Conversation {
  readonly guild: string
  readonly channel: string
  /** The member's own conversation, which nobody else may see anything of. */
  readonly owner: string | undefined
}

export interface Planned {
  readonly conversation: Conversation
  readonly member: string
  readonly text: string
  /** Which of `openers` or of `followUps` it is. */
  readonly asks:
    | { readonly kind: 'opener'; readonly opener: number }
    | { readonly kind: 'follow-up'; readonly followUp: number }
  /** Whether it opens its conversation. */
  readonly isFirst: boolean
  /** Not before this, in milliseconds from the beginning. */
  readonly atMs: number
  /** The member reads the conversation's last answer first, and then thinks for so long; undefined: asks at once. */
  readonly thinksMs: number | undefined
}

export interface Shape {
  readonly seed: string
  readonly guild: string
  /** Channel ids are made from this number on. */
  readonly firstChannel: bigint
  readonly questions: number
  readonly threads: number
  readonly private?: boolean
  readonly overMs: number
}

const FOLLOW_UP_PERCENT = 40
/** Of the questions after the first: another member asks while an answer still grows. */
const SIDE_BY_SIDE_PERCENT = 10
const MEMBERS_PER_THREAD = 3

/** An index below `count`, the first the likeliest: in proportion to 1 / rank^s. */
function zipf(roll: Dice, count: number, s: number): number {
  const weights = Array.from({ length: count }, (_, index) => 1 / (index + 1) ** s)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let left = (roll(0, 999_999) / 1_000_000) * total
  const found = weights.findIndex((weight) => (left -= weight) < 0)
  return found === -1 ? count - 1 : found
}

function shuffled<T>(roll: Dice, values: readonly T[]): readonly T[] {
  const mixed = [...values]
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = roll(0, at)
    ;[mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T]
  }
  return mixed
}

/** The same question as different people write it. */
const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toLowerCase(),
  (text) => text.replace(/\s?[.!?？]$/, ''),
  (text) => `  ${text.replaceAll(' ', '  ')}`,
]

/** Which opener is how popular is decided by this alone, so that two guilds ask the same things. */
const byRank = shuffled(dice('popularity'), [...openers.keys()])

/** While an answer comes and is read, nobody asks the next question of that thread, but for those who ask side by side. */
const BUSY_MS = 2_800

/**
 * The questions in the order of their time. A thread begins with an opener; the threads begin one after another over the
 * first half, and some are busier than others.
 */
export function plan({ seed, questions, threads, overMs, ...where }: Shape): readonly Planned[] {
  const roll = dice(seed)
  const conversations = Array.from({ length: threads }, (_, index): Conversation => {
    const channel = String(where.firstChannel + BigInt(index))
    return { guild: where.guild, channel, owner: where.private === true ? memberOf(channel, 0) : undefined }
  })
  const last = new Map<Conversation, Planned>()
  const gapMs = overMs / questions
  const followUpPercent = (FOLLOW_UP_PERCENT * questions) / (questions - threads)
  return Array.from({ length: questions }, (_, n) => {
    const atMs = Math.round(n * gapMs) + roll(0, Math.round(gapMs))
    const begun = conversations.slice(0, last.size)
    const free = begun.filter((one) => (last.get(one)?.atMs ?? 0) + BUSY_MS <= atMs)
    const isNew = last.size < threads && (free.length === 0 || last.size * questions <= n * 2 * threads)
    const among = free.length > 0 ? free : begun
    const conversation = isNew ? conversations[last.size] : among[zipf(roll, among.length, 0.3)]
    if (conversation === undefined) throw new Error('there is no such thread')
    const next = { ...planned(roll, conversation, last.get(conversation), followUpPercent), atMs }
    last.set(conversation, next)
    return next
  })
}

const memberOf = (channel: string, nth: number): string =>
  String(BigInt(channel) + 1_000_000n * BigInt(nth + 1))

function planned(
  roll: Dice,
  conversation: Conversation,
  last: Planned | undefined,
  followUpPercent: number,
): Omit<Planned, 'atMs'> {
  const { channel, owner } = conversation
  const member = (nth: number): string => owner ?? memberOf(channel, nth)
  if (last !== undefined && roll(0, 999) < followUpPercent * 10) {
    const followUp = roll(0, followUps.length - 1)
    return {
      conversation,
      member: roll(0, 3) > 0 ? last.member : member(roll(0, MEMBERS_PER_THREAD - 1)),
      text: followUps[followUp] ?? '',
      asks: { kind: 'follow-up', followUp },
      isFirst: false,
      thinksMs: roll(150, 900),
    }
  }
  const opener = byRank[zipf(roll, openers.length, 1)] ?? 0
  const spelling = roll(0, 9) < 7 ? 0 : roll(1, spellings.length - 1)
  const others = Array.from({ length: MEMBERS_PER_THREAD }, (_, nth) => member(nth)).filter(
    (one) => one !== last?.member,
  )
  const isBeside = others.length > 0 && last !== undefined && roll(0, 99) < SIDE_BY_SIDE_PERCENT
  return {
    conversation,
    member:
      (isBeside ? others[roll(0, others.length - 1)] : undefined) ?? member(roll(0, MEMBERS_PER_THREAD - 1)),
    text: spellings[spelling]?.(openers[opener] ?? '') ?? '',
    asks: { kind: 'opener', opener },
    isFirst: last === undefined,
    thinksMs: last === undefined || isBeside ? undefined : roll(150, 900),
  }
}

/** A planned question and what became of it. Times in milliseconds since 1970. */
export interface Seen {
  readonly planned: Planned
  readonly postedAt: number
  readonly firstWordsAt: number | undefined
  readonly wholeAt: number | undefined
  readonly stamp: Stamped | undefined
}

/** A turn that ended so shortly before the next question may or may not have been in its transcript. */
const UNSURE_MS = 300

/**
 * Why an answer is not the right one for its question; undefined when it is.
 *
 * @param others the turns of the same conversation; a follow-up is about the one of them that ended last, and where one
 * ended while it was asked and answered, about either
 */
export function faultOf({ planned: { asks }, ...turn }: Seen, others: readonly Seen[]): string | undefined {
  const { stamp, postedAt, firstWordsAt = postedAt } = turn
  if (stamp === undefined) return 'it is no answer'
  if (asks.kind === 'opener')
    return stamp.followUp === undefined && stamp.opener === asks.opener ? undefined : 'another question'
  if (stamp.followUp !== asks.followUp) return 'another question'
  const ended = others
    .filter((other) => other.wholeAt !== undefined && other.stamp?.answer !== stamp.answer)
    .toSorted((a, b) => (a.wholeAt ?? 0) - (b.wholeAt ?? 0))
  const sure = ended.findLast(({ wholeAt = 0 }) => wholeAt <= postedAt - UNSURE_MS)
  const unsure = ended.filter(({ wholeAt = 0 }) => wholeAt > postedAt - UNSURE_MS && wholeAt <= firstWordsAt)
  return [sure, ...unsure].some((other) => other?.stamp?.opener === stamp.opener)
    ? undefined
    : 'another context'
}

/** Within what an answer may be shown again: the guild, or the conversation of its owner. */
const scopeOf = ({ guild, channel, owner }: Conversation): string =>
  owner === undefined ? guild : `${channel}/${owner}`

/** How many answers of Claude's were seen in more than one guild or private conversation. */
export function crossings(turns: readonly Seen[]): number {
  const scopes = new Map<number, Set<string>>()
  for (const {
    stamp,
    planned: { conversation },
  } of turns) {
    if (stamp === undefined) continue
    const seen = scopes.get(stamp.answer) ?? new Set()
    scopes.set(stamp.answer, seen.add(scopeOf(conversation)))
  }
  return [...scopes.values()].filter(({ size }) => size > 1).length
}

/** Answers to questions of chance, of the asker or of what was said before that were seen in more than one turn. */
export function repeatedInVain(turns: readonly Seen[]): number {
  const answers = turns.flatMap(({ stamp, planned: { asks, text } }) => {
    if (stamp === undefined || asks.kind !== 'opener') return []
    const { alone, chance, asker } = verdictOn(text)
    return !alone || chance || asker ? [stamp.answer] : []
  })
  return answers.length - new Set(answers).size
}

/** Openers that had been asked in the same guild before, however they were spelt. */
export function repeats<T extends Seen>(turns: readonly T[], withinMs: number): readonly T[] {
  const askedAt = new Map<string, number>()
  return turns
    .toSorted((a, b) => a.postedAt - b.postedAt)
    .filter(({ planned: { asks, conversation }, postedAt }) => {
      if (asks.kind !== 'opener') return false
      const key = `${scopeOf(conversation)} ${asks.opener}`
      const before = askedAt.get(key)
      askedAt.set(key, postedAt)
      return before !== undefined && postedAt - before <= withinMs
    })
}
