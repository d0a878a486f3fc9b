/** What an answer came to, written down and read back by another life of the turn. */

import { expect, test } from 'vitest'
import { openAccount } from '../../src/converse/turn/account.ts'
import { readConclusion, writeConclusion } from '../../src/converse/turn/conclusion.ts'
import type { Step } from '../../src/converse/claude/steps.ts'

const round = (id: string, brings: number): Step => ({
  content: [{ type: 'tool_use', id, name: 'bash', input: {} }],
  results: [{ id, text: 'x'.repeat(brings), isError: false }],
})
const readBack = (steps: readonly Step[]) =>
  readConclusion(JSON.parse(writeConclusion({ ...openAccount('main'), steps })))

test('rounds are read back as they were', () => {
  const steps = [round('a', 3), round('b', 10_000)]
  expect(readBack(steps)?.steps).toEqual(steps)
})

test('of rounds that are too large for a row it is still known how many calls they made', () => {
  const steps = Array.from({ length: 30 }, (_, n) => round(String(n), 20_000))
  const written = writeConclusion({ ...openAccount('main'), steps })
  expect(written.length).toBeLessThan(500_000)
  expect(readBack(steps)?.steps.flatMap(({ results }) => results)).toHaveLength(30)
})
