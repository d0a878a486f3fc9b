/** How a turn calls its tools by the variants of its thread: together or one after the other, with an expectation or none. */

import { expect, test } from 'vitest'
import type { Block } from '../../src/converse/claude/content.ts'
import type { Settings } from '../../src/settings/settings.ts'
import type { TestClock } from '../fakes/clock.ts'
import { end, play, said } from '../fakes/play-turn.ts'
import { fakeTools } from '../fakes/turn-tools.ts'

const uses: readonly Block[] = ['one', 'two', 'three'].map((id) => ({
  type: 'tool_use',
  id,
  name: 'bash',
  input: { command: id },
}))

/** Claude calls three tools at once, of which each takes a second. */
async function work(settings: Partial<Settings>) {
  let clock: TestClock | undefined
  let [atWork, most, expectations] = [0, 0, 0]
  const begun: string[] = []
  const results: (readonly string[])[] = []
  const tools = fakeTools({
    usual: () => {
      expectations += 1
      return 3_000
    },
    call: async ({ id }) => {
      begun.push(id)
      most = Math.max(most, (atWork += 1))
      await clock?.sleep(1_000)
      atWork -= 1
      return { id, text: `${id} done`, isError: false }
    },
    end: (all) => results.push(all.map(({ text }) => text)),
  })
  const stopped = end('tool_use')
  const { end: ended, text } = await play({
    settings,
    tools,
    begin: (made) => (clock = made),
    claude: [
      [{ ...stopped, ...(stopped.kind === 'end' ? { content: uses } : {}) }],
      [said('All done.'), end()],
    ],
  })
  const { report } = ended
  return { most, begun, results, expectations, text, ms: report.toolMs, calls: report.toolCalls, report }
}

const same = {
  begun: ['one', 'two', 'three'],
  results: [['one done', 'two done', 'three done']],
  text: 'All done.',
  calls: 3,
}

test('tools that are called together run together, and say how long they usually take', async () => {
  const worked = await work({})
  expect(worked).toMatchObject({ ...same, most: 3, ms: 1_000, expectations: 3 })
  expect(worked.report).toMatchObject({ x_side_by_side_tools: 'on', x_eta: 'on' })
})

test('without SIDE_BY_SIDE_TOOLS they run one after the other, and bring the same', async () => {
  const worked = await work({ sideBySideTools: 0 })
  expect(worked).toMatchObject({ ...same, most: 1, ms: 3_000 })
  expect(worked.report).toMatchObject({ x_side_by_side_tools: 'off', x_eta: 'on' })
})

test('without ETA nobody asks how long they usually take', async () => {
  const worked = await work({ eta: 0 })
  expect(worked).toMatchObject({ ...same, most: 3, expectations: 0 })
  expect(worked.report).toMatchObject({ x_side_by_side_tools: 'on', x_eta: 'off' })
})
