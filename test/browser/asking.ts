/** What a story in a browser is made of: a question, what is to be read of its answer, and what is to be pressed below it. */

import type { Locator, Page } from 'playwright-core'
import { focusedWords } from './in-the-page.js'
import { answersTo, type } from './visit.ts'

export const button = (within: Locator | Page, name: string | RegExp): Locator =>
  within.getByRole('button', { name })

/** Below an answer that is over, in both languages. */
const OVER = /Try again|Noch einmal/

/** Asks in the open channel, and gives the message of the answer. */
export async function ask(page: Page, question: string): Promise<Locator> {
  await type(page, `/ask ${question}`)
  return answersTo(page, question)
}

export const over = (answer: Locator): Promise<void> => button(answer, OVER).waitFor()

/** What is read of an answer, without the question above it; gaps are one space. */
export async function readIn(answers: Locator): Promise<string> {
  const blocks = await answers.locator('.message-blocks > .md-block').allInnerTexts()
  return blocks.slice(1).join(' ').replace('(edited)', '').replaceAll(/\s+/g, ' ').trim()
}

/** Presses a key until the keyboard is at what is called so. Rejects where it does not get there. */
export async function keyTo(page: Page, key: string, name: string): Promise<void> {
  const met: string[] = []
  while (met.length < MOST_STOPS) {
    await page.keyboard.press(key)
    const here = await page.evaluate(focusedWords)
    if (here.includes(name)) return
    met.push(here)
  }
  throw new Error(`${key} does not lead to ${name}, but to ${met.join(', ')}`)
}

const MOST_STOPS = 40
