/** What the film of the README shows: a question, the same one from the cache, a chart, and *Stop*. */

import type { Locator, Page } from 'playwright-core'
import { filmed } from './answers.ts'
import { decoded } from './in-the-page.js'

const KEY_MS = 38
const LOOK_MS = { short: 500, long: 1_500, end: 2_000 } as const

async function ask(page: Page, question: string): Promise<Locator> {
  await page.locator('.composer textarea').click()
  await page.locator('.composer textarea').pressSequentially(`/ask ${question}`, { delay: KEY_MS })
  await page.keyboard.press('Enter')
  return page.locator('.message').filter({ has: page.locator('.command-line', { hasText: question }) })
}

const button = (within: Locator, label: string): Locator => within.getByRole('button', { name: label })

async function open(page: Page, channel: string): Promise<void> {
  await page.locator('.channel', { hasText: channel }).click()
  await page.waitForTimeout(LOOK_MS.short)
}

/** Plays it in real time; gives the milliseconds since 1970 at which the still picture is to be taken. */
export async function playFilm(page: Page): Promise<number> {
  await page.waitForTimeout(LOOK_MS.short)
  await button(await ask(page, filmed.tea), 'Try again').waitFor()
  await page.waitForTimeout(LOOK_MS.long)

  await open(page, 'weekend plans')
  await button(await ask(page, filmed.tea), 'Try again').waitFor()
  await page.waitForTimeout(LOOK_MS.long)

  const drawn = await ask(page, filmed.rainfall)
  await button(drawn, 'Try again').waitFor()
  await drawn.locator('.picture img').evaluate(decoded)
  await page.waitForTimeout(LOOK_MS.long)
  const still = Date.now()

  const told = await ask(page, filmed.history)
  await told.getByText('only pharmacists').waitFor()
  await button(told, 'Stop').click()
  await button(told, 'Try again').waitFor()
  await page.waitForTimeout(LOOK_MS.end)
  return still
}
