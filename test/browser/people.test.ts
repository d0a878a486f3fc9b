/** Two tabs are two people: each has an address, a view of their own, and a way back. */

import { expect, test } from 'vitest'
import { background } from './in-the-page.js'
import { answersTo, go, noBrowser, line, type, useBrowser, visit, word } from './visit.ts'

useBrowser()

test.skipIf(noBrowser)(
  'what one asks the other sees at once, and nothing of what is in direct messages',
  async () => {
    const [ada, ben] = [await visit('?as=ada#random'), await visit('?as=ben#random')]
    const [open, secret] = [word(), word()]
    await type(ada, `/ask ${open}`)
    await answersTo(ben, open).waitFor()
    await go(ada, '?as=ada#@me')
    await type(ada, `/ask ${secret}`)
    await answersTo(ada, secret).getByRole('button', { name: 'Try again' }).waitFor()
    await ben.getByRole('button', { name: 'Threadkeeper' }).first().click()
    await ben.getByRole('heading', { level: 1, name: 'Threadkeeper' }).waitFor()
    expect(await answersTo(ben, secret).count()).toBe(0)
    expect(await ada.title()).toBe('@Threadkeeper · The Reading Corner')
  },
)

test.skipIf(noBrowser)('an address leads to a member, a channel, a thread, and direct messages', async () => {
  const page = await visit('?as=cleo#weekend-plans')
  const title = page.getByRole('heading', { level: 1 })
  expect(await title.textContent()).toBe('weekend plans')
  expect(await page.locator('html').getAttribute('lang')).toBe('de')
  for (const [address, name] of [
    ['?as=finn', 'departures'],
    ['?as=dora#film-night', 'film night'],
    ['?as=emre#@me', 'Threadkeeper'],
    ['?as=ben#290000000000000012', 'random'],
  ] as const) {
    await go(page, address)
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'random' }).waitFor()
  expect(new URL(page.url()).search).toBe('?as=ben')
})

test.skipIf(noBrowser)('an address that leads nowhere says so in one sentence', async () => {
  const page = await visit('?as=zoe')
  const note = page.locator('#note')
  await expect.poll(() => note.textContent()).toBe('There is no member “zoe”. You ask as Ada.')
  await go(page, '?as=cleo#nowhere')
  await expect.poll(() => note.textContent()).toBe('Cleo sieht keinen Kanal „nowhere“.')
  await go(page, '?as=ben#random/123')
  await expect.poll(() => note.textContent()).toBe('That message is not here.')
})

test.skipIf(noBrowser)('Back leads through channels and members', async () => {
  const page = await visit('?as=ada#general')
  const place = (): string => page.url().replace(/^.*\/(?=\?)/, '')
  await page.getByRole('button', { name: 'random' }).click()
  expect(place()).toBe('?as=ada#random')
  await page.locator('#members').getByText('Ben').click()
  await page.locator('.me').getByText('Ben').waitFor()
  expect(place()).toBe('?as=ben#random')
  await page.goBack()
  await page.locator('.me').getByText('Ada').waitFor()
  expect(place()).toBe('?as=ada#random')
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'general' }).waitFor()
  await page.goForward()
  await page.getByRole('heading', { level: 1, name: 'random' }).waitFor()
})

test.skipIf(noBrowser)('a link to a message opens its channel and marks it', async () => {
  const page = await visit('?as=ada#general')
  const first = page.locator('.message').first()
  const id = await first.getAttribute('data-id')
  await go(page, `?as=ben#general/${id}`)
  await page.locator('.message-revealed').waitFor()
  expect(await page.locator('.message-revealed').getAttribute('data-id')).toBe(id)
  expect(page.url()).toContain(`#general/${id}`)
})

test.skipIf(noBrowser)('who has not installed the bot is told so where it is not', async () => {
  const page = await visit('?as=ben#film-night')
  await type(page, '/ask hi')
  await expect
    .poll(() => page.locator('#note').textContent())
    .toContain('You have not installed Threadkeeper')
  await go(page, '?as=finn#film-night')
  const question = word()
  await type(page, `/ask ${question}`)
  await answersTo(page, question).getByRole('button', { name: 'Try again' }).waitFor()
})

test.skipIf(noBrowser)('colours are those of the system until somebody chooses, and then stay', async () => {
  const page = await visit('?as=ada#random', { theme: 'light' })
  const colour = (): Promise<string> => page.locator('.main').evaluate(background)
  expect(await colour()).toBe('rgb(255, 255, 255)')
  await page.getByRole('button', { name: 'Use dark colours' }).click()
  expect(await colour()).toBe('rgb(37, 38, 46)')
  await page.reload()
  await line(page).waitFor()
  expect(await colour()).toBe('rgb(37, 38, 46)')
})
