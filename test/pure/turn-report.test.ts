/** What a turn cost, in its two shapes, whose names and columns charts stand on. */

import { expect, test } from 'vitest'
import { storageFigures, turnFigures, type TurnReport } from '../../src/measure/figures.ts'
import { MODEL_NAME } from '../../src/limits.ts'
import { dataPoint, logEvent } from '../../src/measure/turn-report.ts'
import { threadOf } from '../../src/ids.ts'
import { channelId, guildId, interactionId, memberId, question } from '../build.ts'

/** Every figure differs from every other, so that none can be taken for its neighbour. */
const report = (partial: Partial<TurnReport> = {}): TurnReport => ({
  turn: interactionId('786008729715212338'),
  thread: question().thread,
  guild: guildId('290926798626357999'),
  outcome: 'partial',
  why: 'cut off',
  cache: 'miss',
  cacheWhy: 'outdated',
  cacheAgeMs: 19,
  notKept: '',
  session: 'reused',
  attempt: 1,
  model: 'claude-haiku-5-5',
  claudeCalls: 2,
  toolCalls: 20,
  toolMs: 21,
  toolHits: 22,
  healed: '',
  inputTokens: 3,
  cacheReadTokens: 4,
  cacheWriteTokens: 5,
  outputTokens: 6,
  usd: 0.23,
  usdMicro: '24',
  // No two neighbours are alike.
  x_streaming: 'on',
  x_cache: 'off',
  x_fast_lane: '',
  x_prompt_cache: 'on',
  x_predict: 'off',
  x_side_by_side_tools: '',
  x_eta: 'on',
  x_first_phrase_wait: 'off',
  waitedMs: 7,
  firstTextMs: 8,
  firstWordsMs: 9,
  totalMs: 10,
  cacheMs: 25,
  lastEditMs: 26,
  pages: 11,
  edits: 12,
  rateLimited: 13,
  refused: 15,
  characters: 14,
  rowsRead: 16,
  rowsWritten: 17,
  heldBytes: 18,
  ...partial,
})

test('the columns of a data point stand where they always stood', () => {
  expect(dataPoint(report())).toEqual({
    indexes: ['645027906669510667'],
    blobs: [
      'partial',
      'cut off',
      'miss',
      'reused',
      'claude-haiku-5-5',
      '290926798626357999',
      'outdated',
      '0.23',
      'on',
      'off',
      '',
      'on',
      'off',
      '',
      'on',
      'off',
      '24',
      '21',
    ],
    doubles: [7, 8, 9, 10, 3, 4, 5, 6, 12, 11, 13, 1, 2, 14, 15, 19, 16, 17, 18, 20],
  })
})

test('no column is left out, and none has two figures', () => {
  const taken = Object.values({ ...turnFigures, ...storageFigures }).flatMap(({ column = [] }) => column)
  expect(new Set(taken).size).toBe(taken.length)
  const { indexes, blobs, doubles } = dataPoint(report())
  const columns = Object.entries({ index: indexes, blob: blobs, double: doubles }).flatMap(([kind, values]) =>
    values.map((_, at) => `${kind}${at + 1}`),
  )
  expect(taken.toSorted()).toEqual(columns.toSorted())
})

test('the log event is flat, and its names are stable', () => {
  expect(logEvent(report())).toEqual({
    evt: 'ask.done',
    v: 1,
    turn: '786008729715212338',
    thread: '645027906669510667',
    guild: '290926798626357999',
    outcome: 'partial',
    why: 'cut off',
    cache: 'miss',
    session: 'reused',
    attempt: 1,
    model: 'claude-haiku-5-5',
    claude_calls: 2,
    in_tok: 3,
    cache_read_tok: 4,
    cache_write_tok: 5,
    out_tok: 6,
    usd: 0.23,
    waited_ms: 7,
    ttft_ms: 8,
    first_words_ms: 9,
    total_ms: 10,
    cache_ms: 25,
    last_edit_ms: 26,
    is_hit: 0,
    is_reused: 1,
    is_error: 1,
    pages: 11,
    edits: 12,
    rate_limited: 13,
    refused: 15,
    chars: 14,
    cache_why: 'outdated',
    cache_age_ms: 19,
    not_kept: '',
    rows_read: 16,
    rows_written: 17,
    held_bytes: 18,
    tool_calls: 20,
    tool_ms: 21,
    tool_hits: 22,
    healed: '',
    usd_micro: '24',
    x_streaming: 'on',
    x_cache: 'off',
    x_fast_lane: '',
    x_prompt_cache: 'on',
    x_predict: 'off',
    x_side_by_side_tools: '',
    x_eta: 'on',
    x_first_phrase_wait: 'off',
  })
})

test('what never came is -1 or empty, never missing', () => {
  const bare = report({
    guild: null,
    firstTextMs: undefined,
    firstWordsMs: undefined,
    why: '',
    model: '',
    cacheWhy: '',
    cacheAgeMs: undefined,
  })
  expect(logEvent(bare)).toMatchObject({
    guild: '',
    ttft_ms: -1,
    first_words_ms: -1,
    why: '',
    model: '',
    cache_why: '',
    cache_age_ms: -1,
  })
  expect(dataPoint(bare).doubles.slice(1, 3)).toEqual([-1, -1])
  for (const value of Object.values(logEvent(bare))) expect(['string', 'number']).toContain(typeof value)
})

test('a data point stays within what Analytics Engine takes', () => {
  const thread = threadOf(channelId('9'.repeat(20)), memberId('9'.repeat(20)))
  const { indexes, blobs, doubles } = dataPoint(report({ thread }))
  expect(indexes).toEqual([thread])
  expect(new TextEncoder().encode(indexes[0]).length).toBeLessThanOrEqual(96)
  expect(blobs.length).toBeLessThanOrEqual(20)
  expect(doubles.length).toBeLessThanOrEqual(20)
  // The longest text of a figure is the name of a model.
  const longest = dataPoint(report({ thread, model: 'm'.repeat(MODEL_NAME), usdMicro: '9'.repeat(15) })).blobs
  expect(new TextEncoder().encode(longest.join('')).length).toBeLessThanOrEqual(16_384)
})
