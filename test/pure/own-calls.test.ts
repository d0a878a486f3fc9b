/** Calls that the bot makes on its own, and the budgets that they count in. */

import { describe, expect, test } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { type Ledger, ownCalls } from '../../src/converse/claude/own-calls.ts'
import { payerOf } from '../../src/converse/question/payers.ts'
import type { Reserved } from '../../src/guild/spending.ts'
import { readBudgets } from '../../src/settings/budgets.ts'
import { listed } from '../../src/settings/prices.ts'
import { all, request } from '../fakes/claude-edge.ts'
import { testClock } from '../fakes/clock.ts'

const usage = { ...noUsage, inputTokens: 1_000, outputTokens: 10 }
const answer: readonly ModelEvent[] = [
  { kind: 'text', text: 'Yes.' },
  { kind: 'end', stop: 'end_turn', usage, content: [] },
]
const grant: Reserved = { granted: true, near: [] }

interface Called {
  readonly name: string
  readonly does: 'reserve' | 'settle'
  readonly what: unknown
}

/** One call for a scope, and what the ledgers were asked and told. */
async function call(scope: string, limit: string, reserved: Reserved = grant) {
  const { budgets } = readBudgets((name) => (name === 'BUDGET_DAY_USD' ? limit : ''))
  const called: Called[] = []
  const later: Promise<void>[] = []
  let asked = 0
  const ledger = (name: string): Ledger => ({
    reserve: (what) => {
      called.push({ name, does: 'reserve', what })
      return Promise.resolve(reserved)
    },
    settle: (what) => {
      called.push({ name, does: 'settle', what })
      return Promise.resolve({})
    },
  })
  const ask: Ask = async function* ask() {
    asked += 1
    yield* answer
  }
  const settings = { budgets, prices: listed, turnDeadlineSeconds: 870 }
  const own = ownCalls(
    { clock: testClock(), settings, ledger, later: (work) => later.push(work), warn: () => undefined },
    60_000,
  )
  const events = await all(
    own(ask, 'warming', () => payerOf(scope))(request('Why?'), new AbortController().signal),
  )
  await Promise.all(later)
  return { events, called, asked }
}

const spent = { nanoUsd: 105_000, tokens: 1_010 }

describe('a call for a server', () => {
  test('is made without a reservation where nothing limits it, and told to its ledger', async () => {
    const { events, called } = await call('guild 5', '')
    expect(events).toEqual(answer)
    expect(called).toMatchObject([
      { name: 'guild:5', does: 'settle', what: { spent, turns: 0, model: 'claude-haiku-5-5' } },
    ])
    expect(called[0]?.what).not.toHaveProperty('member')
  })

  test('reserves in the ledger of the whole bot, and is told to both', async () => {
    const { called } = await call('guild 5', '1')
    expect(called).toMatchObject([
      { name: 'all', does: 'reserve', what: { guild: '5' } },
      { name: 'guild:5', does: 'settle', what: { spent } },
      { name: 'all', does: 'settle', what: { guild: '5', spent } },
    ])
  })

  test('that is refused is not made, and has spent nothing', async () => {
    const refused: Reserved = { granted: false, exceeded: { scope: 'whole', window: 'day', renewsAt: 1 } }
    const { events, called, asked } = await call('guild 5', '1', refused)
    expect(asked).toBe(0)
    expect(events).toMatchObject([{ kind: 'failed', failure: { why: 'spend limit' } }])
    expect(called.filter(({ does }) => does === 'settle')).toEqual([])
  })
})

test('a call for a member outside of servers is told to the member’s ledger', async () => {
  expect((await call('member 7', '')).called).toMatchObject([{ name: 'member:7', does: 'settle' }])
})

test('a scope that is none counts nowhere, and the call is made', async () => {
  const { called, asked } = await call('nobody', '1')
  expect([called, asked]).toEqual([[], 1])
})
