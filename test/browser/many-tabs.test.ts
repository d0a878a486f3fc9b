/** Seven tabs of one browser, as many people: each shows what comes, and can ask. A browser has six connections to a host. */

import { expect, test } from 'vitest'
import { ask, over } from './asking.ts'
import { claudeSays } from './claude-says.ts'
import { answersTo, go, noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

/** Ada has two of them. All of these see #random. */
const PEOPLE = ['ada', 'ben', 'cleo', 'dora', 'emre', 'ben', 'ada']

test.skipIf(noBrowser)('an answer that the seventh tab asks for is shown in all of them', async () => {
  const first = await visit('?as=ada#random')
  const tabs = [first]
  for (const member of PEOPLE.slice(1)) {
    const tab = await first.context().newPage()
    await go(tab, `?as=${member}#random`)
    tabs.push(tab)
  }
  const question = word()
  await claudeSays(question, { say: `Seven of you read ${question}.` })
  await over(await ask(tabs[6] ?? first, question))
  for (const tab of tabs) await answersTo(tab, question).getByText(`Seven of you read ${question}.`).waitFor()
  expect(tabs).toHaveLength(7)
})
