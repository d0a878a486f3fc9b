/** The picture of the weather: a rough day for Discord and Claude, chosen in the panel beside the channel. */

import type { Browser } from 'playwright-core'
import { pictureOf, visit } from './camera.ts'

/** Of the file in docs/images. */
export const WEATHER = 'weather'

/** The last picture on its page, because the weather is the same for all of them. @param url of the page */
export async function weatherPicture(browser: Browser, url: string): Promise<Buffer> {
  const page = await visit(browser, url, { member: 'Ada', width: 1_240, height: 620, scale: 1 })
  await page.getByRole('button', { name: 'Weather: make something go wrong' }).click()
  await page.getByLabel('Claude', { exact: true }).selectOption('declines')
  await page.getByRole('button', { name: 'Claude: declines: calm again' }).waitFor()
  await page.getByRole('button', { name: 'A slow evening' }).scrollIntoViewIfNeeded()
  const picture = await pictureOf(page, [page.locator('main'), page.locator('.aside')], 0)
  await page.context().close()
  return picture
}
