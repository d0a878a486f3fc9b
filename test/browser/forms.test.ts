/** Somebody asks through a form: with a long question, with ticks, about a message of somebody else, or not after all. */

import { expect, test } from 'vitest'
import { ask, button, over } from './asking.ts'
import { findings } from './findings.ts'
import { answersTo, noBrowser, type, useBrowser, visit, word } from './visit.ts'

useBrowser()

test.skipIf(noBrowser)(
  '/ask alone opens a form; a ticked Private keeps the answer from the others',
  async () => {
    const [page, other] = [await visit('?as=emre#general'), await visit('?as=ben#general')]
    const question = word()
    await type(page, '/ask ')
    const form = page.locator('dialog')
    await form.getByLabel('Your question').fill(`${question}\nover two lines`)
    await form.getByLabel('Private').check()
    expect(await findings(page)).toEqual([])
    await button(form, 'Send').click()
    await form.waitFor({ state: 'detached' })
    const answer = page.locator('.message', { hasText: question })
    await over(answer)
    await answer.getByText('Only you can see this').waitFor()
    const open = word()
    await over(await ask(page, open))
    await answersTo(other, open).waitFor()
    expect(await other.locator('.message', { hasText: question }).count()).toBe(0)
    await button(answer, 'Dismiss message').click()
    await answer.waitFor({ state: 'detached' })
  },
)

test.skipIf(noBrowser)('Escape gives the form up, and nothing is asked', async () => {
  const page = await visit('?as=emre#general', { theme: 'light' })
  const question = word()
  await type(page, '/ask ')
  const form = page.locator('dialog')
  await form.getByLabel('Your question').fill(question)
  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })
  expect(await page.locator('.message', { hasText: question }).count()).toBe(0)
})

test.skipIf(noBrowser)('the menu of a message asks Claude about it', async () => {
  const page = await visit('?as=emre#general')
  const message = page.locator('.message', { hasText: 'Then Thursday the 14th' }).first()
  await message.click({ button: 'right', position: { x: 150, y: 4 } })
  await page.getByRole('menuitem', { name: 'Ask Claude' }).click()
  const form = page.locator('dialog')
  await form.getByText('Then Thursday the 14th').waitFor()
  const question = word()
  await form.getByLabel('Your question').fill(question)
  expect(await findings(page)).toEqual([])
  await button(form, 'Send').click()
  await over(page.locator('.message', { hasText: question }))
})
