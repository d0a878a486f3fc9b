/** An answer as it lies in KV, and the scope's epoch: written as JSON, and never trusted when read. */

import { isRecord, numberAt, parseJson, textAt } from '../../json.ts'
import { CACHED_ANSWER_BYTES } from '../../limits.ts'
import { against, readVerdict, type Verdict } from './verdict.ts'

/** Change it when entries of before must not be read any more. */
const VERSION = 3

/** An answer is at most this long as it was, and JSON may write one of its characters as six (`\u0000`). */
const LONGEST = 6 * CACHED_ANSWER_BYTES

/** Clocks of two machines differ by less. */
const SKEW_MS = 60_000

export interface Entry {
  /** Empty where the verdict is that nobody else may be given it: then only the verdict is kept. */
  readonly answer: string
  /** When the question was asked that it answers, in milliseconds since 1970; not when it was written. */
  readonly madeAt: number
  readonly expiresAt: number
  /** Who answered. */
  readonly model: string
  /** Claude's, on the question; undefined where it was not asked for one. */
  readonly verdict?: Verdict
}

/** Why what was found is no answer. */
export type NoEntry = 'none' | 'broken' | 'foreign' | 'outdated'

export const writeEntry = (entry: Entry, scope: string): string =>
  JSON.stringify({ v: VERSION, scope, ...entry })

/**
 * @param epoch what was made up to this time is forgotten, in milliseconds since 1970
 * @returns the entry, also one that has expired (see `isFresh`), or why there is none
 */
export function readEntry(value: string | null, scope: string, epoch: number, now: number): Entry | NoEntry {
  if (value === null) return 'none'
  const raw = value.length > LONGEST ? undefined : parseJson(value)
  if (!isRecord(raw)) return 'broken'
  if (raw['v'] !== VERSION || raw['scope'] !== scope) return 'foreign'
  const [answer, model] = [textAt(raw, 'answer'), textAt(raw, 'model')]
  const [madeAt, expiresAt] = [numberAt(raw, 'madeAt'), numberAt(raw, 'expiresAt')]
  const verdict = readVerdict(raw['verdict'])
  if ((verdict === undefined) !== (raw['verdict'] === undefined)) return 'broken'
  const isShut = verdict !== undefined && against(verdict) !== undefined
  if (answer === undefined || (answer.trim() === '') !== isShut || model === undefined) return 'broken'
  if (madeAt === undefined || expiresAt === undefined || madeAt > now + SKEW_MS) return 'broken'
  if (madeAt <= epoch) return 'outdated'
  return { answer, madeAt, expiresAt, model, ...(verdict === undefined ? {} : { verdict }) }
}

/** One that is not is no answer while Claude has one. It is left to KV: there may be a new one already that this place does not see yet. */
export const isFresh = ({ expiresAt }: Entry, now: number): boolean => now < expiresAt

/**
 * The epoch of a scope: 0 where nothing was ever forgotten, undefined where what is written is no epoch. One of the
 * future is none either, or a wrong clock would switch the cache off for as long as it was wrong.
 */
export function readEpoch(value: string | null, now: number): number | undefined {
  if (value === null) return 0
  const at = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  return at <= now + SKEW_MS ? at : undefined
}
