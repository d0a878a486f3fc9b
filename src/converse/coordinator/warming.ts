/** Keeps the answers to the likeliest next questions in the cache, within a budget of calls to Claude. */

import type { Clock } from '../../clock.ts'
import { dollarsOf } from '../../settings/prices.ts'
import type { Settings } from '../../settings/settings.ts'
import { wholeAnswer } from '../claude/ask-whole.ts'
import type { Cache } from '../cache/cache.ts'
import type { CacheNote } from './cache-index.ts'
import { cacheable } from '../cache/cacheable.ts'
import type { Ask } from '../claude/claude.ts'
import { answererOf, contextFreeFingerprint } from '../cache/fingerprint.ts'
import { GENERAL } from '../cache/verdict.ts'
import type { Usage } from '../claude/model-event.ts'
import type { Nonce } from '../claude/nonce.ts'
import { modelRequest } from '../claude/prompt.ts'
import { dueForRefresh, mayWarm, nextWarm, type Repeat, toWarm } from './refresh-ahead.ts'
import type { Repeats } from './repeats.ts'
import { namesOf, toolbox } from '../tools/table.ts'

export interface WarmingDeps {
  readonly clock: Clock
  readonly settings: Settings
  /** By the scope that the call counts for, see `scopeOf`. */
  readonly ask: (scope: string) => Ask
  /** Whether there is no doubt about the model: what nobody waits for is asked of no other, and costs no budget then. */
  readonly isWell: () => boolean
  readonly cache: Pick<Cache, 'write' | 'keyOf'>
  readonly repeats: Repeats
  /** The number of the conversation that Claude is shown. */
  readonly newNonce: () => Nonce
  /** An answer that was made anew lies in KV. */
  readonly kept: (note: CacheNote) => void
  readonly log: (event: WarmedEvent) => void
}

/** One for each call to Claude that no member asked for. Flat, and without text of the conversation. */
export interface WarmedEvent {
  readonly evt: 'cache.warmed'
  readonly v: 1
  /** Asked for at the end of its life, or likely to be asked. */
  readonly cause: 'asked' | 'likely'
  readonly scope: 'guild' | 'member'
  /** `kept`, or why it was not. */
  readonly outcome: string
  readonly times: number
  readonly in_tok: number
  readonly cache_read_tok: number
  readonly cache_write_tok: number
  readonly out_tok: number
  /** In dollars; −1 where the price of the model is unknown. */
  readonly usd: number
  readonly ms: number
}

export interface Warming {
  /** A question was answered, from the cache or for it. Never rejects. */
  asked(note: CacheNote): Promise<void>
  /** The alarm went off. Never rejects. */
  alarm(): Promise<void>
  /** When the alarm has to go off next, in milliseconds since 1970. */
  next(): number | undefined
  forget(scope: string): void
}

/** Nobody waits for it, but the object stays awake. */
export const WARMS_WITHIN_MS = 60_000

/** What is due but not to be had now (no budget, Claude does not answer) is looked at again after this long. */
const AGAIN_AFTER_MS = 60_000

/** An alarm that takes longer than 15 minutes takes the object down with it (Durable Objects, Limits). */
const MOST_AT_ONCE = 10

export function warming(deps: WarmingDeps): Warming {
  const { clock, settings, repeats } = deps
  const isOn = settings.predict > 0
  const costOf = (usage: Usage): number => dollarsOf(settings.prices, settings.model, usage) ?? -1
  const underway = new Set<string>()

  const warm = async (repeat: Repeat, cause: WarmedEvent['cause']): Promise<void> => {
    const { key, scope, text } = repeat
    if (underway.has(key) || !deps.isWell()) return
    underway.add(key)
    try {
      // Under other settings the question has another key, and is counted anew.
      if ((await deps.cache.keyOf(fingerprintOf(repeat))) !== key) return repeats.drop(key)
      const madeAt = clock.now()
      repeats.spend(scope, madeAt)
      const question = { private: false, fresh: false, memberName: '', text }
      const over = new AbortController()
      void clock.sleep(WARMS_WITHIN_MS, over.signal, 'limit').then(() => over.abort())
      const asked = { name: '', asked: text }
      const transcript = { nonce: deps.newNonce(), summary: undefined, exchanges: [] }
      const answer = await wholeAnswer(
        deps.ask(scope),
        modelRequest({ ...settings, transcript, asked, toolbox: toolbox(settings) }),
        over.signal,
      ).finally(() => over.abort())
      const end = { answer: answer.text, delivered: true, impureTools: false }
      const against = cacheable(question, { ...end, why: answer.complete ? '' : answer.end })
      // Forgotten meanwhile: then nothing of it may be written.
      const outcome =
        against ?? (repeats.one(key) === undefined ? 'forgotten' : await keep(repeat, end.answer, madeAt))
      deps.log(warmedEvent(repeat, cause, outcome, answer.usage, costOf(answer.usage), clock.now() - madeAt))
    } finally {
      underway.delete(key)
    }
  }

  const fingerprintOf = ({ text, scope }: Repeat): string =>
    contextFreeFingerprint({ ...answererOf(settings, namesOf(toolbox(settings))), text, scope })

  /** With the verdict by which the question came here: of any other, no thread tells the text. */
  const keep = async (repeat: Repeat, answer: string, madeAt: number): Promise<string> => {
    const { scope, key } = repeat
    const verdict = settings.cacheVerdict ? { verdict: GENERAL } : {}
    const entry = { answer, madeAt, model: settings.model, ...verdict }
    const written = await deps.cache.write(fingerprintOf(repeat), scope, entry, settings.cacheTtlSeconds)
    if (!written.wrote) return 'not written'
    deps.kept({ ...written, scope })
    repeats.renewed(key, written)
    return 'kept'
  }

  return {
    async asked(note) {
      const now = clock.now()
      if (!isOn) return
      repeats.asked(note, now)
      const repeat = repeats.one(note.key)
      const isDue = repeat !== undefined && !note.wrote && dueForRefresh(repeat, now)
      if (isDue && mayWarm(note.scope, repeats.spent(now))) await warm(repeat, 'asked')
    },
    async alarm() {
      if (!isOn) repeats.clear()
      repeats.expire(clock.now())
      const due = toWarm(repeats.all(), repeats.spent(clock.now()), clock.now())
      for (const repeat of due.slice(0, MOST_AT_ONCE)) {
        // Meanwhile members may have spent from the same budget.
        if (!mayWarm(repeat.scope, repeats.spent(clock.now()))) continue
        // One after the other: nobody waits for these, and the members' own questions come first.
        await warm(repeat, 'likely')
      }
    },
    next() {
      const now = clock.now()
      const expires = repeats.expire(now)
      if (!isOn || expires === undefined) return expires
      const warms = nextWarm(repeats.all(), now)
      if (warms === undefined) return expires
      return Math.min(expires, warms > now ? warms : now + AGAIN_AFTER_MS)
    },
    forget: (scope) => repeats.forget(scope),
  }
}

const warmedEvent = (
  { scope, times }: Repeat,
  cause: WarmedEvent['cause'],
  outcome: string,
  usage: Usage,
  usd: number,
  ms: number,
): WarmedEvent => ({
  evt: 'cache.warmed',
  v: 1,
  cause,
  scope: scope.startsWith('guild ') ? 'guild' : 'member',
  outcome,
  times,
  in_tok: usage.inputTokens,
  cache_read_tok: usage.cacheReadTokens,
  cache_write_tok: usage.cacheWriteTokens,
  out_tok: usage.outputTokens,
  usd,
  ms,
})
