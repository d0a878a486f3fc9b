/** Somebody who uses the keyboard alone asks and votes. */

import { expect, test } from 'vitest'
import { keyTo, over } from './asking.ts'
import { findings } from './findings.ts'
import { focused } from './in-the-page.js'
import { answersTo, noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

test.skipIf(noBrowser)(
  'the arrows choose a command, Enter sends it, and Shift+Tab leads to the buttons',
  async () => {
    const page = await visit('?as=ben#@me')
    await expect.poll(() => page.evaluate(focused)).toContain('input')
    await page.keyboard.type('/')
    const chosen = page.locator('.suggestion[aria-selected="true"]')
    const first = await chosen.textContent()
    await page.keyboard.press('ArrowDown')
    expect(await chosen.textContent()).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    expect(await chosen.textContent()).toContain('/ask')
    await page.keyboard.press('Tab')
    const question = word()
    await page.keyboard.type(question)
    await page.keyboard.press('Enter')
    const answer = answersTo(page, question)
    await over(answer)
    await keyTo(page, 'Shift+Tab', 'Good')
    await page.keyboard.press('Enter')
    await page.getByText('Thank you for the 👍.').waitFor()
    expect(await findings(page)).toEqual([])
  },
)
