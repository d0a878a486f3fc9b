/** Somebody ends an answer before its end, or takes a question back that still waits. */

import { expect, test } from 'vitest'
import { ask, button, keyTo, over, readIn } from './asking.ts'
import { claudeSays, heldAfter, release } from './claude-says.ts'
import { findings } from './findings.ts'
import { noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

const KEPT = 'These words are there when the answer is stopped, and they stay.'
const slow = heldAfter(`${KEPT} What comes after them is never said.`, 'What comes after')

test.skipIf(noBrowser)(
  'a press on Stop ends the answer, keeps what is there and says who it was',
  async () => {
    const page = await visit('?as=emre#weekend-plans')
    const question = word()
    await claudeSays(question, slow)
    const answer = await ask(page, question)
    await answer.getByText(KEPT).waitFor()
    await button(answer, 'Stop').click()
    await answer.getByText('Stopped by Emre').waitFor()
    await over(answer)
    expect(await readIn(answer)).toContain(KEPT)
    expect(await readIn(answer)).not.toContain('never said')
    expect(await button(answer, 'Stop').count()).toBe(0)
    await release(question)
    expect(await findings(page)).toEqual([])
  },
)

test.skipIf(noBrowser)('the keyboard finds Stop, and stays at the answer', async () => {
  const page = await visit('?as=emre#weekend-plans')
  const question = word()
  await claudeSays(question, slow)
  const answer = await ask(page, question)
  await answer.getByText(KEPT).waitFor()
  await keyTo(page, 'Shift+Tab', 'Stop')
  await page.keyboard.press('Enter')
  await answer.getByText('Stopped by Emre').waitFor()
  await over(answer)
  await keyTo(page, 'Tab', 'Try again')
  await release(question)
  expect(await readIn(answer)).toContain(KEPT)
})

test.skipIf(noBrowser)('a question that waits is taken back, and the one before it is answered', async () => {
  const page = await visit('?as=emre#weekend-plans', { theme: 'light' })
  const [first, second] = [word(), word()]
  await claudeSays(first, slow)
  const answer = await ask(page, first)
  await answer.getByText(KEPT).waitFor()
  const waiting = await ask(page, second)
  await waiting.getByText('1 question ahead of yours').waitFor()
  expect(await findings(page)).toEqual([])
  await button(waiting, 'Cancel').click()
  await waiting.getByText('Cancelled by Emre').waitFor()
  await release(first)
  await over(answer)
  expect(await readIn(answer)).toContain('never said')
})

test.skipIf(noBrowser)('somebody else cannot stop it, and is told so alone', async () => {
  const [page, other] = [await visit('?as=emre#weekend-plans'), await visit('?as=ben#weekend-plans')]
  const question = word()
  await claudeSays(question, slow)
  const answer = await ask(page, question)
  await answer.getByText(KEPT).waitFor()
  await button(other.locator('.message', { hasText: question }), 'Stop').click()
  const told = 'Only the member who asked and moderators can do this.'
  await other.getByText(told).waitFor()
  await release(question)
  await over(answer)
  expect(await page.getByText(told).count()).toBe(0)
  expect(await readIn(answer)).toContain('never said')
})
