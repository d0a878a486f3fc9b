/** A thread of a thousand turns: what a turn reads, writes and takes at its tenth and at its thousandth. */

import { ask, type Answered, eventsOf } from './asking.ts'
import { type DoneEvents, numberOf } from '../workload/done-events.ts'
import { nextSnowflake, nextWord, pause, quantile, type Playground } from './playground.ts'
import { cells, ms, say } from './print.ts'

const TURNS = 1_000
/** So many turns are looked at, the tenth or the thousandth in their middle. */
const LOOKED_AT = 5
const AT_MOST_MS = 50_000
/** An answer that needs an edit counts in the channel's budget of 300 a minute, and those that are looked at need some. */
const EDITS_AT_MOST = 220

interface Looked {
  readonly turn: number
  readonly turns: readonly Answered[]
  /** From the interaction until Claude was asked. */
  readonly inMs: readonly number[]
  /** From Claude's first words until they could be read. */
  readonly outMs: readonly number[]
}

export async function longThread(playground: Playground, events: DoneEvents): Promise<void> {
  const channel = nextSnowflake()
  const members = Array.from({ length: 4 }, (_, n) => ({ id: nextSnowflake(), username: `member${n}` }))
  const asked = (prompt: string, word: string, nth: number): Promise<Answered> =>
    ask(playground, { channel, member: members[nth % 4], options: { prompt } }, (text) =>
      text.includes(`end${word}`),
    )
  // Of different beginnings and in turn: what was just talked about is not answered from the cache.
  const cached = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord'].map((name) => `${name}${nextWord()}`)
  for (const word of cached) {
    playground.claude.script(word, [{ say: `A short answer that everybody likes to hear. end${word}` }])
    const opener = await ask(playground, { channel: nextSnowflake(), options: { prompt: word } }, (text) =>
      text.includes(`end${word}`),
    )
    await ended(events, opener)
  }
  // The verdict on each is asked for when its turn has ended.
  await pause(1_000)
  let turn = 0
  let edits = 0

  const look = async (): Promise<Looked> => {
    const turns: Answered[] = []
    const inMs: number[] = []
    const outMs: number[] = []
    const first = turn
    for (let n = 0; n < LOOKED_AT; n += 1) {
      const word = nextWord()
      // Later than the time that Discord is given for the acknowledgement, which would hide what the turn itself takes.
      playground.claude.script(word, [{ say: `This one is new. end${word}`, firstTokenMs: 300 }])
      const one = await asked(`Tell me something about ${word} please`, word, n)
      const [request] = await playground.claude.requests(word)
      turns.push(one)
      if (request?.firstTextAt !== undefined && one.firstWordsMs !== undefined) {
        inMs.push(request.at - one.postedAt)
        outMs.push(one.postedAt + one.firstWordsMs - request.firstTextAt)
      }
      turn += 1
      edits += one.calls
    }
    return { turn: Math.round(first + (LOOKED_AT + 1) / 2), turns, inMs, outMs }
  }

  // One after another: what is asked side by side would be a question in another context for each.
  const grow = async (until: number): Promise<readonly Answered[]> => {
    const grown: Answered[] = []
    const stopAt = Date.now() + AT_MOST_MS
    while (turn < until && Date.now() < stopAt && edits < EDITS_AT_MOST) {
      const again = cached[turn % cached.length] ?? ''
      const one = await asked(again, again, turn)
      await ended(events, one)
      grown.push(one)
      turn += 1
      edits += one.calls
    }
    return grown
  }

  await grow(7)
  const early = await look()
  const grown = await grow(TURNS - 3)
  const late = await look()
  const rows = await Promise.all([early, late].map(async ({ turns }) => eventsOf(events, turns)))
  const median = (at: number, name: string): string => {
    const values = (rows[at] ?? []).flatMap((event) => numberOf(event, name) ?? [])
    return values.length === 0 ? 'not told' : String(quantile(values, 0.5))
  }
  say(`\nA long thread, grown with cached answers (medians of ${LOOKED_AT} turns that Claude answered)`)
  say(
    cells('', 'rows read', 'rows written', 'KB held', 'prompt tokens', 'until asked', 'until shown', 'lost'),
  )
  for (const [at, { turn: nth, turns, inMs, outMs }] of [early, late].entries()) {
    const held = median(at, 'held_bytes')
    const prompt = (rows[at] ?? []).map((event) =>
      ['in_tok', 'cache_write_tok', 'cache_read_tok'].reduce(
        (sum, name) => sum + (numberOf(event, name) ?? 0),
        0,
      ),
    )
    say(
      cells(
        `turn ${nth}`,
        median(at, 'rows_read'),
        median(at, 'rows_written'),
        held === 'not told' ? held : String(Math.round(Number(held) / 1_024)),
        String(quantile(prompt, 0.5)),
        ms(quantile(inMs, 0.5)),
        ms(quantile(outMs, 0.5)),
        String(turns.filter(({ wholeMs }) => wholeMs === undefined).length),
      ),
    )
  }
  say(
    cells(
      'a cached answer, p50 to visible',
      `first ${visible(grown.slice(0, 40))}`,
      `last ${visible(grown.slice(-40))}`,
      `${grown.filter(({ wholeMs }) => wholeMs === undefined).length} lost`,
    ),
  )
  if (turn < TURNS)
    say(
      `  The thread stops at turn ${turn}, with ${edits} edits: time, or what a channel allows, is used up.`,
    )
}

/** A turn ends some milliseconds after its answer can be read, and nobody asks the next question within those. */
async function ended(events: DoneEvents, { id }: Answered): Promise<void> {
  for (let n = 0; n < 100 && events.of(id) === undefined; n += 1) await pause(3)
}

const visible = (some: readonly Answered[]): string =>
  ms(
    quantile(
      some.flatMap(({ firstWordsMs }) => firstWordsMs ?? []),
      0.5,
    ),
  )
