/** What a call may cost at most: never less than the local Claude counts. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateOf, estimateOfTurn, mostTokensIn } from '../../src/converse/claude/estimate.ts'
import { modelRequest } from '../../src/converse/claude/prompt.ts'
import { listed } from '../../src/settings/prices.ts'
import { settings, spoken, transcript } from '../build.ts'

const haiku = 'claude-haiku-5-5'

test('is the dearest input and the longest answer', () => {
  // 2,000 bytes are 1,000 tokens at most, newly written to the prompt cache.
  const { nanoUsd, tokens } = estimateOf(listed, haiku, 'a'.repeat(2_000), 4_096)
  expect(tokens).toBe(5_096)
  expect(nanoUsd).toBe(1_000 * 125 + 4_096 * 500)
})

test('has the dearer price of a long prompt', () => {
  const long = estimateOf(listed, haiku, 'a'.repeat(240_000), 0)
  expect(long.nanoUsd).toBe(120_000 * 125 * 5)
})

test('counts every text at two bytes a token or more, whatever its language', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const bytes = new TextEncoder().encode(text.toWellFormed()).length
      expect(mostTokensIn(text)).toBeGreaterThanOrEqual(Math.floor(bytes / 2))
      expect(mostTokensIn(text)).toBeLessThanOrEqual(bytes)
    }),
    { numRuns: 30 },
  )
})

test('counts a picture by its size in Claude’s eyes, not by its bytes', () => {
  const image = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000_000) },
  }
  expect(mostTokensIn([image])).toBe(1_600)
  const pdf = { type: 'document', source: { type: 'base64', data: 'A'.repeat(300_000) } }
  expect(mostTokensIn([pdf])).toBeGreaterThanOrEqual(30_000)
  expect(mostTokensIn([pdf])).toBeLessThan(31_000)
})

test('of a turn covers the request that it will make, tools left out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 400 }), { maxLength: 5 }),
      fc.string({ minLength: 1 }),
      (said, asked) => {
        const parts = {
          ...settings({ model: haiku, maxTokens: 512 }),
          transcript: transcript({
            exchanges: said.map((text) => ({ name: 'Ada', asked: text, answered: text })),
          }),
        }
        const question = { ...spoken(), asked }
        const early = estimateOfTurn(parts, { spoken: question, transcript: parts.transcript })
        const request = modelRequest({ ...parts, asked: question })
        const late = estimateOf(listed, haiku, request, 512)
        expect(early.nanoUsd).toBeGreaterThanOrEqual(late.nanoUsd)
        expect(early.nanoUsd).toBeLessThan(2 * late.nanoUsd + 2_000_000)
      },
    ),
  )
})
