/** Plays a busy stretch through the bot and prints what it was like: 500 questions over 60 threads of one guild. */

import { ask, eventsOf, type Answered } from './asking.ts'
import { type DoneEvents, type Fields, numberOf } from '../workload/done-events.ts'
import { nextSnowflake, pause, quantile, type Playground } from './playground.ts'
import { cells, ms, percent, ratio, say, whole } from './print.ts'
import { stampedClaude, stampIn, verdictOn } from '../workload/questions.ts'
import { countSeen, wordsOf } from './timeline.ts'
import {
  crossings,
  faultOf,
  type Planned,
  plan,
  repeatedInVain,
  repeats,
  type Seen,
} from '../workload/workload.ts'

interface Turn extends Seen {
  readonly answered: Answered
}

const OVER_MS = 62_000
const GUILD = '290000000000000001'
const OTHER_GUILD = '290000000000000002'
/** The bot's own default; nothing of the stretch is older than that. */
const TTL_MS = 600_000

/** What a token costs, in tokens that are not cached. Source: Claude API, Prompt caching, "Pricing". */
const PRICE = { in_tok: 1, cache_write_tok: 1.25, cache_read_tok: 0.1 } as const

export async function mixedWorkload(
  playground: Playground,
  events: DoneEvents,
  pace: { readonly firstTokenMs: number; readonly tokensPerSecond: number },
): Promise<void> {
  const { talk, said } = stampedClaude(pace)
  playground.claude.answerBy(talk)
  playground.claude.judgeBy(verdictOn, pace)
  const firstChannel = BigInt(nextSnowflake())
  const shape = { seed: 'a busy stretch', guild: GUILD, questions: 500, threads: 60, overMs: OVER_MS }
  const beside = { overMs: OVER_MS, questions: 40, threads: 5 }
  const planned = [
    ...plan({ ...shape, firstChannel }),
    ...plan({ ...beside, seed: 'another guild', guild: OTHER_GUILD, firstChannel: firstChannel + 100n }),
    ...plan({
      ...beside,
      seed: 'in private',
      guild: GUILD,
      firstChannel: firstChannel + 200n,
      private: true,
    }),
  ]
  const load: number[] = []
  const all = await play(playground, planned, said, load)
  const turns = all.slice(0, shape.questions)
  const done = await eventsOf(
    events,
    turns.map(({ answered }) => answered),
  )
  say(
    '\nA busy stretch: 500 questions over 60 threads of one guild, 120 openers in five languages (Zipf), 40 % follow-ups; 80 more in another guild and in private',
  )
  say(cells('questions at once', `mean ${whole(mean(load))}`, `most ${Math.max(...load)}`))
  reuse(turns, done)
  paid(done)
  waited(turns, done)
  promises(playground, all, said, turns.length - done.length)
}

/** Every question at its time; the turns in the order of the plan. */
async function play(
  playground: Playground,
  planned: readonly Planned[],
  said: ReadonlyMap<number, string>,
  load: number[],
): Promise<readonly Turn[]> {
  const began = Date.now()
  const latest = new Map<string, Promise<unknown>>()
  let open = 0
  const one = async (next: Planned, before: Promise<unknown>): Promise<Turn> => {
    await pause(began + next.atMs - Date.now())
    if (next.thinksMs !== undefined) {
      await before
      await pause(next.thinksMs)
    }
    open += 1
    load.push(open)
    const { guild, channel, owner } = next.conversation
    const member = { id: next.member, username: `member${next.member.slice(-6)}` }
    const options = { prompt: next.text, ...(owner === undefined ? {} : { private: true }) }
    const answered = await ask(playground, { guild, channel, member, options }, isWhole)
    open -= 1
    return seen(next, answered, said)
  }
  return Promise.all(
    planned.map((next) => {
      const { channel, owner = '' } = next.conversation
      const key = `${channel}/${owner}`
      const before = latest.get(key) ?? Promise.resolve()
      const turn = one(next, before)
      latest.set(key, Promise.all([before, turn]))
      return turn
    }),
  )
}

/** Whether a text has the last word of the answer that it begins with. */
const isWhole = (text: string): boolean => {
  const stamp = stampIn(text)
  return stamp !== undefined && text.includes(`end${stamp.answer}`)
}

function seen(planned: Planned, answered: Answered, said: ReadonlyMap<number, string>): Turn {
  const { postedAt, firstWordsMs, wholeMs, text } = answered
  const stamp = stampIn(text)
  const words = wordsOf(said.get(stamp?.answer ?? 0) ?? '')
  const isAllThere = words.length > 0 && countSeen(words, text) === words.join('').length
  return {
    planned,
    answered,
    postedAt,
    firstWordsAt: firstWordsMs === undefined ? undefined : postedAt + firstWordsMs,
    wholeAt: isAllThere && wholeMs !== undefined ? postedAt + wholeMs : undefined,
    stamp,
  }
}

const isShared = (event: Fields | undefined): boolean =>
  event?.['cache'] === 'hit' || event?.['cache'] === 'joined'

function reuse(turns: readonly Turn[], done: readonly Fields[]): void {
  const byTurn = new Map(done.map((event) => [event['turn'], event]))
  const again = repeats(turns, TTL_MS)
  const shared = (some: readonly Turn[]): number =>
    some.filter(({ answered }) => isShared(byTurn.get(answered.id))).length
  const followUps = turns.filter(({ planned }) => planned.asks.kind === 'follow-up')
  const reused = done.filter(({ session }) => session === 'reused').length
  say(cells('session reused (aim > 80 %)', percent(reused, done.length), `${done.length - reused} opened`))
  say(cells('answered by a cached answer', percent(shared(turns), turns.length), `of ${turns.length}`))
  const starts = again.filter(({ planned }) => planned.isFirst)
  say(cells('openers asked again', percent(shared(again), again.length), `of ${again.length}`))
  say(cells('  at the start (aim > 20 %)', percent(shared(starts), starts.length), `of ${starts.length}`))
  say(cells('follow-ups', percent(shared(followUps), followUps.length), `of ${followUps.length}`))
  const uses = counted(done.map(({ cache, cache_why: why }) => [cache, why].filter(Boolean).join(': ')))
  say(cells('cache, and why not', uses))
}

const counted = (values: readonly string[]): string =>
  [...new Set(values)]
    .map((value): [string, number] => [value, values.filter((other) => other === value).length])
    .toSorted(([, a], [, b]) => b - a)
    .map(([value, count]) => `${value} ${count}`)
    .join('   ')

const tokens = (some: readonly Fields[], name: keyof typeof PRICE): number =>
  mean(some.map((event) => numberOf(event, name) ?? 0))

const prompt = (some: readonly Fields[]): number =>
  tokens(some, 'in_tok') + tokens(some, 'cache_write_tok') + tokens(some, 'cache_read_tok')

const cost = (some: readonly Fields[]): number =>
  tokens(some, 'in_tok') * PRICE.in_tok +
  tokens(some, 'cache_write_tok') * PRICE.cache_write_tok +
  tokens(some, 'cache_read_tok') * PRICE.cache_read_tok

const full = (some: readonly Fields[]): number => tokens(some, 'in_tok') + tokens(some, 'cache_write_tok')

/** Of the turns that Claude answered. A bot that caches nothing sends the same tokens, all of them at the full price. */
function paid(done: readonly Fields[]): void {
  const asked = done.filter((event) => (numberOf(event, 'claude_calls') ?? 0) > 0)
  say(
    cells(
      'input tokens per turn by Claude',
      'prompt',
      'not cached',
      'of it written',
      'read',
      'cost',
      'uncached bot',
    ),
  )
  for (const [name, some] of [
    [`all (${asked.length})`, asked],
    ['the first of a thread', asked.filter(({ session }) => session === 'new')],
    ['later ones', asked.filter(({ session }) => session === 'reused')],
  ] as const)
    say(
      cells(
        `  ${name}`,
        whole(prompt(some)),
        whole(full(some)),
        whole(tokens(some, 'cache_write_tok')),
        whole(tokens(some, 'cache_read_tok')),
        whole(cost(some)),
        `${ratio(prompt(some) / Math.max(1, full(some)))} tokens`,
        `${ratio(prompt(some) / Math.max(1, cost(some)))} cost`,
      ),
    )
  // A turn with a cached answer costs no input, and the uncached bot would pay a prompt of about the mean for it.
  const perQuestion = (cost(asked) * asked.length) / Math.max(1, done.length)
  say(
    cells(
      '  per question, cached answers too',
      '',
      '',
      '',
      '',
      whole(perQuestion),
      '',
      `${ratio(prompt(asked) / Math.max(1, perQuestion))} cost`,
    ),
  )
}

function waited(turns: readonly Turn[], done: readonly Fields[]): void {
  const byTurn = new Map(done.map((event) => [event['turn'], event]))
  const isHit = ({ answered }: Turn): boolean => isShared(byTurn.get(answered.id))
  say(cells('from the interaction', 'words p50', 'p95', 'whole p50', 'p95', 'turns'))
  for (const [name, some] of [
    ['all', turns],
    ['cached answers', turns.filter(isHit)],
    ["Claude's", turns.filter((turn) => !isHit(turn))],
  ] as const)
    say(
      cells(
        `  ${name}`,
        ...(['firstWordsMs', 'wholeMs'] as const).flatMap((what) =>
          [0.5, 0.95].map((share) =>
            ms(
              quantile(
                some.flatMap(({ answered }) => answered[what] ?? []),
                share,
              ),
            ),
          ),
        ),
        String(some.length),
      ),
    )
}

function promises(
  playground: Playground,
  all: readonly Turn[],
  said: ReadonlyMap<number, string>,
  silent: number,
): void {
  const faults = all.flatMap((turn) => {
    const others = all.filter(({ planned }) => planned.conversation === turn.planned.conversation)
    return faultOf(turn, others) ?? []
  })
  const lost = all.filter(({ wholeAt }) => wholeAt === undefined).length
  const refused = all.reduce((sum, { answered }) => sum + answered.refused, 0)
  say(
    cells(
      'aim: none',
      `${lost} lost`,
      `${refused} × 429`,
      `${faults.length} wrong`,
      `${crossings(all)} crossed`,
      `${repeatedInVain(all)} repeated in vain`,
      `${playground.discord.violations().length} offences`,
      `${silent} unreported`,
    ),
  )
  for (const text of new Set(faults)) say(cells(`  wrong: ${text}`))
  for (const { rule } of playground.discord.violations().slice(0, 5)) say(cells(`  offence: ${rule}`))
  say(cells('answers by Claude', `${said.size} of ${all.length}`))
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
