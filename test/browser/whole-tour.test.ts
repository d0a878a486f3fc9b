/** The whole guided tour, as a visitor of a new playground goes through it: six steps, each by its own presses. */

import { expect, test } from 'vitest'
import { listAt } from '../../src/json.ts'
import { findings } from './findings.ts'
import { useOwnPlayground } from './own-playground.ts'
import { noBrowser, useBrowser, visit } from './visit.ts'

useBrowser()

/** One of its own: one step wants a server where nobody has asked, another crashes the bot. */
const playground = useOwnPlayground()

const STEPS = [
  ['Memory', 'Tell it a name', 'Ask for the name'],
  ['Saved answers', 'Ask it for me', 'Ask it somewhere else'],
  ['Two members at once', 'Ask it as two members'],
  ['A file and a chart', 'Ask it for me'],
  ['A crash', 'Ask it for me', 'Crash the bot'],
  ['Stop', 'Ask it for me', 'Press Stop'],
] as const

test.skipIf(noBrowser)('each step is done by its presses, and leads to the next', async () => {
  const { discord, claude } = playground()
  const page = await visit(`${discord.url}/?as=ada#general`)
  const card = page.locator('#tour')
  const press = (name: string): Promise<void> => card.getByRole('button', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Take the tour' }).click()
  for (const [at, [name, ...presses]] of STEPS.entries()) {
    for (const one of presses) await press(one)
    await card.getByText(`Step ${at + 1}: ${name}, done`).waitFor()
    expect(await findings(page)).toEqual([])
    const following = STEPS[at + 1]?.[0]
    await press(following === undefined ? 'End of the tour' : `Next: ${following}`)
  }
  expect(await card.isHidden()).toBe(true)

  /** How often Claude was asked just this: earlier questions and the results of tools have these words, too. */
  const asked = async (question: string): Promise<number> =>
    (await claude.requests(question)).filter(({ body }) =>
      JSON.stringify(listAt(body, 'messages').at(-1)).includes(`${question}"`),
    ).length
  // Two places and two members, but one call for each; one that the crash broke off, and one that was stopped.
  expect([await asked('table'), await asked('slow')]).toEqual([1, 3])
  // A screen reader says what the picture shows.
  await page.getByRole('img', { name: 'Monthly sums of sales.csv' }).waitFor()
  expect(discord.violations()).toEqual([])
})
