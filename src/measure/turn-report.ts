/** What a turn cost, and its two shapes: one flat log event and one Analytics Engine data point. */

import type { GuildId, InteractionId, ThreadId } from '../ids.ts'

/** How a turn ended: `answered` is a whole answer, `partial` one with a sentence under it, `refused` a sentence alone. */
export type Outcome = 'answered' | 'partial' | 'refused' | 'undelivered'

/**
 * `joined` is a turn that was shown the answer which another turn was getting to the same question; `stale` one that was
 * shown an expired answer, marked as such, because Claude gave none: its `why` says why not.
 */
export type CacheUse = 'hit' | 'miss' | 'bypass' | 'joined' | 'stale'

/**
 * Why the cache had no answer (a miss: `none` to `error`), was not asked (a bypass: `off` to `taken up`), or does not keep
 * the answer (`private` to `personal`, `taken up`, and `undelivered` to `too long`).
 */
export type CacheWhy =
  | 'none'
  | 'late'
  | 'broken'
  | 'foreign'
  | 'outdated'
  | 'error'
  | 'off'
  | 'private'
  | 'file'
  | 'time'
  | 'chance'
  | 'personal'
  | 'fresh'
  | 'taken up'
  | 'undelivered'
  | 'refused'
  | 'incomplete'
  | 'tools'
  | 'empty'
  | 'too long'

/** What a thread's storage was used for since the turn before ended, and what the thread holds in memory. */
export interface StorageUse {
  readonly rowsRead: number
  readonly rowsWritten: number
  /** About; the transcript, which is by far the most. */
  readonly heldBytes: number
}

/** Of turns that overlap, the one that ends first has the rows of both; the sum is right. */
export interface TurnReport extends TurnFigures, StorageUse {}

/** What the turn itself knows. Times are in milliseconds; those that never came are undefined. */
export interface TurnFigures {
  readonly turn: InteractionId
  readonly thread: ThreadId
  readonly guild: GuildId | null
  readonly outcome: Outcome
  /** The case of the sentence that the member read, or that the delivery ended with; empty for a plain answer. */
  readonly why: string
  readonly cache: CacheUse
  /** Why it was no hit; empty for one. */
  readonly cacheWhy: CacheWhy | ''
  /** How old the cached answer was, in milliseconds; undefined where none was shown. */
  readonly cacheAgeMs: number | undefined
  /** Why the answer was not kept for others; empty where it was, or was nobody's to keep. */
  readonly notKept: CacheWhy | ''
  readonly session: 'new' | 'reused'
  /** 1 for the first try, more for a turn that was adopted. */
  readonly attempt: number
  readonly model: string
  /** Calls to Claude, retries included. */
  readonly claudeCalls: number
  /** Calls of tools, and the time in which at least one was at work, in milliseconds. */
  readonly toolCalls: number
  readonly toolMs: number
  /** Of these calls, the ones that were answered from memory. */
  readonly toolHits: number
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  /** From the interaction to the turn's start in its thread: the way in and the wait. */
  readonly waitedMs: number
  /** From the turn's start to Claude's first words. */
  readonly firstTextMs: number | undefined
  /** From the turn's start to the first words in Discord. */
  readonly firstWordsMs: number | undefined
  /** From the turn's start to the last edit. */
  readonly totalMs: number
  readonly pages: number
  readonly edits: number
  readonly rateLimited: number
  /** Calls that Discord answered with 401, 403 or 429; too many of them lock the address out. */
  readonly refused: number
  readonly characters: number
}

/** One per turn. Names and meanings are stable: charts stand on them. Add fields, never rename. */
export const logEvent = (r: TurnReport): Readonly<Record<string, string | number>> => ({
  evt: 'ask.done',
  v: 1,
  turn: r.turn,
  thread: r.thread,
  guild: r.guild ?? '',
  outcome: r.outcome,
  why: r.why,
  cache: r.cache,
  session: r.session,
  attempt: r.attempt,
  model: r.model,
  claude_calls: r.claudeCalls,
  in_tok: r.inputTokens,
  cache_read_tok: r.cacheReadTokens,
  cache_write_tok: r.cacheWriteTokens,
  out_tok: r.outputTokens,
  waited_ms: r.waitedMs,
  ttft_ms: r.firstTextMs ?? -1,
  first_words_ms: r.firstWordsMs ?? -1,
  total_ms: r.totalMs,
  pages: r.pages,
  edits: r.edits,
  rate_limited: r.rateLimited,
  refused: r.refused,
  chars: r.characters,
  cache_why: r.cacheWhy,
  cache_age_ms: r.cacheAgeMs ?? -1,
  not_kept: r.notKept,
  rows_read: r.rowsRead,
  rows_written: r.rowsWritten,
  held_bytes: r.heldBytes,
  tool_calls: r.toolCalls,
  tool_ms: r.toolMs,
  tool_hits: r.toolHits,
})

/**
 * Columns are positions: add at the end, never reorder. At most 1 index of 96 bytes, 20 blobs, 20 doubles.
 * Source: Cloudflare, Analytics Engine, Limits.
 */
export const dataPoint = (
  r: TurnReport,
): { readonly indexes: [string]; readonly blobs: string[]; readonly doubles: number[] } => ({
  indexes: [r.thread],
  blobs: [r.outcome, r.why, r.cache, r.session, r.model, r.guild ?? '', r.cacheWhy],
  doubles: [
    r.waitedMs,
    r.firstTextMs ?? -1,
    r.firstWordsMs ?? -1,
    r.totalMs,
    r.inputTokens,
    r.cacheReadTokens,
    r.cacheWriteTokens,
    r.outputTokens,
    r.edits,
    r.pages,
    r.rateLimited,
    r.attempt,
    r.claudeCalls,
    r.characters,
    r.refused,
    r.cacheAgeMs ?? -1,
    r.rowsRead,
    r.rowsWritten,
    r.heldBytes,
    r.toolCalls,
  ],
})

/** What the first response to a question shows: "thinking…", an offer (an answer, a place in the queue), or that it is full. */
export type Shows = 'thinking' | 'answer' | 'full' | ''

/** One per interaction, from the Worker. */
export interface AcceptEvent {
  readonly evt: 'ask.accept'
  readonly v: 1
  readonly outcome: string
  readonly why: string
  readonly turn: string
  readonly shows: Shows
  readonly verify_ms: number
  readonly accept_ms: number
}
