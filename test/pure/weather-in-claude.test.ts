/** The weather in the local Claude: every request meets it that no script is for. */

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CLAUDE_FAULTS, calm, weatherOf } from '../../src/playground/weather/weather.ts'
import { weatherOfClaude } from '../../src/playground/steer/claude-weather.ts'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
const slept: number[] = []
beforeAll(async () => {
  on = await stage({
    sleep: (ms) => {
      slept.push(ms)
      return Promise.resolve()
    },
  })
})
afterEach(() => weatherOfClaude(on.claude)(calm))
afterAll(() => on.claude.close())

const set = (line: string): void => {
  const read = weatherOf(line)
  if (!read.ok) throw new Error(read.why)
  weatherOfClaude(on.claude)(read.weather)
}

test.each([
  ['overloaded', { status: 529 }],
  ['limit', { status: 429 }],
  ['error', { status: 500 }],
  ['no-credit', { status: 400 }],
  ['disabled', { status: 400, errorCode: 'organization_on_hold' }],
] as const)('%s fails every request, and none when it is calm again', async (fault, error) => {
  set(`claude:${fault}`)
  expect(await on.failure('table')).toMatchObject(error)
  set('calm')
  expect(await on.failure('table')).toMatchObject({ stop_reason: 'end_turn' })
})

test('every fault of the weather is one that the stand-in knows', async () => {
  for (const fault of CLAUDE_FAULTS.filter((one) => one !== 'silent' && one !== 'stall')) {
    set(`claude:${fault}`)
    expect(await on.failure('table')).not.toMatchObject({ stop_reason: 'end_turn' })
  }
})

test('a cut strikes an answer in its middle, and not its continuation', async () => {
  set('claude:cut')
  const { text } = await on.raw('table')
  expect(text).not.toContain('message_stop')
  const rest = await on.ask(
    'Your previous response was interrupted and ended with [once more]. Continue from where you left off.',
  )
  expect(rest.stop_reason).toBe('end_turn')
})

test('a refusal comes after half of the words', async () => {
  const whole = await on.ask('table')
  set('claude:refusal')
  const refused = await on.ask('table')
  expect(refused.stop_reason).toBe('refusal')
  expect(JSON.stringify(refused.content).length).toBeLessThan(JSON.stringify(whole.content).length)
})

test('a script wins over the weather', async () => {
  set('claude:overloaded')
  expect(await on.failure(await on.scripted({ say: 'Scripted.' }))).toMatchObject({ stop_reason: 'end_turn' })
})

test('its pace is that of the weather', async () => {
  set('claude-first:4000,claude-speed:10')
  slept.length = 0
  await on.ask('table')
  expect(slept[0]).toBe(4_000)
  // A tenth of a second for each token.
  expect(slept[1]).toBeGreaterThanOrEqual(100)
})
