/** What a member's object does next for who wants to be forgotten everywhere, in which order, and what they read. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askEverywhere, progressText, readEverywhereId } from '../../src/arrive/everywhere-replies.ts'
import { againAt, AT_ONCE, dueTasks, isOld, nextLookAt, type Task } from '../../src/guild/forgetting.ts'
import { command, interactionId, threadId } from '../build.ts'

const NOW = 1_795_000_000_000
const HOUR = 3_600_000

const inThread = (id: string, more: Partial<Pick<Task, 'tries' | 'dueAt'>> = {}): Task => ({
  kind: 'thread',
  id: threadId(id),
  tries: 0,
  dueAt: NOW,
  ...more,
})
const inLedger = (id: string, dueAt = NOW): Task => ({ kind: 'payer', id, tries: 0, dueAt })

const task = fc.record({
  kind: fc.constantFrom('thread' as const, 'payer' as const),
  id: fc.nat(1e9),
  tries: fc.nat(6),
  dueAt: fc.integer({ min: NOW - HOUR, max: NOW + HOUR }),
})
const tasksOf = (made: readonly { kind: 'thread' | 'payer'; id: number; tries: number; dueAt: number }[]) =>
  made.map(({ kind, id, ...rest }): Task =>
    kind === 'thread' ? { kind, id: threadId(String(id)), ...rest } : { kind, id: `guild:${id}`, ...rest },
  )

describe('the tasks that are due', () => {
  test('are conversations first, and ledgers once those have told them everything', () => {
    const [one, ledger] = [inThread('1'), inLedger('guild:1')]
    expect(dueTasks([ledger, one], NOW)).toEqual([one])
    expect(dueTasks([ledger], NOW)).toEqual([ledger])
    const waits = inThread('1', { tries: 1, dueAt: NOW + 5_000 })
    expect(dueTasks([ledger, waits], NOW)).toEqual([])
    expect(nextLookAt([ledger, waits], NOW)).toBe(NOW + 5_000)
  })

  test('do not wait for a conversation that never answers', () => {
    const [dead, ledger] = [inThread('1', { tries: 3, dueAt: NOW + HOUR }), inLedger('guild:1')]
    expect(dueTasks([ledger, dead], NOW)).toEqual([ledger])
  })

  test('are few at once, none before its time, and looked at again as long as there are any', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 60 }), (made) => {
        const tasks = tasksOf(made)
        const due = dueTasks(tasks, NOW)
        expect(due.length).toBeLessThanOrEqual(AT_ONCE)
        expect(due.every(({ dueAt }) => dueAt <= NOW)).toBe(true)
        const next = nextLookAt(tasks, NOW)
        expect(next === undefined).toBe(tasks.length === 0)
        expect(next === NOW || due.length === 0).toBe(true)
        // The next look finds something to do.
        expect(next === undefined || dueTasks(tasks, next).length > 0).toBe(true)
      }),
    )
  })

  test('come again after a wait that grows to an hour', () => {
    const waits = [1, 2, 3, 20].map((tries) => againAt(tries, NOW) - NOW)
    expect(waits).toEqual([15_000, 45_000, 135_000, HOUR])
  })
})

test('a press of an older question, or the same once more, is an old one', () => {
  const [older, newer] = [interactionId('9'), interactionId('10')]
  expect([isOld(newer, undefined), isOld(newer, older)]).toEqual([false, false])
  expect([isOld(newer, newer), isOld(older, newer)]).toEqual([true, true])
})

test('the question says what goes and what stays, and its id is read back', () => {
  const asked = askEverywhere({ known: 4, left: 2, cleaned: 0 }, command({ language: 'de' }))
  expect(asked.text).toMatch(/^\*\*Überall alles von dir vergessen\?\*\*\n- In 4 Gesprächen/)
  expect(asked.text).toContain('Was andere gefragt haben, bleibt.')
  expect(asked.text).toContain('Ich arbeite noch an deiner letzten Bitte. Verbleibende Gespräche: 2')
  expect(asked.text.length).toBeLessThan(2_000)
  const { id } = command()
  expect(readEverywhereId(asked.buttons?.[0]?.id ?? '')).toBe(id)
  for (const forged of ['everywhere:1:', 'everywhere:2:7', 'everywhere:1:7:8', 'everywhere:1:x'])
    expect(readEverywhereId(forged)).toBeUndefined()
})

test('who pressed reads how many conversations have forgotten them, and whether it goes on', () => {
  expect(progressText({ cleaned: 3, left: 0, known: 0 }, 'en')).toBe(
    'I have forgotten everything of yours. Conversations: 3',
  )
  expect(progressText({ cleaned: 20, left: 5, known: 0 }, 'en')).toContain('Conversations left: 5.')
  expect(progressText(undefined, 'en')).toMatch(/^This takes a while\./)
})
