/** KV and the coordinator slow, gone and overloaded under the running bot: a question is answered in each, and the page says why. */

import { expect, test } from 'vitest'
import { SLOW_MS } from '../../src/playground/weather/weather.ts'
import { ask, over, readIn } from './asking.ts'
import { findings } from './findings.ts'
import { useOwnPlayground } from './own-playground.ts'
import { noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

/** One of its own: the weather is the same for everybody. */
const playground = useOwnPlayground()

async function become(line: string): Promise<void> {
  const { url } = playground().discord
  const response = await fetch(`${url}/_local/weather`, { method: 'PUT', body: JSON.stringify({ line }) })
  expect(response.status).toBe(200)
}

interface Told {
  readonly timeline: readonly { readonly kind: string; readonly at: number }[]
  readonly event: object | null
}

async function inspected(interaction: string): Promise<Told> {
  const response = await fetch(`${playground().discord.url}/_local/inspect/${interaction}?as=ada`)
  return JSON.parse(await response.text())
}

/** In milliseconds from the asking. The cache is asked when the turn begins. */
const timeOf = (what: string, timeline: Told['timeline']): number =>
  timeline.find(({ kind }) => kind === what)?.at ?? Number.NaN

const SAID = 'These words need neither of them.'

/** Why the coordinator was not told of something, since so many events. */
const untold = (since: number): readonly unknown[] =>
  playground()
    .logged.slice(since)
    .flatMap(({ evt, message }) => (evt === 'coordinator.not_told' ? [message] : []))

test.skipIf(noBrowser).each([
  ['calm', {}, []],
  ['kv-is-slow', { cache: 'miss', cache_why: 'late' }, []],
  ['kv-is-gone', { cache: 'miss', cache_why: 'error' }, []],
  ['coordinator-is-slow', {}, []],
  ['coordinator-is-gone', {}, ['Network connection lost.']],
  ['cloudflare-coordinator:busy', {}, ['Durable Object is overloaded. Requests queued for too long.']],
])('%s: a question is answered, and nothing slow is waited for', async (line, figures, why) => {
  const { discord, claude, logged } = playground()
  await become(line)
  const before = logged.length
  const question = word()
  claude.script(question, [{ say: SAID }])
  const asked = await discord.say({ command: 'ask', member: 'ada', options: { prompt: question } })
  // Discord would say so if the first response had not come within three seconds.
  if (!asked.ok) throw new Error(asked.reason)
  expect(asked.failed).toBeNull()
  await expect.poll(async () => (await inspected(asked.interaction)).event).not.toBeNull()
  const { timeline, event } = await inspected(asked.interaction)
  expect(event).toMatchObject({ outcome: 'answered', ...figures })
  expect(timeOf('first words', timeline) - timeOf('cache', timeline)).toBeLessThan(SLOW_MS)
  expect(discord.state()).toMatchObject({
    messages: expect.arrayContaining([
      expect.objectContaining({ id: asked.message, content: expect.stringContaining(SAID) }),
    ]),
  })
  await expect.poll(() => untold(before)).toEqual(expect.arrayContaining(why))
})

test.skipIf(noBrowser)('nobody who asks how the bot is doing waits for a slow coordinator', async () => {
  await become('coordinator-is-slow')
  await expect.poll(async () => (await fetch(`${playground().bot.url}/health`)).text()).toContain('"unknown"')
})

test.skipIf(noBrowser)('a scene is chosen, and the inspector says that KV took too long', async () => {
  await become('calm')
  const page = await visit(`${playground().discord.url}/?as=ada#random`)
  await page.getByRole('button', { name: 'Weather: make something go wrong' }).click()
  const scene = page.getByRole('button', { name: 'KV is slow', exact: true })
  await scene.click()
  await page.getByRole('button', { name: 'KV (the cache): slow (3 s): calm again' }).waitFor()
  expect(await scene.getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByLabel('KV (the cache)', { exact: true }).inputValue()).toBe('slow')
  expect(await findings(page)).toEqual([])
  const question = word()
  playground().claude.script(question, [{ say: SAID }])
  const answer = await ask(page, question)
  await over(answer)
  expect(await readIn(answer)).toBe(SAID)
  await answer.hover()
  await answer.getByRole('button', { name: 'Inspect this answer' }).click()
  await page.locator('.inspector').getByText('KV took too long').first().waitFor()
})

test.skipIf(noBrowser)('an address lets the coordinator be gone, in German too', async () => {
  const page = await visit(`${playground().discord.url}/?as=cleo&weather=coordinator-is-gone#random`)
  const chip = page.getByRole('button', { name: 'Koordinator: weg: wieder ruhig' })
  await chip.waitFor()
  await chip.click()
  await expect.poll(() => chip.count()).toBe(0)
})
