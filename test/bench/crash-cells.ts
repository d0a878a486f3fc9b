/** The steps of a turn at which a crash may come, from the first response to the last edit. */

import { nextSnowflake, nextWord, type Playground } from './playground.ts'
import { codeProse, prose } from '../workload/prose.ts'
import { said, postedText } from './posted.ts'
import { pressStop } from './press.ts'
import { duringARead, afterAResult } from './crash-cells-of-tools.ts'
import { type Cell, ask, until, isAsked, isHeardOut, HANGS, short } from './crash-cell.ts'

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
      await until(step, () => said(postedText(playground, asked.token)).length >= least)
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
    await until(this.step, () => postedText(playground, second.token).startsWith('-# '))
    return [
      { ...first, text, messages: 1, calls: [2, 2] },
      { ...second, text, messages: 1, calls: [1, 1] },
    ]
  },
}

/** A member has stopped it; the edit that says so never arrives, and the next life has to obey. */
const stopped: Cell = {
  step: 'stopped by a member, before the edit that says so',
  async reach(playground) {
    const [text, channel] = ['These words came before somebody pressed Stop.', nextSnowflake()]
    const answer = { say: `${text} These did not.`, hold: true, holdAfterChars: text.length } as const
    const asked = await ask(playground, nextWord(), [answer], { channel })
    await until(this.step, () => said(postedText(playground, asked.token)) === said(text))
    hang(playground, asked.token, 'edit', HANGS)
    await pressStop(playground, asked, { channel })
    await until(this.step, () => playground.discord.underWay(asked.token) > 0)
    const alsoWrong = async (): Promise<string | undefined> =>
      /^-# .*stopper$/m.test(postedText(playground, asked.token)) ? undefined : 'nothing says who stopped it'
    return [{ ...asked, text, messages: 1, calls: [1, 1], alsoWrong }]
  },
  mend: mendCalls,
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
    await until(step, () => postedText(playground, asked.token).length > text.length - 120)
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
    await until(this.step, () => postedText(playground, asked.token).includes('all of it.'))
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
  stopped,
  duringARead(),
  afterAResult,
  atFinalEdit('before the final edit, which Discord holds', HANGS),
  atFinalEdit('the final edit is done, its answer never came', LANDS),
]
