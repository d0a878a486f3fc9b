/** Every figure of a turn, once: its name here, its field in the log, its column in the data point, and its type. */

import { isGuildId, isInteractionId, isThreadId } from '../ids.ts'
import {
  type Column,
  count,
  dollars,
  type Figure,
  nullable,
  required,
  text,
  time,
  type ValuesOf,
  word,
} from './figure.ts'
import type { Variant, VariantFields } from './variants.ts'

/**
 * How a turn ended: `answered` is a whole answer, `partial` one with a sentence under it, `refused` a sentence alone;
 * `stopped` one that a member has ended, with what there was of its answer.
 */
const outcomes = ['answered', 'partial', 'refused', 'undelivered', 'stopped'] as const

/**
 * `joined` is a turn that was shown the answer which another turn was getting to the same question; `stale` one that was
 * shown an expired answer, marked as such, because Claude gave none: its `why` says why not.
 */
const cacheUses = ['hit', 'miss', 'bypass', 'joined', 'stale'] as const

/**
 * Why the cache had no answer (a miss: `none` to `context`; from `time` on by Claude's verdict on the question), was not
 * asked (a bypass: `off` to `taken up`), or does not keep the answer (`private`, `file`, `taken up`, `personal`, and
 * `undelivered` to `too long`).
 */
const misses = [
  'none',
  'late',
  'broken',
  'foreign',
  'outdated',
  'error',
  'time',
  'chance',
  'personal',
  'context',
] as const
const bypasses = ['off', 'private', 'file', 'repeated', 'fresh', 'taken up'] as const
const losses = ['undelivered', 'refused', 'incomplete', 'tools', 'empty', 'too long'] as const
const cacheWhys = [...misses, ...bypasses, ...losses] as const

export type Outcome = (typeof outcomes)[number]
export type CacheUse = (typeof cacheUses)[number]
export type CacheWhy = (typeof cacheWhys)[number]

const noted: readonly (CacheWhy | '')[] = ['', ...cacheWhys]

/** Empty in a report of a version that knew no such experiment. */
const variant = (log: keyof VariantFields, column: Column): Figure<Variant | ''> =>
  word(['', 'on', 'off'], '', log, column)

/** Of the turn's thread, as of the turn's beginning. */
const variantFigures = {
  x_streaming: variant('x_streaming', 'blob9'),
  x_cache: variant('x_cache', 'blob10'),
  x_fast_lane: variant('x_fast_lane', 'blob11'),
  x_prompt_cache: variant('x_prompt_cache', 'blob12'),
  x_predict: variant('x_predict', 'blob13'),
  x_side_by_side_tools: variant('x_side_by_side_tools', 'blob14'),
  x_eta: variant('x_eta', 'blob15'),
  x_first_phrase_wait: variant('x_first_phrase_wait', 'blob16'),
} satisfies { readonly [Name in keyof VariantFields]: Figure<VariantFields[Name]> }

/**
 * What the turn itself knows. Times are in milliseconds; those that never came are undefined. To add a figure, add a line
 * here and a value where the report is made. Columns are positions: take the next one, never another's. At most 1 index
 * of 96 bytes, 20 blobs, 20 doubles. Source: Cloudflare, Analytics Engine, Limits.
 */
export const turnFigures = {
  turn: required(isInteractionId, 'turn'),
  thread: required(isThreadId, 'thread', 'index1'),
  guild: nullable(isGuildId, 'guild', 'blob6'),
  outcome: word(outcomes, 'answered', 'outcome', 'blob1'),
  /** The case of the sentence that the member read, or that the delivery ended with; empty for a plain answer. */
  why: text('why', 'blob2'),
  cache: word(cacheUses, 'bypass', 'cache', 'blob3'),
  /** Why it was no hit; empty for one. */
  cacheWhy: word(noted, '', 'cache_why', 'blob7'),
  /** How old the cached answer was; undefined where none was shown. */
  cacheAgeMs: time('cache_age_ms', 'double16'),
  /** Why the answer was not kept for others; empty where it was, or was nobody's to keep. */
  notKept: word(noted, '', 'not_kept'),
  session: word(['new', 'reused'], 'reused', 'session', 'blob4'),
  /** 1 for the first try, more for a turn that was resumed. */
  attempt: { ...count('attempt', 'double12'), otherwise: 1 },
  model: text('model', 'blob5'),
  /** Calls to Claude, retries included. */
  claudeCalls: count('claude_calls', 'double13'),
  toolCalls: count('tool_calls', 'double20'),
  /** The time in which at least one tool was at work. */
  toolMs: count('tool_ms', 'blob18'),
  /** Calls of tools that were answered from memory. */
  toolHits: count('tool_hits'),
  /** What had to be left out of the conversation for Claude to take the request; empty where that is nothing. */
  healed: word(['', 'plain', 'part', 'summary', 'alone'], '', 'healed'),
  inputTokens: count('in_tok', 'double5'),
  cacheReadTokens: count('cache_read_tok', 'double6'),
  cacheWriteTokens: count('cache_write_tok', 'double7'),
  outputTokens: count('out_tok', 'double8'),
  /** What the turn's calls to Claude cost. In a text column, because all twenty numbers are taken. */
  usd: dollars('usd', 'blob8'),
  /** The same as a whole number of millionths of a dollar; empty where it is unknown. SQL can count with it. */
  usdMicro: text('usd_micro', 'blob17'),
  /** From the interaction to the turn's start in its thread: the way in and the wait. */
  waitedMs: count('waited_ms', 'double1'),
  /** From the turn's start to Claude's first words. */
  firstTextMs: time('ttft_ms', 'double2'),
  /** From the turn's start to the first words in Discord. */
  firstWordsMs: time('first_words_ms', 'double3'),
  /** From the turn's start to the last edit. */
  totalMs: count('total_ms', 'double4'),
  /** How long the cache was looked in; undefined where it was not. */
  cacheMs: time('cache_ms'),
  /** From the end of Claude's answer to the last edit; undefined where this life has not seen both. */
  lastEditMs: time('last_edit_ms'),
  pages: count('pages', 'double10'),
  edits: count('edits', 'double9'),
  rateLimited: count('rate_limited', 'double11'),
  /** Calls that Discord answered with 401, 403 or 429; too many of them lock the address out. */
  refused: count('refused', 'double15'),
  characters: count('chars', 'double14'),
  ...variantFigures,
}

/** What a thread's storage was used for since the turn before ended, and what the thread holds in memory. */
export const storageFigures = {
  rowsRead: count('rows_read', 'double17'),
  rowsWritten: count('rows_written', 'double18'),
  /** About; the transcript, which is by far the most. */
  heldBytes: count('held_bytes', 'double19'),
}

export type TurnFigures = ValuesOf<typeof turnFigures>

export type StorageUse = ValuesOf<typeof storageFigures>

/** Of turns that overlap, the one that ends first has the rows of both; the sum is right. */
export type TurnReport = TurnFigures & StorageUse
