/** How the scripts speak with the operator at the terminal; without one they only tell. */

import { confirm, intro, log, outro, password, select, spinner } from '@clack/prompts'
import { AccountProblem } from './discord-account.ts'

export interface Ui {
  /** Whether somebody is there to answer. */
  readonly asks: boolean
  open(title: string): void
  close(text: string): void
  tell(text: string): void
  warn(text: string): void
  /** Shows that the work goes on, then what came of it. */
  during<T>(title: string, work: () => Promise<{ readonly told: string; readonly value: T }>): Promise<T>
  /** What is typed is not shown. */
  secret(question: string): Promise<string>
  choose(
    question: string,
    choices: readonly { readonly value: string; readonly label: string }[],
  ): Promise<string>
  confirm(question: string): Promise<boolean>
}

const CANCELLED = 'Cancelled. What was done so far stays; run it again to go on.'

/** @param answered what a prompt gave @throws AccountProblem where it was left */
function answer<T>(answered: T | symbol): T {
  if (typeof answered === 'symbol') throw new AccountProblem(CANCELLED)
  return answered
}

export const terminalUi = (): Ui => ({
  asks: true,
  open: (title) => intro(title),
  close: (text) => outro(text),
  tell: (text) => log.info(text),
  warn: (text) => log.warn(text),
  async during(title, work) {
    const turning = spinner()
    turning.start(title)
    try {
      const { told, value } = await work()
      turning.stop(`${title}: ${told}`)
      return value
    } catch (problem) {
      turning.error(title)
      throw problem
    }
  },
  secret: async (message) =>
    answer<string>(
      await password({
        message,
        validate: (typed) => ((typed ?? '').trim() === '' ? 'Paste it here.' : undefined),
      }),
    ).trim(),
  choose: async (message, options) => answer<string>(await select({ message, options: [...options] })),
  confirm: async (message) => answer<boolean>(await confirm({ message, initialValue: false })),
})

/** For CI, and for output that is no terminal. */
export function plainUi(write: (text: string) => void): Ui {
  return {
    asks: false,
    open: (title) => write(`${title}\n`),
    close: (text) => write(`${text}\n`),
    tell: (text) => write(`  ${text}\n`),
    warn: (text) => write(`! ${text}\n`),
    async during(title, work) {
      const { told, value } = await work()
      write(`✓ ${title}: ${told}\n`)
      return value
    },
    secret: nobody,
    choose: nobody,
    confirm: nobody,
  }
}

const nobody = (): Promise<never> => Promise.reject(new AccountProblem('There is nobody to ask here.'))
