/** The crash matrix: the runtime is killed at every step of a turn and started again, and every answer has to be whole, once. */

import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { isRecord } from '../../src/json.ts'
import type { Cell, Struck } from './crash-cell.ts'
import { afterFinalEdit, cells, justAccepted } from './crash-cells.ts'
import { duringAnEffect } from './crash-cells-of-tools.ts'
import { type DoneEvents, doneEvents } from '../workload/done-events.ts'
import { type Lives, startLives } from './lives.ts'
import { nextSnowflake, nextWord, pause, post } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { say } from './print.ts'
import { answerIn, difference, said, postedText } from './posted.ts'
import { verdict } from './verdict.ts'

/** A tool that reads the channel needs both; the rest of the bot needs neither. */
const SETTINGS = {
  DISCORD_TOKEN: 'bot-token-of-the-playground.long-enough.to-be-one',
  READ_CHANNEL: 'everyone',
}

/** Ten seconds until a turn is taken up, and as long again for what it says, on a machine with other things to do. */
const WHOLE_WITHIN_MS = 60_000

/** A life that has said nothing new by then will not. */
const NEWS_WITHIN_MS = 25_000

/** Nothing more may come after this: a second edit, a second message, a second report. */
const QUIET_MS = 2_000

/** So long at most until the alarm of a thread takes its turns up, and a little more. */
const TAKEN_UP_WITHIN_MS = 15_000

/** @param kills how often the longest turn is killed; at least 2 */
export async function crashMatrix(kills = 10): Promise<void> {
  const events = doneEvents()
  const lives = await startLives(SETTINGS, events.onLog)
  try {
    say('\nCrash matrix: SIGKILL of the runtime, started again over the same storage')
    say(head)
    await play(lives, events, kills)
  } finally {
    await lives.close()
  }
}

/** One crash strikes many turns, each at a step of its own; one turn is struck by all of them. */
async function play(lives: Lives, events: DoneEvents, kills: number): Promise<void> {
  const long = await longTurn(lives, kills)
  let turns = 1
  let killedAt = 0
  for (let kill = 1; kill <= kills; kill += 1) {
    await long.hasNews()
    const reached: Reached[] =
      kill === 1
        ? await Promise.all(cells().map(async (cell) => ({ cell, struck: await cell.reach(lives) })))
        : []
    // The last moment belongs to the last of these.
    const lastMoment = kill === 1 ? [duringAnEffect, justAccepted] : kill === 2 ? [afterFinalEdit] : []
    for (const cell of lastMoment) reached.push({ cell, struck: await cell.reach(lives) })
    lives.kill()
    killedAt = Date.now()
    for (const { cell, struck } of reached) cell.mend?.(lives, struck)
    await lives.restart()
    turns += reached.flatMap(({ struck }) => struck).length
    await lookAt(lives, events, kill === kills ? [...reached, long] : reached, killedAt)
  }
  await counted(lives, turns)
}

interface Reached {
  readonly cell: Pick<Cell, 'step'> & Partial<Cell>
  readonly struck: readonly Struck[]
}

async function lookAt(
  lives: Lives,
  events: DoneEvents,
  reached: readonly Reached[],
  killedAt: number,
): Promise<void> {
  const seen = reached.flatMap(({ cell: { step }, struck: all }) => all.map((struck) => ({ step, struck })))
  await Promise.all(seen.map(({ struck }) => untilOver(lives, events, struck, killedAt)))
  if (seen.length > 0) await pause(QUIET_MS)
  for (const { step, struck } of seen) await judge(lives, events, step, struck, killedAt)
}

/** Until the answer is whole and its turn has been reported: what is whole may be taken up all the same. */
async function untilOver(lives: Lives, events: DoneEvents, struck: Struck, killedAt: number): Promise<void> {
  const over = (): boolean => {
    const isReported = events.times(struck.id) > 0 || Date.now() - killedAt > TAKEN_UP_WITHIN_MS
    return isReported && isWhole(lives, struck)
  }
  while (!over() && Date.now() - killedAt < WHOLE_WITHIN_MS) await pause(50)
}

/** The next life needs longer than this to make its first call. */
const NEXT_LIFE_AFTER_MS = 1_000

/**
 * The rules that were broken. A call that reaches Discord after the kill was sent before it, and nobody lives to read the
 * answer. The next life cannot know of that edit, so it rightly makes it once more.
 */
function brokenRules(
  { calls, violations }: ReturnType<Lives['discord']['reply']>,
  killedAt: number,
): readonly string[] {
  const isUnanswered = calls.some(
    ({ kind, at }) => kind === 'edit' && at >= killedAt && at < killedAt + NEXT_LIFE_AFTER_MS,
  )
  return violations
    .map(({ rule }) => rule)
    .filter((rule) => !(isUnanswered && rule.startsWith('an edit that changes nothing')))
}

/** What a reader has of the answer: the messages, or the file that stands for all of it. */
const postedOf = (lives: Lives, { token, asFile }: Struck): string =>
  asFile === true
    ? lives.discord
        .reply(token)
        .messages.flatMap(({ attachments }) => attachments.map(({ text }) => text ?? ''))
        .join('')
    : postedText(lives, token)

const isWhole = (lives: Lives, struck: Struck): boolean => said(postedOf(lives, struck)) === said(struck.text)

/** The text between fences, byte for byte: what words alone do not tell. */
const codeIn = (text: string): string =>
  [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code).join('')

async function wrongs(
  lives: Lives,
  events: DoneEvents,
  struck: Struck,
  calls: number,
  killedAt: number,
): Promise<readonly string[]> {
  const reply = lives.discord.reply(struck.token)
  const standing = reply.messages.filter(({ deleted }) => !deleted)
  const messages = answerIn(standing)
  const reports = events.times(struck.id)
  const also = await struck.alsoWrong?.()
  const [least, most] = struck.calls
  return [
    ...(isWhole(lives, struck)
      ? []
      : [`not the whole answer: ${difference(postedOf(lives, struck), struck.text)}`]),
    ...(hasFences(struck.text) && codeIn(postedText(lives, struck.token)) !== codeIn(struck.text)
      ? ['the code is not the same']
      : []),
    ...(messages.some(({ content }) => (content.match(/^```/gm) ?? []).length % 2 === 1)
      ? ['an open fence']
      : []),
    ...(messages.some(({ content }) => withoutGrowingMark(content) !== content)
      ? ['it says that it still grows']
      : []),
    ...(messages.length === struck.messages ? [] : [`${struck.messages} messages expected`]),
    ...(standing.length === reply.messages.length ? [] : ['a message was deleted']),
    ...(standing.length - messages.length <= 1 ? [] : ['told twice of its end']),
    ...brokenRules(reply, killedAt),
    ...(reports === 1 || (reports === 0 && struck.mayGoUnreported === true)
      ? []
      : [`reported ${reports} times`]),
    ...(calls >= least && calls <= most ? [] : [`${least} to ${most} calls to Claude expected`]),
    ...(also === undefined ? [] : [also]),
  ]
}

/** The most that one edit took away of what stood in its message; it is there again in the end. */
function takenBack({ messages }: ReturnType<Lives['discord']['reply']>): number {
  const losses = messages.flatMap(({ edits }) =>
    edits.map(({ content }, n) => said(edits[n - 1]?.content ?? '').length - said(content).length),
  )
  return Math.max(0, ...losses)
}

/** A table is shown as a block of code; only code is compared byte for byte. */
const hasFences = (text: string): boolean => text.includes('```')

async function judge(
  lives: Lives,
  events: DoneEvents,
  step: string,
  struck: Struck,
  killedAt: number,
): Promise<void> {
  const calls = (await lives.claude.requests(struck.word)).length
  const wrong = await wrongs(lives, events, struck, calls, killedAt)
  const { messages, calls: made } = lives.discord.reply(struck.token)
  const lastAt = made.findLast(({ status = 0, kind }) => status === 200 && kind !== 'get')?.at ?? killedAt
  const took = `${(Math.max(0, lastAt - killedAt) / 1_000).toFixed(1)} s`
  verdict(
    step,
    wrong.length === 0,
    row(
      isWhole(lives, struck) ? took : 'never',
      messages.length,
      calls,
      events.times(struck.id),
      takenBack(lives.discord.reply(struck.token)),
      wrong.join('; '),
    ),
  )
}

const row = (...values: readonly (string | number)[]): string =>
  values
    .map((value, n) => (n === values.length - 1 ? `  ${value}` : String(value).padStart(9)))
    .join('')
    .trimEnd()

const head = `      ${'killed'.padEnd(58)} ${row('whole in', 'messages', 'Claude', 'reports', 'back', '')}`

interface LongTurn extends Reached {
  /** Waits until this life has said something new; a turn without news would rightly be given up. */
  readonly hasNews: () => Promise<void>
}

/** One answer over all lives: each of them says some of it, and then waits for its end. */
async function longTurn(lives: Lives, kills: number): Promise<LongTurn> {
  const [characters, messages] = kills > 2 ? [4_600, 3] : [2_400, 2]
  const text = prose(characters)
  const word = nextWord()
  const eachLife = Math.floor((characters - 600) / kills)
  // Slower than edits, so that what is seen is not far ahead of what is written down, from where the next life goes on.
  const life = { say: text, continues: true, tokensPerSecond: 120 } as const
  lives.claude.script(word, [
    ...Array.from({ length: kills }, () => ({ ...life, hold: true as const, holdAfterChars: eachLife })),
    life,
  ])
  const made = await lives.discord.interact({ channel: nextSnowflake(), options: { prompt: word } })
  await post(lives.discord, lives.bot.url, made)
  let seen = 0
  let silent = 0
  const alsoWrong = async (): Promise<string | undefined> =>
    silent === 0 ? undefined : `${silent} lives that said nothing new`
  const struck: Struck = { ...made, word, text, messages, calls: [kills + 1, kills + 1], alsoWrong }
  return {
    cell: { step: `killed ${kills} times while it answers` },
    struck: [struck],
    async hasNews() {
      const giveUpAt = Date.now() + NEWS_WITHIN_MS
      while (readable(lives, struck) < seen + eachLife / 6 && Date.now() < giveUpAt) await pause(20)
      if (readable(lives, struck) < seen + eachLife / 6) silent += 1
      seen = Math.max(seen, readable(lives, struck))
    },
  }
}

const readable = (lives: Lives, { token }: Struck): number => said(postedText(lives, token)).length

/** The figures of all turns, after all these lives. */
async function counted(lives: Lives, turns: number): Promise<void> {
  const response = await fetch(`${lives.bot.url}/health`)
  const health: unknown = await response.json()
  const figures = isRecord(health) ? health['performance'] : undefined
  const found = isRecord(figures) ? figures['turns'] : undefined
  verdict('every turn is counted once in /health', found === turns, `${String(found)} of ${turns}`)
}
