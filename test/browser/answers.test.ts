/** Somebody asks and watches the answer come: to its last word, over several messages, over a reload. */

import { expect, test } from 'vitest'
import { ask, button, over, readIn } from './asking.ts'
import { claudeSays, heldAfter, release } from './claude-says.ts'
import { findings } from './findings.ts'
import { copied, isDrawn } from './in-the-page.js'
import { answersTo, line, noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

const BEGINNING = 'First come these words, and they are there while the others are still being said.'
const REST = 'Then come the others, in a paragraph of their own.\n\nThese are the last of them.'
const WHOLE = `${BEGINNING} ${REST.replaceAll(/\s+/g, ' ')}`
const growing = heldAfter(`${BEGINNING}\n\n${REST}`, 'Then come the others')

test.skipIf(noBrowser)('an answer grows until all that Claude has said stands there', async () => {
  const page = await visit('?as=dora#@me')
  const question = word()
  await claudeSays(question, growing)
  const answer = await ask(page, question)
  await answer.getByText(BEGINNING).waitFor()
  await button(answer, 'Stop').waitFor()
  expect(await readIn(answer)).not.toContain('the last of them')
  await release(question)
  await over(answer)
  expect(await readIn(answer)).toBe(WHOLE)
  expect(await button(answer, 'Stop').count()).toBe(0)
  expect(await findings(page)).toEqual([])
})

test.skipIf(noBrowser)(
  'a visitor who reloads or goes away meanwhile finds the answer, and sees its end',
  async () => {
    const page = await visit('?as=dora#@me')
    const question = word()
    await claudeSays(question, growing)
    const answer = await ask(page, question)
    await answer.getByText(BEGINNING).waitFor()
    await page.reload()
    await answer.getByText(BEGINNING).waitFor()
    await button(page, 'random').click()
    await page.getByRole('heading', { level: 1, name: 'random' }).waitFor()
    expect(await answer.count()).toBe(0)
    await release(question)
    await page.goBack()
    await over(answer)
    expect(await readIn(answer)).toBe(WHOLE)
    expect(await findings(page)).toEqual([])
  },
)

test.skipIf(noBrowser)('a long answer is read in order over its messages, each word once', async () => {
  const page = await visit('?as=dora#@me')
  const question = word()
  const sentences = Array.from({ length: 90 }, (_, n) => `This is sentence ${n + 1} of a long answer.`)
  await claudeSays(question, { say: sentences.join('\n\n') })
  const answers = await ask(page, question)
  await over(answers)
  expect(await answers.count()).toBeGreaterThan(1)
  expect(await readIn(answers)).toBe(sentences.join(' '))
  // The end is in view, because nobody has scrolled away from it.
  await expect.poll(() => button(answers, 'Try again').isVisible()).toBe(true)
})

test.skipIf(noBrowser)(
  'a file that goes along has reached Claude, and stands with the question',
  async () => {
    const page = await visit('?as=dora#@me')
    await page.locator('.composer input[type=file]').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Buy bread and cheese'),
    })
    await button(page, 'Remove file').waitFor()
    await line(page).pressSequentially('What is in it?')
    await page.keyboard.press('Enter')
    const answer = answersTo(page, 'What is in it?')
    await over(answer)
    expect(await readIn(answer)).toContain('notes.txt')
    await answer.locator('.command-files').getByText('Buy bread and cheese').waitFor()
    expect(await findings(page)).toEqual([])
  },
)

test.skipIf(noBrowser)('a chart is seen, and code is copied as it was said', async () => {
  const page = await visit('?as=dora#@me')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const answer = await ask(page, 'plot')
  await over(answer)
  const picture = answer.locator('.picture img')
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate(isDrawn)).toBe(true)
  const code = answer.locator('pre').first()
  await code.hover()
  await button(code, 'Copy').click()
  await expect.poll(() => page.evaluate(copied)).toBe(await code.locator('code').textContent())
  expect(await findings(page)).toEqual([])
})

test.skipIf(noBrowser)('a table stands in lines of one length, and a spoiler opens by a press', async () => {
  const page = await visit('?as=dora#@me')
  const table = await ask(page, 'table')
  await over(table)
  const lines = ((await table.locator('pre code').first().textContent()) ?? '').trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.filter((row) => row.includes('Ask again'))).toHaveLength(1)
  const marks = await ask(page, 'markdown')
  await over(marks)
  const spoiler = marks.locator('.md-spoiler')
  expect(await spoiler.getAttribute('aria-expanded')).toBe('false')
  await spoiler.click()
  expect(await spoiler.getAttribute('aria-expanded')).toBe('true')
  expect(await findings(page)).toEqual([])
})
