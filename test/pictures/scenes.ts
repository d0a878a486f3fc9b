/** What the pictures of the docs show: each is a thing that a member does, and the part of the page that it changes. */

import type { Locator, Page } from 'playwright-core'
import { heldAfter, questions } from './answers.ts'
import type { Visitor } from './camera.ts'
import { decoded } from './in-the-page.js'

/** A page of the docs with all of them should not be slow to load. */
export const LARGEST_BYTES = 120_000

export interface Scene {
  /** Of the file in docs/images. */
  readonly name: string
  readonly visitor: Visitor
  /** Pixels of the page around the parts. */
  readonly margin?: number
  /** Does it, and gives the parts to be seen; none for the whole page. */
  readonly play: (page: Page) => Promise<readonly Locator[]>
}

const ada: Visitor = { member: 'Ada', width: 720, height: 900, scale: 2 }

async function type(page: Page, text: string): Promise<void> {
  const line = page.locator('.composer textarea')
  await line.click()
  await line.pressSequentially(text)
  await page.keyboard.press('Enter')
}

const messages = (page: Page): Locator => page.locator('.message')
const answerTo = (page: Page, question: string): Locator =>
  messages(page).filter({ has: page.locator('.command-line', { hasText: question }) })
const button = (within: Locator, label: string): Locator => within.getByRole('button', { name: label })

async function ask(page: Page, question: string, until: string): Promise<Locator> {
  await type(page, `/ask ${question}`)
  const answer = answerTo(page, question)
  await button(answer, until).waitFor()
  return answer
}

/** The first one shows the whole page, so nothing has happened before it. */
export const scenes: readonly Scene[] = [
  {
    name: 'german',
    visitor: { member: 'Cleo', width: 1060, height: 620, scale: 1 },
    async play(page) {
      await ask(page, questions.german, 'Noch einmal')
      return []
    },
  },
  {
    name: 'growing-answer',
    visitor: ada,
    async play(page) {
      const answer = await ask(page, questions.undo, 'Stop')
      await answer.getByText(heldAfter).waitFor()
      return [answer]
    },
  },
  {
    name: 'answer',
    visitor: ada,
    async play(page) {
      return [await ask(page, questions.tea, 'Try again')]
    },
  },
  {
    name: 'form',
    visitor: ada,
    margin: 0,
    async play(page) {
      await type(page, '/ask ')
      const dialog = page.locator('dialog')
      await dialog.locator('textarea').fill(`${questions.explain}\n\nThe plan is in the file.`)
      await dialog
        .locator('input[type=file]')
        .setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') })
      return [dialog]
    },
  },
  {
    name: 'menu',
    visitor: ada,
    async play(page) {
      const message = messages(page).filter({ hasText: 'Thursday the 14th' })
      await message.scrollIntoViewIfNeeded()
      await message.click({ button: 'right', position: { x: 480, y: 4 } })
      return [message, page.locator('.message-menu'), messages(page).filter({ hasText: 'Works for me' })]
    },
  },
  {
    name: 'help',
    visitor: { ...ada, width: 680, scale: 1 },
    async play(page) {
      await type(page, '/help ')
      const help = messages(page).filter({ hasText: 'What I can do here' })
      await help.locator('.component-row').last().waitFor()
      return [help.locator('.message-body')]
    },
  },
  {
    name: 'chart',
    visitor: ada,
    async play(page) {
      const answer = await ask(page, questions.rainfall, 'Try again')
      await answer.locator('.picture img').evaluate(decoded)
      return [answer]
    },
  },
]
