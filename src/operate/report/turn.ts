/** One row of the dataset, read as the turn that it stands for. */

import type { Json } from '../../json.ts'
import { flags, numberIn, textIn, variantField } from './columns.ts'

export interface Turn {
  /** When it was written down, in milliseconds since 1970. */
  readonly at: number
  /** How many turns the row stands for: Analytics Engine samples where there are many. */
  readonly weight: number
  readonly thread: string
  /** Empty for direct messages. */
  readonly server: string
  readonly outcome: string
  /** The case of the sentence that the member read; empty for a plain answer. */
  readonly why: string
  readonly cache: string
  readonly cacheWhy: string
  readonly session: string
  /** 1, or more for a turn that was taken up again. */
  readonly attempt: number
  /** Empty where no model was asked. */
  readonly model: string
  /** By flag; without those that the row does not have. */
  readonly variants: ReadonlyMap<string, string>
  /** From the question to the first words in Discord, in milliseconds, with the time that the question waited. */
  readonly firstWordsMs: number | undefined
  /** From the question to the last edit. */
  readonly wholeMs: number
  readonly tokens: Tokens
  /** Undefined where the price is unknown. */
  readonly usd: number | undefined
  readonly rateLimited: number
  readonly toolCalls: number
  readonly toolMs: number
}

export interface Tokens {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly output: number
}

/** @param row with the names of the columns; undefined for what is no turn */
export function turnOf(row: Json): Turn | undefined {
  const at = timeOf(row['timestamp'])
  const thread = textIn(row, 'thread')
  const outcome = textIn(row, 'outcome')
  if (at === undefined || thread === '' || outcome === '') return undefined
  const count = (log: string): number => numberIn(row, log) ?? 0
  const first = numberIn(row, 'first_words_ms')
  return {
    at,
    weight: Math.max(1, Number(row['_sample_interval']) || 1),
    thread,
    server: textIn(row, 'guild'),
    outcome,
    why: textIn(row, 'why'),
    cache: textIn(row, 'cache'),
    cacheWhy: textIn(row, 'cache_why'),
    session: textIn(row, 'session'),
    attempt: numberIn(row, 'attempt') ?? 1,
    model: textIn(row, 'model'),
    variants: new Map(
      flags.flatMap((flag) => {
        const variant = textIn(row, variantField(flag))
        return variant === '' ? [] : [[flag, variant]]
      }),
    ),
    firstWordsMs: first === undefined ? undefined : count('waited_ms') + first,
    wholeMs: count('waited_ms') + count('total_ms'),
    tokens: {
      input: count('in_tok'),
      cacheRead: count('cache_read_tok'),
      cacheWrite: count('cache_write_tok'),
      output: count('out_tok'),
    },
    usd: dollarsIn(row),
    rateLimited: count('rate_limited'),
    toolCalls: count('tool_calls'),
    toolMs: count('tool_ms'),
  }
}

/** The exact text of dollars comes first: it is there since the first version. */
function dollarsIn(row: Json): number | undefined {
  const usd = numberIn(row, 'usd')
  if (usd !== undefined) return usd
  const micro = numberIn(row, 'usd_micro')
  return micro === undefined ? undefined : micro / 1_000_000
}

/** Analytics Engine writes "2026-11-30 04:13:58", in UTC. */
function timeOf(raw: unknown): number | undefined {
  if (typeof raw !== 'string') return undefined
  const at = Date.parse(/[zZ]$/.test(raw) ? raw : `${raw.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** Whether the member got less than a whole answer, and did not want it so. */
export const isError = ({ outcome }: Turn): boolean =>
  outcome === 'partial' || outcome === 'refused' || outcome === 'undelivered'
