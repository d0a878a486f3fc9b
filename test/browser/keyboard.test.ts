/** Somebody who uses the keyboard alone asks, votes, and changes a setting. */

import { expect, test } from 'vitest'
import { keyTo, over } from './asking.ts'
import { findings } from './findings.ts'
import { focused } from './in-the-page.js'
import { answersTo, noBrowser, type, useBrowser, visit, word } from './visit.ts'

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

test.skipIf(noBrowser)('the arrows go through a menu below a message, and Enter chooses', async () => {
  const page = await visit('?as=ben#@me')
  await type(page, '/settings ')
  const panel = answersTo(page, '/settings').last()
  const menu = panel.locator('.select-list')
  await menu.waitFor()
  await keyTo(page, 'Shift+Tab', 'What would you like to change?')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Escape']) await page.keyboard.press(key)
  // Looking through the menu chooses nothing.
  await panel.getByText('Your settings').waitFor()
  expect(await menu.getAttribute('open')).toBe(null)
  for (const key of ['Enter', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await panel.locator('strong', { hasText: 'Language' }).waitFor()
  await keyTo(page, 'Tab', 'Back')
  await page.keyboard.press('Enter')
  await panel.getByText('Your settings').waitFor()
  await keyTo(page, 'Tab', 'What would you like to change?')
  for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
  await panel.locator('strong', { hasText: 'Persona' }).waitFor()
  await keyTo(page, 'Tab', 'Change')
  await page.keyboard.press('Enter')
  await page.locator('dialog').waitFor()
  expect(await findings(page)).toEqual([])
})

test.skipIf(noBrowser)('a list of members is opened, ticked and left by the keyboard', async () => {
  const page = await visit('?as=ada#weekend-plans')
  await type(page, '/settings ')
  const panel = answersTo(page, '/settings').last()
  await panel.locator('summary').click()
  await panel.locator('.select-option', { hasText: 'Blocked members' }).click()
  const members = panel.getByRole('checkbox')
  await expect.poll(() => panel.locator('.select-option').allTextContents()).toEqual(PEOPLE)
  await panel.locator('summary').focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  expect(await members.nth(1).isChecked()).toBe(true)
  expect(await findings(page)).toEqual([])
  for (const key of ['Enter', 'Escape']) await page.keyboard.press(key)
  expect(await panel.locator('.select-list').getAttribute('open')).toBe(null)
  expect(await page.evaluate(focused)).toBe('select')
})

/** Finn is of another server. */
const PEOPLE = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emre']
