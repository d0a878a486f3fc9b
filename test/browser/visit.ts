/** How a test in a browser comes to a page: one browser for each file, and a fresh profile for each page. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest'
import { openChromium } from '../pictures/camera.ts'

export interface View {
  readonly width: number
  readonly theme: 'dark' | 'light'
  /** Fingers instead of a mouse. */
  readonly touch: boolean
}

/** A column for the members beside the channel, and a telephone. */
export const WIDE = 1_280
export const NARROW = 390

const HEIGHT = 800
/** Waits end with what they wait for; this only finds what hangs. */
const HANGS_MS = 60_000

/** For `test.skipIf`: there is no Chromium. */
export const noBrowser = inject('chromium') === ''

let browser: Browser | undefined

/** To be called once in a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!noBrowser) browser = await openChromium(inject('chromium'))
  })
  afterAll(() => browser?.close())
}

/** A page of its own, with nothing remembered, at an address such as `?as=ben#random` (of another playground a whole one); it is closed after the test. */
export async function visit(address: string, view: Partial<View> = {}): Promise<Page> {
  if (browser === undefined) throw new Error('useBrowser() has to be called first')
  const { width = WIDE, theme = 'dark', touch = false } = view
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme: theme,
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(HANGS_MS)
  // What the page breaks on would only be seen as something that never comes.
  page.on('pageerror', (error) => {
    throw error
  })
  await go(page, address)
  return page
}

/** Leads a page to another address, and waits for the channel. */
export async function go(page: Page, address: string): Promise<void> {
  await page.goto(new URL(address, inject('page')).href)
  await page.locator('.history').waitFor()
}

export const line = (page: Page): Locator => page.locator('.composer textarea')

/** Types a whole line and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  await line(page).fill('')
  await line(page).pressSequentially(text)
  await page.keyboard.press('Enter')
}

/** The messages that answer a command with this text. */
export const answersTo = (page: Page, question: string): Locator =>
  page.locator('.message').filter({ has: page.locator('.command-line', { hasText: question }) })

let count = 0

/** A word that is in no other question, so that no answer is taken for another. */
export const word = (): string => `word${process.pid}x${(count += 1)}`
