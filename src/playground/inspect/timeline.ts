/** What happened to one answer, in its order: each entry says when, in milliseconds from the asking, and what. */

import { textOf, type Json } from '../discord/json.ts'
import type { Call, Rate } from '../discord/call.ts'
import type { Interaction } from '../discord/state.ts'
import type { ClaudeCall } from './claude-call.ts'
import { figureIn } from './record.ts'

type Happening =
  | { readonly kind: 'asked' | 'first words' | 'last edit' | 'crash' }
  | { readonly kind: 'acknowledged'; readonly with: 'thinking' | 'message' | 'form' | 'nothing' }
  | { readonly kind: 'unanswered'; readonly why: string }
  /** From the asking until the turn began, or began again after a crash. */
  | { readonly kind: 'queue'; readonly until: number | null }
  /** The turn was taken up again; `n` counts its lives. */
  | { readonly kind: 'life'; readonly n: number }
  | { readonly kind: 'cache'; readonly use: string; readonly why: string; readonly ageMs: number | null }
  | {
      readonly kind: 'claude'
      /** Counts the calls from 1. */
      readonly n: number
      readonly until: number | null
      readonly firstAt: number | null
      readonly purpose: ClaudeCall['purpose']
      readonly ending: ClaudeCall['ending']
      readonly status: number | null
    }
  | { readonly kind: 'tools'; readonly until: number; readonly names: readonly string[] }
  | {
      readonly kind: 'call'
      readonly n: number
      readonly what: Call['kind']
      readonly until: number | null
      readonly status: number | null
      /** Since the call before it had ended; null for the first. */
      readonly waitMs: number | null
      readonly rate: Rate | null
      readonly characters: number
    }
  | { readonly kind: 'press'; readonly button: string; readonly by: string }
  | { readonly kind: 'failed'; readonly why: string; readonly what: string }
  | { readonly kind: 'done'; readonly outcome: string; readonly why: string }

export type Entry = { readonly at: number } & Happening

/** What the playground knows of one answer, before it is put in order. Times are milliseconds since 1970. */
export interface Facts {
  readonly interaction: Interaction
  readonly firstWordsMs: number | null
  /** When the turn was over; undefined while it runs. */
  readonly until: number | undefined
  readonly claude: readonly ClaudeCall[]
  readonly presses: readonly { readonly at: number; readonly button: string; readonly by: string }[]
  readonly events: readonly { readonly at: number; readonly event: Json }[]
  /** The figures of the turn; undefined while it runs. */
  readonly done: { readonly at: number; readonly event: Json } | undefined
}

export function timelineOf(facts: Facts): readonly Entry[] {
  const { sentAt } = facts.interaction
  const entries: readonly Entry[] = [
    { kind: 'asked', at: 0 },
    ...acknowledged(facts),
    ...beginnings(facts),
    ...facts.claude.map((call, index): Entry => ({
      kind: 'claude',
      n: index + 1,
      at: call.at,
      until: call.until,
      firstAt: call.firstAt,
      purpose: call.purpose,
      ending: call.ending,
      status: call.status,
    })),
    ...toolsOf(facts.claude),
    ...callsOf(facts.interaction),
    ...facts.presses.map(({ at, button, by }): Entry => ({ kind: 'press', at: at - sentAt, button, by })),
    ...failures(facts),
    ...crashes(facts).map((at): Entry => ({ kind: 'crash', at })),
    ...(facts.firstWordsMs === null ? [] : [{ kind: 'first words' as const, at: facts.firstWordsMs }]),
    ...lastOf(facts),
  ]
  return entries.toSorted((a, b) => a.at - b.at)
}

function acknowledged({ interaction: { ack, sentAt, modal }, until }: Facts): readonly Entry[] {
  switch (ack.state) {
    case 'awaited':
      return []
    case 'dead':
      return [{ kind: 'unanswered', at: (until ?? sentAt) - sentAt, why: ack.why }]
    case 'pending':
    case 'processed': {
      const type = ack.state === 'pending' ? ack.answer.type : ack.type
      const shown = type === 5 ? 'thinking' : type === 4 || type === 7 ? 'message' : 'nothing'
      return [{ kind: 'acknowledged', at: ack.at - sentAt, with: modal === undefined ? shown : 'form' }]
    }
  }
}

/** The wait, the cache and the lives, which only the figures of the turn tell. */
function beginnings({ done, claude, until, interaction: { sentAt } }: Facts): readonly Entry[] {
  const began = figureIn(done?.event, 'waited_ms')
  const firstAsked = claude.find(({ purpose }) => purpose === 'answer')?.at
  const ended = until === undefined ? null : until - sentAt
  const queue: Entry = { kind: 'queue', at: 0, until: began ?? firstAsked ?? ended }
  if (done === undefined || began === undefined) return [queue]
  const { event } = done
  const lives = figureIn(event, 'attempt') ?? 1
  return [
    { ...queue, until: lives > 1 ? (firstAsked ?? began) : began },
    {
      kind: 'cache',
      at: began,
      use: textOf(event['cache']) ?? '',
      why: textOf(event['cache_why']) ?? '',
      ageMs: figureIn(event, 'cache_age_ms') ?? null,
    },
    ...(lives > 1 ? [{ kind: 'life' as const, at: began, n: lives }] : []),
  ]
}

/** Tools work between the call that wants them and the one that brings their results. */
const toolsOf = (claude: readonly ClaudeCall[]): readonly Entry[] =>
  claude.flatMap((call, index): readonly Entry[] => {
    const before = claude.slice(0, index).findLast(({ ending }) => ending === 'whole')
    if (call.results.length === 0 || before?.until == null) return []
    const isRepeated = claude
      .slice(0, index)
      .some((one) => one.at >= (before.until ?? 0) && one.results.length > 0)
    return isRepeated ? [] : [{ kind: 'tools', at: before.until, until: call.at, names: call.results }]
  })

function callsOf({ calls, sentAt }: Interaction): readonly Entry[] {
  return calls.map((call, index): Entry => {
    const { n, at, endedAt, kind, status, rate, content = '' } = call
    const before = calls[index - 1]?.endedAt
    return {
      kind: 'call',
      n,
      what: kind,
      at: at - sentAt,
      until: endedAt === undefined ? null : endedAt - sentAt,
      status: status ?? null,
      waitMs: before === undefined ? null : Math.max(0, at - before),
      rate: rate ?? null,
      characters: content.length,
    }
  })
}

const FAILED = new Set(['claude.failed', 'tool.failed', 'turn.bug'])

const failures = ({ events, interaction }: Facts): readonly Entry[] =>
  events
    .filter(({ event }) => FAILED.has(String(event['evt'])))
    .map(({ at, event }) => ({
      kind: 'failed',
      at: at - interaction.sentAt,
      what: String(event['evt']),
      why: [event['tool'], event['why'], event['detail'], event['message']].filter(isSaid).join(': '),
    }))

const isSaid = (raw: unknown): raw is string => typeof raw === 'string' && raw !== ''

/** The bot logs why it gave a call up within so much of it. */
const LOGGED_WITHIN_MS = 1_500

/**
 * When the runtime crashed, as far as it shows: calls to Claude broke off, and the bot neither says why nor has anybody
 * pressed a button. How often it crashed is known from the figures alone, so a crash between two calls has no moment.
 */
function crashes({ claude, events, presses, done, interaction }: Facts): readonly number[] {
  const most = (figureIn(done?.event, 'attempt') ?? 1) - 1
  const explained = [...presses, ...events.filter(({ event }) => event['evt'] === 'claude.failed')].map(
    ({ at }) => at - interaction.sentAt,
  )
  return claude
    .filter(({ ending, purpose }) => ending === 'given up' && purpose === 'answer')
    .flatMap(({ until }) => until ?? [])
    .filter((at) => explained.every((other) => Math.abs(other - at) > LOGGED_WITHIN_MS))
    .slice(0, most)
}

function lastOf({ done, interaction: { calls, sentAt } }: Facts): readonly Entry[] {
  if (done === undefined) return []
  const last = calls.findLast(({ kind, status = 0 }) => kind !== 'get' && status >= 200 && status < 300)
  return [
    ...(last?.endedAt === undefined ? [] : [{ kind: 'last edit' as const, at: last.endedAt - sentAt }]),
    {
      kind: 'done',
      at: done.at - sentAt,
      outcome: textOf(done.event['outcome']) ?? '',
      why: textOf(done.event['why']) ?? '',
    },
  ]
}
