/** Many turns at once: many busy threads, a crowd in one thread, too few sessions, a slow Claude, a slow Discord. */

import { sentence } from '../../src/sentences/sentences.ts'
import { ask, type Answered } from './asking.ts'
import { doneEvents } from '../workload/done-events.ts'
import { nextSnowflake, nextWord, pause, quantile, type Playground, startPlayground } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { memoryDuring } from './memory.ts'
import { ms, say } from './print.ts'
import { verdict } from './verdict.ts'

export interface LoadSize {
  readonly turns: number
  readonly threads: number
  readonly atOnce: number
  /** Members of one thread who ask at the same time. */
  readonly crowd: number
  readonly slowFirstTokenMs: number
}

export const WHOLE_LOAD: LoadSize = {
  turns: 1_000,
  threads: 300,
  atOnce: 100,
  crowd: 50,
  slowFirstTokenMs: 25_000,
}

export const SHORT_LOAD: LoadSize = {
  turns: 90,
  threads: 30,
  atOnce: 30,
  crowd: 16,
  slowFirstTokenMs: 4_000,
}

/** As an operator would who expects so many answers at once. Time is compressed here, and so is the channel's minute. */
const SETTINGS = { MAX_SESSIONS: '400', CHANNEL_EDITS_PER_MINUTE: '300', CACHE: 'off' }

const PACE = { firstTokenMs: 300, tokensPerSecond: 100, chunkChars: 24 } as const

/** Beyond the first token; what is not whole by then never will be. */
const GIVE_UP_MS = 90_000

export async function load(size: LoadSize): Promise<void> {
  say('\nLoad')
  await onStage(SETTINGS, async (playground) => {
    await manyThreads(playground, size)
    await Promise.all([crowd(playground, size), slowDiscord(playground)])
    await slowClaude(playground, size)
  })
  await onStage({ ...SETTINGS, MAX_SESSIONS: '5' }, fewSessions)
}

async function onStage(
  settings: Readonly<Record<string, string>>,
  work: (playground: Playground) => Promise<void>,
): Promise<void> {
  const events = doneEvents()
  const playground = await startPlayground(settings, undefined, events.onLog)
  try {
    await work(playground)
    const broken = playground.discord.violations()
    verdict(
      "Discord's rules, over all of these",
      broken.length === 0,
      `${broken.length} broken ${[...new Set(broken.map(({ rule }) => rule))].join('; ')}`,
    )
  } finally {
    await playground.close()
  }
}

interface Asking {
  readonly channel?: string
  readonly member?: string
  readonly characters?: number
  readonly firstTokenMs?: number
  readonly latencyMs?: number
}

/** How a question ended: with all of the answer, with a sentence of ours instead, or with nothing. */
interface Ended extends Answered {
  readonly end: 'whole' | 'sentence' | 'nothing'
}

async function question(playground: Playground, asking: Asking = {}): Promise<Ended> {
  const { channel = nextSnowflake(), member = nextSnowflake(), characters = 300, latencyMs = 0 } = asking
  const { firstTokenMs = PACE.firstTokenMs } = asking
  const word = nextWord()
  playground.claude.script(word, [{ say: `${prose(characters)} end${word}`, ...PACE, firstTokenMs }])
  const isWhole = (text: string): boolean => text.includes(`end${word}`)
  const answered = await ask(
    playground,
    { channel, member: { id: member, username: 'soak' }, options: { prompt: word }, script: { latencyMs } },
    (text) => isWhole(text) || isRefusal(text),
    GIVE_UP_MS + firstTokenMs,
  )
  const end = isWhole(answered.text) ? 'whole' : isRefusal(answered.text) ? 'sentence' : 'nothing'
  return { ...answered, end }
}

/** Small print and half an answer are no sentence in the place of an answer. */
const REFUSALS = [sentence('too many waiting', 'en')]

const isRefusal = (text: string): boolean => REFUSALS.some((refusal) => text.startsWith(refusal))

const countOf = (turns: readonly Ended[], end: Ended['end']): number =>
  turns.filter((turn) => turn.end === end).length

const refusals = (turns: readonly Answered[]): number => turns.reduce((sum, { refused }) => sum + refused, 0)

function times(turns: readonly Answered[]): string {
  const parts = (['firstWordsMs', 'wholeMs'] as const).map((what) => {
    const values = turns.flatMap((turn) => turn[what] ?? [])
    return `${what === 'wholeMs' ? 'whole' : 'words'} ${ms(quantile(values, 0.5))} (p95 ${ms(quantile(values, 0.95))})`
  })
  const acks = turns.map(({ ackMs }) => ackMs)
  const late = acks.filter((took) => took > 3_000).length
  const answered = `first response p95 ${ms(quantile(acks, 0.95))}${late === 0 ? '' : ` (${late} too late)`}`
  return `${answered}, ${parts.join(', ')}, ${refusals(turns)} × 429`
}

const isClean = (turns: readonly Ended[]): boolean =>
  countOf(turns, 'whole') === turns.length && refusals(turns) === 0

/** A hundred in one instant would only measure how long this one processor opens new databases. */
const ONE_AFTER_ANOTHER_MS = 40

/** So many ask at once, once all have come; an answer makes room for the next question. */
async function inTurn<T>(
  count: number,
  atOnce: number,
  one: (n: number) => Promise<T>,
): Promise<readonly T[]> {
  const done: T[] = []
  let next = 0
  const member = async (nth: number): Promise<void> => {
    await pause(nth * ONE_AFTER_ANOTHER_MS)
    while (next < count) {
      next += 1
      done.push(await one(next - 1))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, nth) => member(nth)))
  return done
}

/**
 * Measured: 2 to 3 MiB for each thread that is in memory, most of it the runtime's own (a database each). More would be
 * something of ours that grows.
 */
const MIB_PER_THREAD = 4

/** What an answer leaves behind must not add up: a second helping over the same threads finds the memory it needs. */
const GROWS_AT_MOST = 1.25

async function manyThreads(
  playground: Playground,
  { turns: count, threads, atOnce }: LoadSize,
): Promise<void> {
  // A member for each thread: members have an object each, too, and the second helping is of the same.
  const conversations = Array.from({ length: threads }, () => ({
    channel: nextSnowflake(),
    member: nextSnowflake(),
  }))
  const began = Date.now()
  const half = () =>
    memoryDuring(
      () =>
        inTurn(count / 2, atOnce, (n) =>
          question(playground, { ...conversations[n % threads], characters: 120 + ((n * 37) % 700) }),
        ),
      1_000,
    )
  const first = await half()
  const second = await half()
  const turns = [...first.value, ...second.value]
  const seconds = Math.round((Date.now() - began) / 1_000)
  verdict(
    `${count} turns over ${threads} threads, ${atOnce} at once`,
    isClean(turns),
    `${countOf(turns, 'whole')} whole in ${seconds} s, ${times(turns)}`,
  )
  const [before, peak] = [first.memory.before, Math.max(first.memory.peak, second.memory.peak)]
  verdict(
    'memory of the runtime',
    peak - before < threads * MIB_PER_THREAD && second.memory.after < first.memory.after * GROWS_AT_MOST,
    `${before} MiB before, ${first.memory.after} after half of them, ${peak} at most, ${second.memory.after} after`,
  )
}

/** Four answer at a time; the others see their place. Some more than may wait are told so. */
async function crowd(playground: Playground, { crowd: members }: LoadSize): Promise<void> {
  const channel = nextSnowflake()
  const tooMany = members >= 50 ? 10 : 0
  const turns = await Promise.all(
    Array.from({ length: members + tooMany }, () => question(playground, { channel, characters: 120 })),
  )
  verdict(
    `${members + tooMany} members of one thread ask at once`,
    countOf(turns, 'whole') >= members && countOf(turns, 'nothing') === 0 && refusals(turns) === 0,
    `${countOf(turns, 'whole')} answers, ${countOf(turns, 'sentence')} were told to ask later, ${times(turns)}`,
  )
}

const FAST = 24

const median = (turns: readonly Answered[]): number =>
  quantile(
    turns.flatMap(({ wholeMs }) => wholeMs ?? []),
    0.5,
  )

/** Fast answers alone, and beside others whose first token takes long. */
async function slowClaude(playground: Playground, { slowFirstTokenMs }: LoadSize): Promise<void> {
  const fast = (): Promise<readonly Ended[]> => inTurn(FAST, 8, () => question(playground))
  const alone = await fast()
  const slow = Promise.all(
    Array.from({ length: 20 }, () => question(playground, { firstTokenMs: slowFirstTokenMs })),
  )
  const beside = await fast()
  const slowOnes = await slow
  const slower = median(beside) / median(alone)
  verdict(
    `20 answers that take ${slowFirstTokenMs / 1_000} s to begin`,
    isClean(slowOnes),
    `${countOf(slowOnes, 'whole')} whole, ${times(slowOnes)}`,
  )
  verdict(
    'fast answers beside them',
    isClean(beside) && slower < 1.5,
    `${ms(median(beside))}, alone ${ms(median(alone))}: ${slower.toFixed(2)}×`,
  )
}

const callsOf = (turns: readonly Answered[]): number => turns.reduce((sum, { calls }) => sum + calls, 0)

/** Longer than the usual gap between two edits, and shorter than what is taken for a hang. */
const SLOW_CALL_MS = 3_000

/** Each call takes so long that only every second or so of the usual ones fits. */
async function slowDiscord(playground: Playground): Promise<void> {
  const asked = (latencyMs: number): Promise<readonly Ended[]> =>
    inTurn(10, 10, () => question(playground, { latencyMs, characters: 1_500 }))
  const [usual, slow] = [await asked(0), await asked(SLOW_CALL_MS)]
  verdict(
    `a Discord that takes ${SLOW_CALL_MS / 1_000} s for each call`,
    isClean(slow) && callsOf(slow) < callsOf(usual),
    `${countOf(slow, 'whole')} of 10 whole, ${callsOf(slow)} calls where it is usually ${callsOf(usual)}, ${times(slow)}`,
  )
}

/** More threads ask at once than may have a session; those that wait start by themselves. */
async function fewSessions(playground: Playground): Promise<void> {
  const turns = await Promise.all(Array.from({ length: 20 }, () => question(playground)))
  verdict(
    '20 threads ask at once, 5 sessions allowed',
    countOf(turns, 'whole') === turns.length && refusals(turns) === 0,
    `${countOf(turns, 'whole')} answers, ${countOf(turns, 'nothing')} without a word, ${times(turns)}`,
  )
}
