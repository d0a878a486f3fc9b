/** Time is skipped in the playground: alarms go off, answers and memory stay, and a page shows how far ahead the bot is. */

import { expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { listOf, recordOf, textOf } from '../../src/playground/discord/json.ts'
import { type PagePlayground, startPagePlayground } from '../fakes/page-playground.ts'
import { ask, over, readIn } from './asking.ts'
import { heldAfter } from './claude-says.ts'
import { findings } from './findings.ts'
import { useOwnPlayground } from './own-playground.ts'
import { go, noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

/** One of its own: time passes for everybody. */
const playground = useOwnPlayground()

const at = (address: string): string => `${playground().discord.url}/${address}`
const button = (within: Locator | Page, name: string): Locator =>
  within.getByRole('button', { name, exact: true })
const aheadOf = (page: Page): Promise<string> => page.locator('.weather-ahead').innerText()

async function skip({ discord }: PagePlayground): Promise<void> {
  const response = await fetch(`${discord.url}/_local/weather/skip`, { method: 'POST' })
  expect([response.status, await response.json()]).toMatchObject([200, { ok: true }])
}

/** What Ada reads after a command. */
async function told({ discord }: PagePlayground, command: string, options: object = {}): Promise<string> {
  const done = await discord.say({ command, member: 'ada', options })
  if (!done.ok) throw new Error(done.reason)
  const read = (): string => {
    const shown = listOf(discord.state()['messages']).map(recordOf)
    return textOf(shown.find(({ id }) => id === done.message)?.['content']) ?? ''
  }
  await expect.poll(read).not.toBe('')
  return read()
}

test('an alarm that is due in ten minutes goes off', async () => {
  // A conversation is forgotten by an alarm: here when its session closes, but not before ten minutes.
  const own = await startPagePlayground({ TRANSCRIPT_RETENTION_DAYS: '0', SESSION_IDLE_SECONDS: '540' })
  try {
    await told(own, 'ask', { prompt: 'my name is Robin' })
    await expect.poll(() => told(own, 'status')).toContain('my name is Robin')
    await skip(own)
    await expect.poll(() => told(own, 'status')).toContain('I do not remember anything here yet.')
    expect(own.discord.violations()).toEqual([])
  } finally {
    await own.close()
  }
})

test.skipIf(noBrowser)(
  'two quick presses are twenty minutes, and the conversation is remembered',
  async () => {
    const page = await visit(at('?as=ada#general'))
    const first = await ask(page, 'my name is Robin')
    await over(first)
    await button(page, 'Weather: make something go wrong').click()
    await button(page, 'Skip 10 minutes').click()
    await button(page, 'Skip 10 minutes').click()
    await expect.poll(() => aheadOf(page)).toBe('The bot is 20 minutes ahead')
    await page
      .locator('.weather-status')
      .getByText(/^The bot is 20 minutes ahead\. It took [\d.]+ s\.$/)
      .waitFor()
    expect(await readIn(first)).toContain('your name is Robin')
    const second = await ask(page, 'what is my name?')
    await over(second)
    expect(await readIn(second)).toContain('your name is Robin')
    await button(page, 'Copy its address').click()
    await page.locator('.weather-status').getByText('/?weather=ahead:20').waitFor()
    expect(await findings(page)).toEqual([])
    expect(playground().discord.violations()).toEqual([])
  },
)

test.skipIf(noBrowser)('an answer that was being written goes on ten minutes later', async () => {
  const { discord, claude } = playground()
  const page = await visit(at('?as=ben#random'))
  const question = word()
  const said = 'These words were there before, and these came ten minutes later.'
  claude.script(question, [heldAfter(said, 'there before,'), { say: said, continues: true }])
  const answer = await ask(page, question)
  await answer.getByText('These words were there before').waitFor()
  await skip(playground())
  await over(answer)
  // After so long a message below it tells Ben that it is done.
  expect(await readIn(answer.first())).toBe(said)
  expect(discord.violations()).toEqual([])
})

test.skipIf(noBrowser)('an address brings the bot there, and a German page says so', async () => {
  const page = await visit(at('?as=cleo&weather=ahead:95#general'))
  await expect.poll(() => aheadOf(page)).toBe('Der Bot ist 1 Stunde, 35 Minuten voraus')
  await go(page, at('?as=cleo&weather=ahead:0'))
  await expect
    .poll(() => page.locator('#note').textContent())
    .toBe('ahead ist eine ganze Zahl von 1 bis 44640, nicht „0“.')
  await button(page, 'Wetter: etwas schiefgehen lassen').click()
  await button(page, '10 Minuten überspringen').waitFor()
})
