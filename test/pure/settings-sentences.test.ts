/** The sentences about wrong settings: one for each mistake, all at once, and never a secret. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSettings } from '../../src/settings/settings.ts'
import { secrets, problems, documented } from '../fakes/documented-settings.ts'

const names = [...documented.map(({ name }) => name), ...Object.keys(secrets), 'DISCORD_TOKEN']

test.each(names)('a %s that is no text gets one sentence', (name) => {
  expect(problems({ [name]: true })).toEqual([`${name} is not text; write it in quotes.`])
})

test('a long wrong value is shortened', () => {
  expect(problems({ MAX_TOKENS: '9'.repeat(500) })[0]?.length).toBeLessThan(150)
})

test('all mistakes are told at once, and each sentence begins with its variable', () => {
  expect(problems({ MAX_TOKENS: 'x', CACHE: 'maybe', MODEL: '?' })).toHaveLength(3)
  const values = fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined))
  const environment = fc.dictionary(fc.constantFrom(...names), values)
  fc.assert(
    fc.property(environment, (env) => {
      for (const problem of problems(env)) {
        expect(names.some((name) => problem.startsWith(`${name} is `))).toBe(true)
        expect(problem.endsWith('.')).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('no sentence ever repeats a secret', () => {
  const secret = fc.string({ minLength: 6, unit: fc.constantFrom('x', 'q', '7', ' ', '$') })
  fc.assert(
    fc.property(
      secret.filter((text) => text.trim().length >= 6),
      (value) => {
        const read = readSettings({
          DISCORD_PUBLIC_KEY: value,
          DISCORD_APPLICATION_ID: value,
          ANTHROPIC_API_KEY: value,
          DISCORD_TOKEN: value,
        })
        const reported = read.ok ? '' : read.problems.join('\n')
        expect(reported).not.toContain(value.trim())
      },
    ),
    { numRuns: 1_000 },
  )
})
