/** The inspector beside an answer: how it is opened, moved through and closed, and what axe has to say about it. */

import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { Page } from 'playwright-core'
import { findings } from './findings.ts'
import { focused, focusedWords, outOfReach, pixelsBeside, sidewaysIn } from './in-the-page.js'
import { answersTo, go, noBrowser, NARROW, useBrowser, visit, WIDE } from './visit.ts'

useBrowser()

const ROOM = '290000000000000012'
let turn = ''

async function say(prompt: string, more: object = {}): Promise<string> {
  const response = await fetch(`${inject('page')}/_local/say`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ member: 'ada', command: 'ask', channel: ROOM, options: { prompt }, ...more }),
  })
  const { interaction }: { interaction: string } = JSON.parse(await response.text())
  return interaction
}

beforeAll(async () => {
  if (!noBrowser) turn = await say('two tools')
})

const panel = (page: Page) => page.locator('.inspector')
const moment = (page: Page) => page.getByRole('slider')

test.skipIf(noBrowser)(
  'a button at an answer opens it, the address leads back to it, and Escape closes it',
  async () => {
    const page = await visit('?as=ben#random')
    const answer = answersTo(page, 'two tools')
    await answer.getByRole('button', { name: 'Try again' }).waitFor()
    await answer.hover()
    await answer.getByRole('button', { name: 'Inspect this answer' }).click()
    await panel(page).getByText('0 rules broken', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe(`?as=ben&inspect=${turn}`)
    await page.reload()
    await panel(page).getByText('Tools: bash, bash').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => panel(page).isHidden()).toBe(true)
    expect(new URL(page.url()).search).toBe('?as=ben')
    await answer.hover()
    await answer.getByRole('button', { name: 'Inspect this answer' }).click()
    await page.keyboard.press('Escape')
    expect(await page.evaluate(focused)).toContain('inspect')
  },
)

test.skipIf(noBrowser)(
  'Escape closes the menu of members first, also after news, and then the inspector',
  async () => {
    const page = await visit(`?as=ben&inspect=${turn}#random`)
    await panel(page).getByText('Tools: bash, bash').waitFor()
    const menu = page.locator('.me-area [role=menu]')
    await page.locator('.me').click()
    await menu.waitFor()
    await page.keyboard.press('Escape')
    expect([await menu.isVisible(), await panel(page).isVisible()]).toEqual([false, true])
    await page.locator('.me').click()
    await page.keyboard.press('ArrowDown')
    const unread = page.locator('.channel-unread', { hasText: 'weekend plans' })
    await say('hi', { channel: '290000000000000013' })
    await unread.waitFor()
    expect(await page.evaluate(focusedWords)).toBe('CCleo')
    await page.keyboard.press('Escape')
    expect([await menu.isVisible(), await panel(page).isVisible()]).toEqual([false, true])
    await page.keyboard.press('Escape')
    await expect.poll(() => panel(page).isHidden()).toBe(true)
  },
)

test.skipIf(noBrowser)('the arrows go from change to change of what could be seen', async () => {
  const page = await visit(`?as=ada&inspect=${turn}#random`)
  const frame = panel(page).locator('.frame-messages')
  await frame.getByText('Both have answered').waitFor()
  await moment(page).focus()
  await page.keyboard.press('Home')
  await panel(page).getByText('Nothing was to be seen yet.').waitFor()
  await page.keyboard.press('ArrowRight')
  await frame.getByText('Threadkeeper is thinking').waitFor()
  while (!(await frame.getByText('Two in one step.').isVisible())) await page.keyboard.press('ArrowRight')
  expect(await frame.getByText('Both have answered').count()).toBe(0)
  await panel(page).getByRole('button', { name: 'Play at real speed' }).click()
  await frame.getByText('Both have answered').waitFor()
})

test.skipIf(noBrowser)('without streaming the same answer comes in one piece, on the same axis', async () => {
  const page = await visit(`?as=ada&inspect=${turn}#random`)
  const repeat = panel(page).getByRole('button', { name: /without streaming/ })
  await repeat.click()
  await repeat.click()
  const [streamed, whole] = [page.locator('.frame-column').first(), page.locator('.frame-column').last()]
  await page.getByRole('heading', { name: 'Without streaming' }).first().waitFor()
  await whole.getByText('Both have answered').waitFor()
  await page.getByRole('button', { name: 'Ask again without streaming' }).waitFor()
  await moment(page).focus()
  await page.keyboard.press('Home')
  while (!(await streamed.getByText('Two in one step.').isVisible())) await page.keyboard.press('ArrowRight')
  expect(await whole.getByText('Two in one step.').count()).toBe(0)
})

test.skipIf(noBrowser)('a private answer is inspected by its asker alone', async () => {
  const own = await say('ls', { options: { prompt: 'ls', private: true } })
  const page = await visit(`?as=ben&inspect=${own}#random`)
  await panel(page).getByText('you may not see it').waitFor()
  expect(await panel(page).locator('.inspector-content').isHidden()).toBe(true)
  await go(page, `?as=ada&inspect=${own}#random`)
  await panel(page).getByText('Asked', { exact: true }).waitFor()
})

describe.each([
  { theme: 'dark', width: WIDE, member: 'ada' },
  { theme: 'light', width: NARROW, member: 'cleo' },
  { theme: 'light', width: WIDE, member: 'cleo' },
  { theme: 'dark', width: NARROW, member: 'ada' },
] as const)('$theme, $width pixels wide, as $member', ({ theme, width, member }) => {
  test.skipIf(noBrowser)('axe finds nothing, with everything unfolded', async () => {
    const page = await visit(`?as=${member}&inspect=${turn}#random`, { theme, width })
    await panel(page).locator('.badge-good').waitFor()
    await panel(page).locator('.folded:not([open]) > summary').first().click()
    await panel(page).locator('.folded:not([open]) > summary').first().click()
    await panel(page).locator('.sent-part > summary').first().click()
    expect(await findings(page)).toEqual([])
  })
})

test.skipIf(noBrowser)(
  'on a telephone nothing lies beside the screen, with everything unfolded',
  async () => {
    const page = await visit(`?as=ada&inspect=${turn}#random`, { width: NARROW, touch: true })
    await panel(page).locator('.badge-good').waitFor()
    const folded = panel(page).locator('details:not([open]) > summary')
    while ((await folded.count()) > 0) await folded.first().tap()
    expect(await page.evaluate(outOfReach)).toEqual([])
    expect(await page.evaluate(pixelsBeside)).toBeLessThanOrEqual(0)
    expect(await panel(page).locator('.inspector-body').evaluate(sidewaysIn)).toBe(0)
  },
)
