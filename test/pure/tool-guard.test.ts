/** A runaway ends: the same call again and again, too many rounds, too much time. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ToolCall } from '../../src/converse/claude/content.ts'
import { noToolUse, runaway, type ToolUse, used } from '../../src/converse/tools/guard.ts'

const call = (command: string, id = 'toolu_1'): ToolCall => ({ id, name: 'bash', input: { command } })
const after = (rounds: readonly (readonly ToolCall[])[], ms = 10): ToolUse =>
  rounds.reduce<ToolUse>((use, calls) => used(use, calls, ms), noToolUse)

test('two equal calls are let through, and the third is not', () => {
  expect(runaway(after([[call('ls')]]), [call('ls')])).toBeUndefined()
  expect(runaway(after([[call('ls')], [call('ls')]]), [call('ls')])).toBe('tools go round')
  expect(runaway(after([[call('ls')], [call('ls')]]), [call('ls -a')])).toBeUndefined()
})

test('three equal calls in one round are a runaway, too', () => {
  expect(runaway(noToolUse, [call('ls', 'a'), call('ls', 'b'), call('ls', 'c')])).toBe('tools go round')
})

test('the order of arguments makes no other call', () => {
  const one: ToolCall = { id: 'a', name: 'chart', input: { type: 'bar', labels: ['x'] } }
  const same: ToolCall = { id: 'b', name: 'chart', input: { labels: ['x'], type: 'bar' } }
  expect(runaway(after([[one], [same]]), [one])).toBe('tools go round')
})

test('after twelve rounds, or a minute of tools, it is enough', () => {
  const rounds = Array.from({ length: 12 }, (_, n) => [call(`echo ${n}`)])
  expect(runaway(after(rounds.slice(0, 11)), [call('more')])).toBeUndefined()
  expect(runaway(after(rounds), [call('more')])).toBe('tools too long')
  expect(runaway(after([[call('a')], [call('b')]], 29_999), [call('c')])).toBeUndefined()
  expect(runaway(after([[call('a')], [call('b')]], 30_000), [call('c')])).toBe('tools too long')
})

test('whatever Claude calls, a turn has no more than twelve rounds and no call more than twice', () => {
  const input = fc.oneof(fc.jsonValue(), fc.constant(undefined))
  const calls = fc.array(fc.record({ id: fc.string(), name: fc.constantFrom('bash', 'chart'), input }), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 30 }), (rounds) => {
      let use: ToolUse = noToolUse
      for (const round of rounds) {
        if (runaway(use, round) !== undefined) break
        use = used(use, round, 1)
      }
      expect(use.rounds).toBeLessThanOrEqual(12)
      expect(Math.max(0, ...Object.values(use.calls))).toBeLessThanOrEqual(2)
    }),
  )
})
