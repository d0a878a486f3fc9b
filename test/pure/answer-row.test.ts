/** What an answer came to, written down and read back by another life of the turn. */

import { expect, test } from 'vitest'
import type { Answer } from '../../src/converse/turn/answer.ts'
import { readAnswer, writeEnded } from '../../src/converse/turn/answer-row.ts'
import { noUsage } from '../../src/converse/claude/model-event.ts'
import type { Round } from '../../src/converse/claude/rounds.ts'
import { parseJson } from '../../src/json.ts'
import { answer, interactionId, question } from '../build.ts'

const round = (id: string, brings: number): Round => ({
  content: [{ type: 'tool_use', id, name: 'bash', input: {} }],
  results: [{ id, text: 'x'.repeat(brings), isError: false }],
})
const { id } = question()
const readBack = (said: Answer): Answer =>
  readAnswer(id, { said: said.text, conclusion: parseJson(writeEnded(said)) })

test('an answer that has ended is read back as it was, without its files', () => {
  const ended = answer({
    by: interactionId('5'),
    text: 'Half of',
    rounds: [round('a', 3), round('b', 10_000)],
    hasUsedTools: true,
    toolMs: 1_200,
    sources: [{ title: 'A page', url: 'https://example.org/' }],
    cost: { model: 'main', claudeCalls: 3, usage: { ...noUsage, outputTokens: 7 }, usd: 0.25, toolHits: 1 },
    ending: { why: 'resting', again: 20_500 },
  })
  const file = { name: 'a.txt', type: 'text/plain', content: new Uint8Array([1]) }
  expect(readBack({ ...ended, files: [file] })).toEqual(ended)
})

test('of one that has not, or that nobody can read, there is the text', () => {
  const begun = answer({ text: 'Half of' })
  for (const conclusion of [undefined, null, 'junk', {}, { why: 'sung' }])
    expect(readAnswer(id, { said: 'Half of', conclusion })).toEqual(begun)
  for (const junk of [undefined, null, 5, [], { said: 5 }]) expect(readAnswer(id, junk)).toEqual(answer())
})

test('of rounds that are too large for a row it is still known how many calls they made', () => {
  const rounds = Array.from({ length: 30 }, (_, n) => round(String(n), 20_000))
  const ended = answer({ rounds, ending: { why: '' } })
  expect(writeEnded(ended).length).toBeLessThan(500_000)
  expect(readBack(ended).rounds.flatMap(({ results }) => results)).toHaveLength(30)
})
