/** The picture of the inspector: an answer as it grew, and the same without streaming, at one moment. */

import type { Browser } from 'playwright-core'
import { questions } from './answers.ts'
import { pictureOf, visit } from './camera.ts'

/** Of the file in docs/images. */
export const INSPECTOR = 'inspector'

/** @param url of the page, with the local Claude that knows the answers behind it */
export async function inspectorPicture(browser: Browser, url: string): Promise<Buffer> {
  const page = await visit(browser, url, { member: 'Ada', width: 1_600, height: 800, scale: 1 })
  const line = page.locator('.composer textarea')
  await line.click()
  await line.pressSequentially(`/ask ${questions.rain}`)
  await page.keyboard.press('Enter')
  const answer = page
    .locator('.message')
    .filter({ has: page.locator('.command-line', { hasText: questions.rain }) })
  await answer.getByRole('button', { name: 'Try again' }).waitFor()
  await answer.hover()
  await answer.getByRole('button', { name: 'Inspect this answer' }).click()
  await page.getByRole('button', { name: 'Ask again without streaming' }).click()
  const [streamed, whole] = [page.locator('.frame-column').first(), page.locator('.frame-column').last()]
  await page.getByRole('heading', { name: 'Without streaming' }).last().waitFor()
  await whole.getByText('the driest season').waitFor()
  await page.getByRole('button', { name: 'Ask again without streaming' }).waitFor()
  await page.getByRole('slider').focus()
  await page.keyboard.press('Home')
  while (!(await streamed.getByText('nearly a third').isVisible())) await page.keyboard.press('ArrowRight')
  await page.locator('#inspector-title').focus()
  const picture = await pictureOf(page, [page.locator('.inspector')], 0)
  await page.context().close()
  return picture
}
