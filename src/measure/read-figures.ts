/** A turn's figures read back: from storage, or from an object of another version. What is missing is taken for nothing. */

import { isGuildId, isInteractionId, isThreadId } from '../ids.ts'
import { isRecord, numberAt, textAt } from '../json.ts'
import type { CacheUse, CacheWhy, Outcome, TurnFigures } from './turn-report.ts'

const outcomes = {
  answered: true,
  partial: true,
  refused: true,
  undelivered: true,
} satisfies Record<Outcome, true>

const uses = { hit: true, miss: true, bypass: true, joined: true, stale: true } satisfies Record<
  CacheUse,
  true
>

const whys = {
  none: true,
  late: true,
  broken: true,
  foreign: true,
  outdated: true,
  error: true,
  off: true,
  private: true,
  file: true,
  time: true,
  chance: true,
  personal: true,
  fresh: true,
  'taken up': true,
  undelivered: true,
  refused: true,
  incomplete: true,
  tools: true,
  empty: true,
  'too long': true,
} satisfies Record<CacheWhy, true>

/** `hasOwn`, so that a word such as "constructor" is none of ours. */
const oneOf =
  <Known extends string>(known: Readonly<Record<Known, true>>) =>
  (raw: unknown): raw is Known =>
    typeof raw === 'string' && Object.hasOwn(known, raw)

const isOutcome = oneOf<Outcome>(outcomes)
const isUse = oneOf<CacheUse>(uses)
const isWhy = oneOf<CacheWhy>(whys)

/** Undefined for what names no turn and no thread: that can be counted nowhere. */
export function readFigures(raw: unknown): TurnFigures | undefined {
  if (!isRecord(raw)) return undefined
  const { turn, thread, guild, outcome, cache, cacheWhy, notKept } = raw
  if (!isInteractionId(turn) || !isThreadId(thread)) return undefined
  const count = (field: string): number => numberAt(raw, field) ?? 0
  return {
    turn,
    thread,
    guild: isGuildId(guild) ? guild : null,
    outcome: isOutcome(outcome) ? outcome : 'answered',
    why: textAt(raw, 'why') ?? '',
    cache: isUse(cache) ? cache : 'bypass',
    cacheWhy: isWhy(cacheWhy) ? cacheWhy : '',
    cacheAgeMs: numberAt(raw, 'cacheAgeMs'),
    notKept: isWhy(notKept) ? notKept : '',
    session: raw['session'] === 'new' ? 'new' : 'reused',
    attempt: numberAt(raw, 'attempt') ?? 1,
    model: textAt(raw, 'model') ?? '',
    claudeCalls: count('claudeCalls'),
    toolCalls: count('toolCalls'),
    toolMs: count('toolMs'),
    toolHits: count('toolHits'),
    inputTokens: count('inputTokens'),
    cacheReadTokens: count('cacheReadTokens'),
    cacheWriteTokens: count('cacheWriteTokens'),
    outputTokens: count('outputTokens'),
    waitedMs: count('waitedMs'),
    firstTextMs: numberAt(raw, 'firstTextMs'),
    firstWordsMs: numberAt(raw, 'firstWordsMs'),
    totalMs: count('totalMs'),
    pages: count('pages'),
    edits: count('edits'),
    rateLimited: count('rateLimited'),
    refused: count('refused'),
    characters: count('characters'),
  }
}
