/** The weather on the page: somebody makes Claude decline, crashes the bot, puts a new version in place, and all is calm again. */

import { expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { ask, over, readIn } from './asking.ts'
import { findings } from './findings.ts'
import { useOwnPlayground } from './own-playground.ts'
import { go, noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

/** One of its own: the weather is the same for everybody. */
const playground = useOwnPlayground()

const at = (address: string): string => `${playground().discord.url}/${address}`
/** What the local Claude answers in two sentences. */
const short = (): string => `think ${word()}`

/** Of no longer name: a chip ends with *calm again*, too. */
const button = (within: Locator | Page, name: string): Locator =>
  within.getByRole('button', { name, exact: true })

test.skipIf(noBrowser)('a fault is chosen, stands above the line, is met, and passes', async () => {
  const page = await visit(at('?as=ada#random'))
  await button(page, 'Weather: make something go wrong').click()
  await page.getByLabel('Claude', { exact: true }).selectOption('declines')
  const chip = button(page, 'Claude: declines: calm again')
  await chip.waitFor()
  expect(await findings(page)).toEqual([])
  const answer = await ask(page, short())
  await answer.getByText('Claude declined to continue here. Try rephrasing your question.').waitFor()
  await button(page.locator('#weather-now'), 'Calm again').click()
  await expect.poll(() => chip.count()).toBe(0)
  const next = await ask(page, short())
  await over(next)
  expect(await readIn(next)).toContain('five is a good number.')
})

test.skipIf(noBrowser)('the bot answers after a crash and after a new version', async () => {
  const page = await visit(at('?as=ben&weather=calm#general'))
  await button(page, 'Weather: make something go wrong').click()
  for (const [deed, done] of [
    ['Crash the bot', /^The bot was back after [\d.]+ s\.$/],
    ['Deploy a new version', /^The new version was there after [\d.]+ s\.$/],
  ] as const) {
    await button(page, deed).click()
    await page.locator('.weather-status').getByText(done).waitFor()
  }
  const answer = await ask(page, short())
  await over(answer)
  expect(await readIn(answer)).toContain('five is a good number.')
})

test.skipIf(noBrowser)('a wrong address of the weather is told in the language of the page', async () => {
  const page = await visit(at('?as=ada&weather=claude:tired'))
  const note = page.locator('#note')
  await expect.poll(() => note.textContent()).toMatch(/^claude is one of well, .*, not “tired”\.$/)
  for (const [line, told] of [
    ['claude:tired', /^claude ist eines von well, .*, nicht „tired“\.$/],
    ['hail', /^Es gibt kein Wetter „hail“\. Es gibt: discord-latency, .*\.$/],
    ['claude-speed:0', /^claude-speed ist eine ganze Zahl von 1 bis 300, nicht „0“\.$/],
  ] as const) {
    await go(page, at(`?as=cleo&weather=${line}`))
    await expect.poll(() => note.textContent()).toMatch(told)
  }
  // The state brings the language, and wipes away what was told before.
  const came: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', () => came.push('state')))
  page.on('request', (request) => request.url().endsWith('/_local/weather') && came.push('weather'))
  await page.goto(at('?as=cleo&weather=hail'))
  await expect.poll(() => came).toContain('weather')
  expect(came[0]).toBe('state')
})
