/** The rounds in SQLite: what is written down of one, however much came from the web. */

import { expect, test } from 'vitest'
import type { Block } from '../../src/converse/claude/content.ts'
import { stepsTable, stepStore } from '../../src/converse/thread/step-store.ts'
import { interactionId } from '../build.ts'
import { fakeSql } from '../fakes/sql.ts'

const turn = interactionId('786008729715212338')

function kept(content: readonly Block[]): readonly Block[] | undefined {
  const sql = fakeSql()
  sql.exec(stepsTable)
  const storage = { sql, transactionSync: <T>(work: () => T): T => work() }
  const store = stepStore(storage, {
    files: () => [],
    keep: () => {},
  })
  store.beginStep(turn, content)
  return store.steps(turn)[0]?.content
}

const round = (size: number): readonly Block[] => [
  { type: 'text', text: 'Let me read it.' },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_fetch', input: {} },
  { type: 'web_fetch_tool_result', tool_use_id: 'srvtoolu_1', content: 'x'.repeat(size) },
  { type: 'tool_use', id: 'toolu_1', name: 'bash', input: {} },
]

test('a round is written down as it is', () => {
  expect(kept(round(50_000))).toEqual(round(50_000))
})

test('of one that fits no row, what came from the web is left out, and the calls stay', () => {
  expect(kept(round(3_000_000))?.map(({ type }) => type)).toEqual(['text', 'tool_use'])
})
