/** The guided tour: from its offer through two steps, left and resumed, by address, and what axe has to say about it. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { findings } from './findings.ts'
import { answersTo, go, NARROW, noBrowser, type, useBrowser, visit, WIDE } from './visit.ts'

useBrowser()

const card = (page: Page) => page.locator('#tour')
const press = (page: Page, name: string) => card(page).getByRole('button', { name, exact: true })

test.skipIf(noBrowser)(
  'the memory is shown by two presses, and the next step is a file and a chart',
  async () => {
    const page = await visit('?as=dora#@me')
    await page.getByRole('button', { name: 'Take the tour' }).click()
    await press(page, 'Tell it a name').click()
    await press(page, 'Ask for the name').click()
    await card(page).getByText('Step 1: Memory, done').waitFor()
    expect(await answersTo(page, 'what is my name?').textContent()).toContain('Robin')
    await press(page, 'Step 4: A file and a chart').click()
    await press(page, 'Ask it for me').click()
    await card(page).getByText('Step 4: A file and a chart, done').waitFor()
    await press(page, 'Next: A crash').waitFor()
  },
)

test.skipIf(noBrowser)('what is typed counts, too, and the tour goes on where it was left', async () => {
  const page = await visit('?as=emre&tour=1#@me')
  await type(page, '/ask my name is Robin')
  await press(page, 'Ask for the name').waitFor()
  await press(page, 'Leave the tour').click()
  await page.locator('#open-tour:focus').waitFor()
  await go(page, '?as=emre#@me')
  expect(await card(page).isHidden()).toBe(true)
  await page.getByRole('button', { name: 'Guided tour' }).click()
  await press(page, 'Ask for the name').click()
  await card(page).getByText('Step 1: Memory, done').waitFor()
})

test.skipIf(noBrowser)('Stop is pressed below an answer that grows', async () => {
  const page = await visit('?as=ben&tour=6#@me')
  await press(page, 'Ask it for me').click()
  await press(page, 'Press Stop').click()
  await card(page).getByText('Step 6: Stop, done').waitFor()
  await press(page, 'End of the tour').click()
  expect(await card(page).isHidden()).toBe(true)
})

describe.each([
  { theme: 'dark', width: WIDE, member: 'ada' },
  { theme: 'light', width: NARROW, member: 'cleo' },
  { theme: 'light', width: WIDE, member: 'cleo' },
  { theme: 'dark', width: NARROW, member: 'ada' },
] as const)('$theme, $width pixels wide, as $member', ({ theme, width, member }) => {
  test.skipIf(noBrowser)('axe finds nothing', async () => {
    const page = await visit(`?as=${member}&tour=2#random`, { theme, width })
    await card(page).waitFor()
    expect(await findings(page)).toEqual([])
  })
})
