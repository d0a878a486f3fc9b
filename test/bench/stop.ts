/** The bench of Stop: how soon after a press Claude's stream is closed and the last edit stands, and what a stop costs. */

import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { doneEvents, type Fields, numberOf } from '../workload/done-events.ts'
import { prose } from '../workload/prose.ts'
import {
  nextSnowflake,
  nextWord,
  pause,
  post,
  type Playground,
  quantile,
  startPlayground,
} from './playground.ts'
import { pressStop } from './press.ts'
import { cells, ms, say, whole } from './print.ts'

const TURNS = 60

const ANSWER = { say: prose(6_000), firstTokenMs: 200, tokensPerSecond: 60 } as const

interface Stopped {
  readonly id: string
  /** From the press. */
  readonly answeredMs: number
  readonly closedMs: number
  readonly lastEditMs: number
}

export async function stopPart(): Promise<void> {
  const events = doneEvents()
  const playground = await startPlayground({}, undefined, events.onLog)
  try {
    const stopped: Stopped[] = []
    for (let n = 0; n < TURNS; n += 1) stopped.push(await stoppedTurn(playground, 300 + 130 * (n % 4)))
    const heardOut: string[] = []
    for (let n = 0; n < 8; n += 1) heardOut.push(await wholeTurn(playground))
    await pause(500)
    print(stopped)
    const fields = (ids: readonly string[]): readonly Fields[] =>
      ids.map((id) => events.of(id)).filter((event) => event !== undefined)
    printCost(fields(stopped.map(({ id }) => id)), fields(heardOut))
  } finally {
    await playground.close()
  }
}

async function ask({ discord, bot }: Playground, word: string, channel: string) {
  const made = await discord.interact({
    channel,
    member: { id: nextSnowflake(), username: 'bench' },
    options: { prompt: word },
  })
  await post(discord, bot.url, made)
  return made
}

/** Stops an answer so long after its first words. */
async function stoppedTurn(playground: Playground, afterMs: number): Promise<Stopped> {
  const [word, channel] = [nextWord(), nextSnowflake()]
  playground.claude.script(word, [ANSWER])
  const made = await ask(playground, word, channel)
  const { discord, claude } = playground
  const shown = (): string => discord.reply(made.token).messages[0]?.content ?? ''
  while (withoutGrowingMark(shown()) === shown()) await pause(10)
  await pause(afterMs)
  const pressedAt = Date.now()
  const answeredMs = await pressStop(playground, made, { channel })
  while (!shown().includes('Stopped by')) await pause(5)
  let [call] = await claude.requests(word)
  while (call?.abortedAt === undefined) {
    await pause(5)
    call = (await claude.requests(word))[0]
  }
  const lastAt = discord.reply(made.token).calls.at(-1)?.at ?? Number.NaN
  return { id: made.id, answeredMs, closedMs: call.abortedAt - pressedAt, lastEditMs: lastAt - pressedAt }
}

/** One that nobody stops, as long as a stopped one has become. */
async function wholeTurn(playground: Playground): Promise<string> {
  const word = nextWord()
  playground.claude.script(word, [{ ...ANSWER, say: prose(120) }])
  const made = await ask(playground, word, nextSnowflake())
  const text = (): string => playground.discord.reply(made.token).messages[0]?.content ?? ''
  while (text() === '' || withoutGrowingMark(text()) !== text()) await pause(10)
  return made.id
}

function print(stopped: readonly Stopped[]): void {
  say(`\nStop: ${stopped.length} answers, one after another (Claude: 200 ms, then 60 tokens/s)`)
  say(cells('from the press', 'p50', 'p95', 'most'))
  for (const [name, times] of [
    ['the press is answered', stopped.map(({ answeredMs }) => answeredMs)],
    ['Claude’s stream is closed', stopped.map(({ closedMs }) => closedMs)],
    ['the last edit arrives', stopped.map(({ lastEditMs }) => lastEditMs)],
  ] as const)
    say(cells(name, ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), ms(Math.max(...times))))
}

function printCost(stopped: readonly Fields[], heardOut: readonly Fields[]): void {
  say(cells('a turn (p50)', 'rows written', 'edits'))
  for (const [name, turns] of [
    [`stopped (${stopped.length})`, stopped],
    [`whole, of two edits (${heardOut.length})`, heardOut],
  ] as const)
    say(cells(name, median(turns, 'rows_written'), median(turns, 'edits')))
}

const median = (turns: readonly Fields[], name: string): string =>
  whole(
    quantile(
      turns.map((turn) => numberOf(turn, name)).filter((value) => value !== undefined),
      0.5,
    ),
  )
