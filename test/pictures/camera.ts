/** Takes pictures of the local page: the same each time, small, and only of what a picture is about. */

import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { hideTime } from './in-the-page.js'
import { members } from '../../src/playground/discord/demo-data.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where a Chromium is; undefined where there is none. `CHROMIUM` names another. */
export const chromiumPath = (env: Readonly<Record<string, string | undefined>>): string | undefined =>
  [env['CHROMIUM'], ...PLACES].find((path) => path !== undefined && path !== '' && existsSync(path))

/** A user of a container is often root, and there Chromium's sandbox does not start. */
export const openChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })

export interface Visitor {
  readonly member: (typeof members)[number]['name']
  readonly width: number
  readonly height: number
  /** Pixels of the picture for each pixel of the page. */
  readonly scale: 1 | 2
}

/** The page as this member has it. */
export async function visit(browser: Browser, url: string, visitor: Visitor): Promise<Page> {
  const { width, height, scale, member: name } = visitor
  const member = members.find((one) => one.name === name) ?? members[0]
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: member.locale,
    timezoneId: 'UTC',
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.addInitScript((id) => localStorage.setItem('playground-member', id), member.id)
  await page.goto(url)
  await page.locator('.message').first().waitFor()
  return page
}

const MARGIN_PX = 12

/** A picture of these parts with a margin around them; of the whole page without any. */
export async function pictureOf(page: Page, parts: readonly Locator[], margin = MARGIN_PX): Promise<Buffer> {
  await page.evaluate(hideTime)
  const options = { animations: 'disabled', caret: 'hide', type: 'png' } as const
  if (parts.length === 0) return page.screenshot(options)
  const boxes = await Promise.all(parts.map((part) => part.boundingBox()))
  const seen = boxes.filter((box) => box !== null)
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const left = Math.max(0, Math.min(...seen.map(({ x }) => x)) - margin)
  const top = Math.max(0, Math.min(...seen.map(({ y }) => y)) - margin)
  const right = Math.min(width, Math.max(...seen.map((box) => box.x + box.width)) + margin)
  const bottom = Math.min(height, Math.max(...seen.map((box) => box.y + box.height)) + margin)
  return page.screenshot({ ...options, clip: { x: left, y: top, width: right - left, height: bottom - top } })
}
