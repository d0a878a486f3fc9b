/** The steps of a turn at which a crash may come: how a turn is brought there, and what has to be there in the end. */

import type { Answer } from '../../src/playground/claude/answer.ts'
import { isRecord } from '../../src/json.ts'
import { nextSnowflake, nextWord, pause, post, type Playground } from './playground.ts'
import { codeProse, prose } from '../workload/prose.ts'
import { said, standing } from './standing.ts'

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

async function ask(
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
async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await is())) {
    if (Date.now() > giveUpAt) throw new Error(`the turn never came to: ${what}`)
    await pause(10)
  }
}

const isAsked = async ({ claude }: Playground, word: string, times: number): Promise<boolean> =>
  (await claude.requests(word)).length >= times

const isHeardOut = async ({ claude }: Playground, word: string): Promise<boolean> =>
  (await claude.requests(word)).some(({ stopAt }) => stopAt !== undefined)

const HANGS = { hang: true } as const
const LANDS = { hang: true, applied: true } as const

/** From here on no call of this kind is answered. */
const hang = (playground: Playground, token: string, on: 'edit' | 'create', answer: object): void =>
  playground.discord.script(token, { faults: [{ on, nth: 1, times: 1_000, answer }] })

const mendCalls: NonNullable<Cell['mend']> = ({ discord }, struck) => {
  for (const { token } of struck) discord.script(token, { clearFaults: true })
}

/** What a pacer or a half-open mark may hold back. */
const HELD_BACK = 100

/** Held by Claude after so many characters, and most of them are read in Discord. */
function midStream(step: string, text: string, atChars: number, messages = 1): Cell {
  const least = said(text.slice(0, Math.max(20, atChars - HELD_BACK))).length
  return {
    step,
    async reach(playground) {
      const asked = await ask(playground, nextWord(), [
        { say: text, hold: true, holdAfterChars: atChars },
        { say: text, continues: true },
      ])
      await until(step, () => said(standing(playground, asked.token)).length >= least)
      return [{ ...asked, text, messages, calls: [2, 2] }]
    },
  }
}

/** Numbered lines of a table; each is in it once. */
const table = (rows: number): string =>
  ['| place | what | how many |', '|---|---|---|']
    .concat(Array.from({ length: rows }, (_, n) => `| place${n} | thing${n} | ${1_000 + n} |`))
    .join('\n')

const CODE = codeProse(1_500, 2)
const TABLE = `${prose(120)}\n\n${table(12)}\n\nThat was the table.`

const short = (): string => `${prose(500)} And that is all of it.`

export const justAccepted: Cell = {
  step: 'just accepted, right after the first response',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [{ say: text }])
    return [{ ...asked, text, messages: 1, calls: [1, 2] }]
  },
}

const beforeFirstEdit = (step: string, answer: object): Cell => ({
  step,
  async reach(playground) {
    const text = short()
    const asked = await ask(
      playground,
      nextWord(),
      [
        { say: text, hold: true, holdAfterChars: 200 },
        { say: text, continues: true },
      ],
      { script: { faults: [{ on: 'edit', nth: 1, times: 1_000, answer }] } },
    )
    await until(step, () => playground.discord.underWay(asked.token) > 0)
    return [{ ...asked, text, messages: 1, calls: [2, 2] }]
  },
  mend: mendCalls,
})

/** Held once page 1 is full and Discord has been asked for page 2. */
const betweenPages: Cell = {
  step: 'page 1 is full, the creation of page 2 under way',
  async reach(playground) {
    const text = prose(2_600)
    const asked = await ask(
      playground,
      nextWord(),
      [
        { say: text, hold: true, holdAfterChars: 2_300, tokensPerSecond: 600 },
        { say: text, continues: true },
      ],
      { script: { faults: [{ on: 'create', nth: 1, times: 1_000, answer: HANGS }] } },
    )
    await until(
      this.step,
      () => playground.discord.underWay(asked.token) > 0 && isPageFull(playground, asked.token),
    )
    return [{ ...asked, text, messages: 1, asFile: true, calls: [2, 2] }]
  },
  mend: mendCalls,
}

const isPageFull = (playground: Playground, token: string): boolean =>
  (playground.discord.reply(token).messages[0]?.content.length ?? 0) > 1_500

const inTheQueue: Cell = {
  step: 'waiting in the queue of its thread',
  async reach(playground) {
    const how = { channel: nextSnowflake(), member: nextSnowflake() }
    const text = short()
    const first = await ask(
      playground,
      nextWord(),
      [
        { say: text, hold: true },
        { say: text, continues: true },
      ],
      how,
    )
    await until(this.step, () => isAsked(playground, first.word, 1))
    const second = await ask(playground, nextWord(), [{ say: text }], how)
    await until(this.step, () => standing(playground, second.token).startsWith('-# '))
    return [
      { ...first, text, messages: 1, calls: [2, 2] },
      { ...second, text, messages: 1, calls: [1, 1] },
    ]
  },
}

const bash = (command: string) => ({ name: 'bash', input: { command } })

const ONCE = 'echo once >> effects.txt'

/** What the tools answered in the last request with this word. */
async function lastResults({ claude }: Playground, word: string): Promise<string> {
  const body = (await claude.requests(word)).at(-1)?.body
  const messages: readonly unknown[] =
    isRecord(body) && Array.isArray(body['messages']) ? body['messages'] : []
  return JSON.stringify(messages.slice(-1))
}

/** The file holds a line for each time that the command had its effect. */
async function ranMoreThanOnce(playground: Playground, word: string): Promise<string | undefined> {
  const times = /ran (\d+) times/.exec(await lastResults(playground, word))?.[1]
  if (times === undefined) return 'nobody looked how often the tool ran'
  return Number(times) <= 1 ? undefined : `the tool ran ${times} times`
}

const LOOKS = bash('echo "ran $(cat effects.txt 2>/dev/null | wc -l | tr -d " ") times"')

/** A tool that must not work twice; afterwards Claude looks how often it did. The shell allows no command 5 s. */
export const duringAnEffect: Cell = {
  step: 'during a tool that has an effect',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [
      { say: '', tools: [bash(`${ONCE}; sleep 4`)] },
      { say: '', tools: [LOOKS] },
      { say: text },
    ])
    await until(this.step, () => isHeardOut(playground, asked.word))
    await pause(300)
    return [
      {
        ...asked,
        text,
        messages: 1,
        calls: [3, 3],
        alsoWrong: () => ranMoreThanOnce(playground, asked.word),
      },
    ]
  },
}

/** Reading a channel changes nothing, so it is done again. */
function duringARead(): Cell {
  const channel = nextSnowflake()
  return {
    step: 'during a tool that may be repeated',
    async reach(playground) {
      const text = short()
      const fact = `fact${channel}`
      playground.discord.talk(channel, {
        messages: [{ author: 'Ben', content: fact }],
        faults: [{ on: 'any', nth: 1, times: 1_000, answer: HANGS }],
      })
      const asked = await ask(
        playground,
        nextWord(),
        [{ say: '', tools: [{ name: 'read_channel', input: { limit: 5 } }] }, { say: text }],
        { channel },
      )
      await until(this.step, () => isHeardOut(playground, asked.word))
      await pause(300)
      const alsoWrong = async (): Promise<string | undefined> =>
        (await lastResults(playground, asked.word)).includes(fact)
          ? undefined
          : 'the tool was not called again'
      return [{ ...asked, text, messages: 1, calls: [2, 2], alsoWrong }]
    },
    mend: ({ discord }) => discord.talk(channel, { clearFaults: true }),
  }
}

/** The result is written down, and Claude, asked with it, has not answered yet. */
const afterAResult: Cell = {
  step: 'between the result of a tool and what Claude says to it',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [
      { say: '', tools: [bash(`${ONCE}; ${LOOKS.input.command}`)] },
      { silence: true },
      { say: text },
    ])
    await until(this.step, () => isAsked(playground, asked.word, 2))
    const alsoWrong = (): Promise<string | undefined> => ranMoreThanOnce(playground, asked.word)
    return [{ ...asked, text, messages: 1, calls: [3, 3], alsoWrong }]
  },
}

/** Claude has ended; the edit with its last words is on the wire, or was done without an answer. */
const atFinalEdit = (step: string, answer: object): Cell => ({
  step,
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [
      { say: text, hold: true, holdAfterChars: text.length - 60 },
      { say: text, continues: true },
    ])
    await until(step, () => standing(playground, asked.token).length > text.length - 120)
    hang(playground, asked.token, 'edit', answer)
    playground.claude.release(asked.word)
    await until(
      step,
      async () => (await isHeardOut(playground, asked.word)) && playground.discord.underWay(asked.token) > 0,
    )
    return [{ ...asked, text, messages: 1, calls: [1, 2] }]
  },
  mend: mendCalls,
})

/** The last edit has been answered a moment ago; the crash races with what the thread writes down then. */
export const afterFinalEdit: Cell = {
  step: 'after the final edit, about when it is reported',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [{ say: text }])
    await until(this.step, () => standing(playground, asked.token).includes('all of it.'))
    return [{ ...asked, text, messages: 1, calls: [1, 2], mayGoUnreported: true }]
  },
}

/** All that stays where it is until the crash comes. */
export const cells = (): readonly Cell[] => [
  beforeFirstEdit('before the first edit, which Discord holds', HANGS),
  beforeFirstEdit('the first edit is done, its answer never came', LANDS),
  midStream('in mid-stream, early', prose(1_400), 60),
  midStream('in mid-stream, late', prose(1_400), 1_250),
  midStream('in a block of code', CODE, CODE.indexOf('compute(4')),
  midStream('in a table', TABLE, TABLE.indexOf('thing7')),
  midStream('on page 3', prose(5_000), 4_300, 3),
  betweenPages,
  inTheQueue,
  duringARead(),
  afterAResult,
  atFinalEdit('before the final edit, which Discord holds', HANGS),
  atFinalEdit('the final edit is done, its answer never came', LANDS),
]
