/** The rounds in SQLite: what is written down of one, however much came from the web. */

import { describe, expect, test } from 'vitest'
import { outgoingStore, outgoingTable } from '../../src/converse/thread/outgoing-store.ts'
import type { OutFile } from '../../src/deliver/message.ts'
import type { Block } from '../../src/converse/claude/content.ts'
import { roundsTable, roundStore } from '../../src/converse/thread/round-store.ts'
import { interactionId } from '../build.ts'
import { fakeSql } from '../fakes/sql.ts'
import { storageInMemory } from '../fakes/storage.ts'

const turn = interactionId('786008729715212338')

function kept(content: readonly Block[]): readonly Block[] | undefined {
  const sql = fakeSql()
  sql.exec(roundsTable)
  const storage = { sql, transactionSync: <T>(work: () => T): T => work() }
  const store = roundStore(storage, {
    files: () => [],
    keep: () => {},
  })
  store.begin(turn, content)
  return store.of(turn)[0]?.content
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

const [first, second] = [interactionId('1'), interactionId('2')]
const content = round(10)
const results = [{ id: 'toolu_1', text: 'done', isError: false }]

function stores() {
  const storage = storageInMemory(roundsTable + outgoingTable)
  const outgoing = outgoingStore(storage)
  return { outgoing, rounds: roundStore(storage, outgoing) }
}

describe('after a crash', () => {
  test('a turn reads its rounds in order, with their results and how long they took', () => {
    const { rounds } = stores()
    rounds.begin(first, content)
    rounds.end(first, results, 120, [])
    rounds.begin(first, content)
    rounds.end(first, [], 7, [])
    expect(rounds.of(first)).toEqual([
      { content, results, ms: 120 },
      { content, results: [], ms: 7 },
    ])
  })

  test('a round whose tools were at work has no results, so that none is called twice', () => {
    const { rounds } = stores()
    rounds.begin(first, content)
    rounds.end(first, results, 120, [])
    rounds.begin(first, content)
    expect(rounds.of(first).map(({ results: all }) => all?.length)).toEqual([1, undefined])
    expect(rounds.count(first)).toEqual({ begun: 2, ended: 1 })
  })

  test('a turn reads nothing of another that runs beside it', () => {
    const { rounds } = stores()
    rounds.begin(first, content)
    rounds.begin(second, round(20))
    rounds.end(first, results, 1, [])
    expect(rounds.of(first)).toEqual([{ content, results, ms: 1 }])
    expect(rounds.of(second)).toEqual([{ content: round(20), results: undefined }])
    expect(rounds.count(interactionId('3'))).toEqual({ begun: 0, ended: 0 })
  })

  test('a round whose file could not be written down has no results either', () => {
    const storage = storageInMemory(roundsTable)
    const rounds = roundStore(storage, {
      files: () => [],
      keep: () => {
        throw new Error('no room')
      },
    })
    rounds.begin(first, content)
    expect(() => rounds.end(first, results, 1, [file('a')])).toThrow('no room')
    expect(rounds.of(first)).toEqual([{ content, results: undefined }])
  })
})

test('the rounds of open turns stay when all others go', () => {
  const { rounds } = stores()
  rounds.begin(first, content)
  rounds.begin(second, content)
  rounds.evict([{ id: second }])
  expect([rounds.of(first).length, rounds.of(second).length]).toEqual([0, 1])
  rounds.forgetTurn(second)
  expect(rounds.of(second)).toEqual([])
})

const file = (name: string): OutFile => ({ name, type: 'text/plain', content: new Uint8Array([1, 2, 3]) })

describe('files that go with an answer', () => {
  test('are there again with the results of their round, byte for byte', () => {
    const { rounds } = stores()
    const large = { ...file('large'), content: Uint8Array.from({ length: 2_500_000 }, (_, n) => n) }
    rounds.begin(first, content)
    rounds.end(first, results, 1, [file('a'), large])
    expect(rounds.files(first)).toEqual([file('a'), large])
  })

  test('are as many as one answer may have, whatever other open turns have', () => {
    const { rounds } = stores()
    const nine = Array.from({ length: 9 }, (_, n) => file(`${n}`))
    rounds.keepFiles(second, nine)
    rounds.keepFiles(first, [file('mine')])
    expect(rounds.files(first)).toEqual([file('mine')])
    rounds.keepFiles(first, nine)
    expect(rounds.files(first)).toEqual([file('mine'), ...nine.slice(0, 8)])
    expect(rounds.files(second)).toEqual(nine)
  })
})
