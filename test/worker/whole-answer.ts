/** A long answer that is cut off, and what stands in Discord when it is whole again. */

import { expect } from 'vitest'
import type { Asked, Reply } from './member.ts'

export const bash = (command: string) => ({ name: 'bash', input: { command } })

/** Numbered sentences, so that one that is missing, or there twice, is seen. */
const sentences = (count: number): string =>
  Array.from({ length: count }, (_, n) => `This is sentence number ${n + 1} of a long answer.`).join('\n\n')

export const SHORT = sentences(6)

/** Three pages. */
export const LONG = sentences(100)

export interface Step {
  readonly name: string
  /** What Claude says at its first call, at its second, …; the last is said again and again. */
  readonly answers: readonly object[]
  /** The whole answer. */
  readonly whole: string
  /** Waits until the turn has come so far. */
  readonly reached: (asked: Asked, word: string, channel: string) => Promise<unknown>
  readonly pages?: number
  /** Calls to Claude at most, those of before the crash included. */
  readonly calls: number
  /** What ends the answer besides what Claude says. */
  readonly footer?: RegExp
}

export const holding = (say: string, at: number): object => ({ say, hold: true, holdAfterChars: at })

export const textOf = ({ messages }: Reply): string => messages.map(({ content }) => content).join('\n')

export const sees =
  (what: string) =>
  (asked: Asked): Promise<unknown> =>
    asked.reply((reply) => textOf(reply).includes(what))

/** What stands in Discord when all is over: each sentence once, in order, on so many messages, and no call that Discord minds. */
export async function expectWhole(asked: Asked, { whole, pages = 1, footer = /$/ }: Step): Promise<void> {
  const last = whole.slice(-30)
  const { messages, violations } = await asked.reply(
    (reply) => textOf(reply).replace(footer, '').endsWith(last) && reply.messages.at(-1)?.loading === false,
  )
  expect(violations).toEqual([])
  const posted = messages.filter(({ deleted }) => !deleted)
  expect(posted).toHaveLength(pages)
  const text = posted.map(({ content }) => content).join('\n\n')
  expect(text.replace(footer, '').split(/\s+/).join(' ')).toBe(whole.split(/\s+/).join(' '))
  expect(text).toMatch(footer)
}
