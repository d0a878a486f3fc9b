/** Asks Claude for the verdict on a question: in the background, once for each question, and never of a model that is down. */

import type { Clock } from '../../clock.ts'
import type { ThreadId } from '../../ids.ts'
import { dollarsOf, type Prices } from '../../settings/prices.ts'
import { wholeAnswer } from '../claude/ask-whole.ts'
import type { Ask } from '../claude/claude.ts'
import { normalised } from './fingerprint.ts'
import { against, LONGEST_JUDGED, type Verdict, verdictIn, verdictRequest } from './verdict.ts'

export interface JudgeDeps {
  readonly clock: Clock
  readonly model: string
  readonly prices: Prices
  /** Called only when there is something to ask. */
  readonly ask: (thread: ThreadId) => Ask
  /** Whether there is no doubt about the model. */
  readonly isWell: () => boolean
  /** Told of each call, as it ends. */
  readonly log: (event: VerdictEvent) => void
}

/** One for each call to Claude. Flat, and without text of the conversation. In milliseconds and tokens. */
export interface VerdictEvent {
  readonly evt: 'cache.verdict'
  readonly v: 1
  /** `general`, what the answer depends on, `malformed`, or why the call failed. */
  readonly outcome: string
  readonly in_tok: number
  readonly cache_read_tok: number
  readonly cache_write_tok: number
  readonly out_tok: number
  /** In dollars; −1 where the price of the model is unknown. */
  readonly usd: number
  readonly ms: number
}

/**
 * The verdict on a question; undefined where there is none: it is too long, the model is down, the call failed, took more
 * than ten seconds or said something else. Never rejects.
 */
export type Judge = (question: string, thread: ThreadId) => Promise<Verdict | undefined>

/** No member waits for it, but it keeps the object awake. */
const WITHIN_MS = 10_000

/** How many verdicts one object keeps in memory: enough for the questions that are being asked right now. */
const MOST_KEPT = 32

/** @returns a judge that asks once about a question that comes again while its verdict is in memory */
export function judge({ clock, model, prices, ask, isWell, log }: JudgeDeps): Judge {
  const verdicts = new Map<string, Promise<Verdict | undefined>>()

  const call = async (question: string, thread: ThreadId): Promise<Verdict | undefined> => {
    const startedAt = clock.now()
    const over = new AbortController()
    void clock.sleep(WITHIN_MS, over.signal, 'limit').then(() => over.abort())
    try {
      const said = await wholeAnswer(ask(thread), verdictRequest(model, question), over.signal)
      const verdict = said.complete ? verdictIn(said.text) : undefined
      const failed = said.complete || said.end === 'end_turn' ? 'malformed' : said.end
      log({
        evt: 'cache.verdict',
        v: 1,
        outcome: verdict === undefined ? failed : (against(verdict) ?? 'general'),
        in_tok: said.usage.inputTokens,
        cache_read_tok: said.usage.cacheReadTokens,
        cache_write_tok: said.usage.cacheWriteTokens,
        out_tok: said.usage.outputTokens,
        usd: dollarsOf(prices, model, said.usage) ?? -1,
        ms: clock.now() - startedAt,
      })
      return verdict
    } catch {
      return undefined
    } finally {
      over.abort()
    }
  }

  return async (question, thread) => {
    if (question.length > LONGEST_JUDGED) return undefined
    const name = normalised(question)
    const known = verdicts.get(name)
    if (known !== undefined) return known
    if (!isWell()) return undefined
    const verdict = call(question, thread)
    verdicts.set(name, verdict)
    for (const oldest of verdicts.keys()) {
      if (verdicts.size <= MOST_KEPT) break
      verdicts.delete(oldest)
    }
    // A call that failed is no verdict: the next one may do better.
    if ((await verdict) === undefined && verdicts.get(name) === verdict) verdicts.delete(name)
    return verdict
  }
}
