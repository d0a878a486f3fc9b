/** What the local Claude says to the questions of a test in a browser; the test's process is not that of the servers. */

import { inject } from 'vitest'
import type { Answer } from '../../src/playground/claude/answer.ts'

async function control(path: string, body: object): Promise<void> {
  const response = await fetch(`${inject('claude')}/_local/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The local Claude refused ${path}: ${await response.text()}`)
}

/** From now on questions with this word are answered so, call after call. */
export const claudeSays = (word: string, ...answers: readonly Answer[]): Promise<void> =>
  control('scripts', { match: word, answers })

/** Lets the answers to this word go on that are held. */
export const release = (word: string): Promise<void> => control('release', { match: word })

/** As many words as a person would read in a few seconds, then silence until `release`. */
export const heldAfter = (say: string, shown: string): Answer => ({
  say,
  hold: true,
  holdAfterChars: say.indexOf(shown) + shown.length,
})
