/** axe finds nothing in any state of the page: light and dark, wide and on a telephone, in English and in German. */

import { beforeAll, describe, expect, inject, test } from 'vitest'
import { findings } from './findings.ts'
import { focused } from './in-the-page.js'
import { answersTo, go, noBrowser, line, NARROW, type, useBrowser, visit, WIDE } from './visit.ts'

useBrowser()

/** With all that an answer can be made of; `table` and `code` have parts of their own. */
const QUESTIONS = ['markdown', 'table', 'code', 'plot']

beforeAll(async () => {
  if (noBrowser) return
  for (const prompt of QUESTIONS)
    await fetch(`${inject('page')}/_local/say`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ member: 'ada', command: 'ask', options: { prompt } }),
    })
})

/** Each two of theme, width and language meet. */
const views = [
  { theme: 'dark', width: WIDE, member: 'ada' },
  { theme: 'light', width: WIDE, member: 'cleo' },
  { theme: 'dark', width: NARROW, member: 'cleo' },
  { theme: 'light', width: NARROW, member: 'ada' },
] as const

describe.each(views)('$theme, $width pixels wide, as $member', ({ theme, width, member }) => {
  const at = (place: string): string => `?as=${member}#${place}`

  test.skipIf(noBrowser)('a channel with answers, and the menu of a message', async () => {
    const page = await visit(at('general'), { theme, width })
    for (const question of QUESTIONS)
      await answersTo(page, question).getByRole('button', { name: 'Try again' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page
      .locator('.message')
      .first()
      .click({ button: 'right', position: { x: 150, y: 4 } })
    await page.locator('.message-menu').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test.skipIf(noBrowser)('an empty channel, and what the line to type in offers', async () => {
    const page = await visit(at('@me'), { theme, width })
    expect(await findings(page)).toEqual([])
    await line(page).pressSequentially('/')
    await page.locator('.suggestion').first().waitFor()
    expect(await findings(page)).toEqual([])
    await line(page).pressSequentially('ask hi model: ')
    await page.locator('.popup-list').waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await line(page).fill('')
    await page.keyboard.press('Backspace')
    await type(page, 'hello')
    await page.locator('#note').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test.skipIf(noBrowser)('the bot’s own messages, and a form', async () => {
    const page = await visit(at('@me'), { theme, width })
    for (const command of ['/help ', '/settings ', '/status ']) await type(page, command)
    await answersTo(page, '/status').last().waitFor()
    expect(await findings(page)).toEqual([])
    await type(page, '/ask ')
    await page.locator('dialog').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test.skipIf(noBrowser)('the members to choose from, and what comes in from the sides', async () => {
    const page = await visit(at('random'), { theme, width })
    if (width === NARROW) await page.locator('#open-sidebar').click()
    await page.locator('.me').click()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('.me-area [role=menu]').waitFor({ state: 'hidden' })
    if (width === NARROW) {
      // The list of channels lies over the page, and is the next to close.
      await page.keyboard.press('Escape')
      await page.locator('#toggle-aside').click()
    }
    await page.locator('#members').waitFor()
    expect(await findings(page)).toEqual([])
  })

  test.skipIf(noBrowser)('a place where the bot is not, and an address that leads nowhere', async () => {
    const page = await visit('?as=emre#departures', { theme, width })
    expect(await findings(page)).toEqual([])
    await go(page, at('nowhere'))
    await page.locator('#note').waitFor()
    expect(await findings(page)).toEqual([])
  })
})

test.skipIf(noBrowser)('with a keyboard one is in the line to type in at once', async () => {
  const page = await visit('?as=ada#random')
  await expect.poll(() => page.evaluate(focused)).toContain('input')
})

test.skipIf(noBrowser)('where a keyboard would come up the line is a Tab and an Enter away', async () => {
  const page = await visit('?as=ada#random', { width: NARROW, touch: true })
  expect(await page.evaluate(focused)).not.toContain('input')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(focused)).toBe('skip')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(focused)).toContain('input')
})

test.skipIf(noBrowser)('all channels are one stop of the Tab key', async () => {
  const page = await visit('?as=ada#random')
  await page.locator('.channel-open').focus()
  await page.keyboard.press('ArrowUp')
  expect(await page.evaluate(focused)).toContain('channel-thread')
  await page.locator('.channel-open').focus()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(focused)).toBe('me')
})
