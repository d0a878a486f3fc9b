/** On a telephone everything is within reach, and nothing scrolls sideways; a German reads German alone. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { wordsFor } from '../../src/playground/page/words.js'
import { ask, button, over } from './asking.ts'
import { claudeSays, heldAfter, release } from './claude-says.ts'
import { findings } from './findings.ts'
import { everyWord, outOfReach, pixelsBeside } from './in-the-page.js'
import { line, NARROW, noBrowser, type, useBrowser, visit, word } from './visit.ts'

useBrowser()

async function allWithinReach(page: Page): Promise<void> {
  expect(await page.evaluate(outOfReach)).toEqual([])
  expect(await page.evaluate(pixelsBeside)).toBeLessThanOrEqual(0)
}

test.skipIf(noBrowser)('on a telephone one finds a channel, asks, and reaches all that comes', async () => {
  const page = await visit('?as=dora#general', { width: NARROW, touch: true })
  await button(page, 'Show channels').tap()
  await button(page, 'random').tap()
  await page.getByRole('heading', { level: 1, name: 'random' }).waitFor()
  await line(page).tap()
  await line(page).pressSequentially('/ask ')
  await page.locator('.chip').first().waitFor()
  await allWithinReach(page)
  await line(page).fill('table')
  await button(page, 'Send').tap()
  const answers = page.locator('.message', { hasText: 'table' })
  await over(answers.last())
  await over(await ask(page, 'code'))
  await allWithinReach(page)
  expect(await findings(page)).toEqual([])
  await type(page, '/ask ')
  await page.locator('dialog').waitFor()
  await allWithinReach(page)
})

/** What both languages say alike is no proof. */
const german: ReadonlySet<unknown> = new Set(Object.values(wordsFor('de')))
const onlyEnglish = Object.values(wordsFor('en')).filter(
  (text: unknown) => typeof text === 'string' && !german.has(text),
)

test.skipIf(noBrowser)('Cleo reads German everywhere, and stops an answer in it', async () => {
  const page = await visit('?as=cleo#random')
  const question = word()
  await claudeSays(question, heldAfter('Diese Worte stehen schon da. Diese kommen nie.', 'Diese kommen'))
  const answer = await ask(page, question)
  await answer.getByText('Diese Worte stehen schon').waitFor()
  await button(answer, 'Stopp').click()
  await answer.getByText('Gestoppt von Cleo').waitFor()
  await over(answer)
  await release(question)
  expect(onlyEnglish.length).toBeGreaterThan(40)
  const read = new Set<unknown>(await page.evaluate(everyWord))
  expect(onlyEnglish.filter((text) => read.has(text))).toEqual([])
  await type(page, '/ask ')
  await page.locator('dialog').getByText('Deine Frage').waitFor()
  expect(await findings(page)).toEqual([])
})
