/** The charts of the dashboard: each is a query on the log events, in the words of Cloudflare's Query Builder. */

import { flags, variantField } from './report/columns.ts'

/** Those of the Query Builder that the charts need (Workers Observability, Query Builder, "Visualization"). */
export type Operator = 'count' | 'sum' | 'avg' | 'median' | 'p95'

export interface Calculation {
  readonly operator: Operator
  /** A field of the event that is a number; `count` has none. */
  readonly field?: string
}

export interface Filter {
  readonly field: string
  readonly operation: 'eq' | 'neq' | 'gt' | 'gte'
  readonly value: string | number
}

export interface Chart {
  readonly name: string
  /** What it answers. */
  readonly shows: string
  /** A chart type of the dashboard (Observability, Logs, "Visualize results"). */
  readonly type: 'Timeseries' | 'Stacked Area' | 'Horizontal Bar' | 'Doughnut Chart' | 'Table'
  /** The event it counts; `evt` in the log. */
  readonly event: string
  readonly calculations: readonly Calculation[]
  readonly filters: readonly Filter[]
  readonly groupBy: readonly string[]
  /** Finds nothing as long as all goes well, or nobody has used a tool. */
  readonly isRare?: true
}

const count: Calculation = { operator: 'count' }
const middle = (field: string): Calculation => ({ operator: 'median', field })
const p95 = (field: string): Calculation => ({ operator: 'p95', field })
/** Of a field that is 0 or 1. */
const shareOf = (field: string): Calculation => ({ operator: 'avg', field })
const sum = (field: string): Calculation => ({ operator: 'sum', field })
const isNot = (field: string, value: string): Filter => ({ field, operation: 'neq', value })
/** Times and dollars that never came are −1. */
const isKnown = (field: string): Filter => ({ field, operation: 'gte', value: 0 })
const some = (field: string): Filter => ({ field, operation: 'gt', value: 0 })

/** A chart of the turns that have ended. */
const ofTurns = (chart: Omit<Chart, 'event'>): Chart => ({ ...chart, event: 'ask.done' })

const tokens = [sum('in_tok'), sum('cache_read_tok'), sum('cache_write_tok'), sum('out_tok')]

const everyday: readonly Chart[] = [
  ofTurns({
    name: 'Asks',
    shows: 'how many questions ended, and how',
    type: 'Stacked Area',
    calculations: [count],
    filters: [],
    groupBy: ['outcome'],
  }),
  ofTurns({
    name: 'First words',
    shows: 'how long members wait for the first words in Discord, in ms',
    type: 'Timeseries',
    calculations: [middle('first_words_ms'), p95('first_words_ms')],
    filters: [isKnown('first_words_ms')],
    groupBy: [],
  }),
  ofTurns({
    name: 'Whole answer',
    shows: 'how long an answer takes until its last edit, in ms',
    type: 'Timeseries',
    calculations: [middle('total_ms'), p95('total_ms')],
    filters: [],
    groupBy: [],
  }),
  ofTurns({
    name: 'Stages',
    shows: 'where the time of the turns goes that ask Claude, in ms',
    type: 'Timeseries',
    calculations: [p95('waited_ms'), p95('cache_ms'), p95('ttft_ms'), p95('tool_ms'), p95('last_edit_ms')],
    filters: [some('claude_calls')],
    groupBy: [],
  }),
  {
    name: 'First response',
    shows: 'how soon Discord gets its answer, in ms; it gives up after 3,000',
    type: 'Timeseries',
    event: 'ask.accept',
    calculations: [p95('verify_ms'), p95('accept_ms')],
    filters: [],
    groupBy: [],
  },
  ofTurns({
    name: 'Cache hits',
    shows: 'the share of hits in hits and misses, 0 to 1',
    type: 'Timeseries',
    calculations: [shareOf('is_hit')],
    filters: [isNot('cache', 'bypass'), isNot('cache', 'joined'), isNot('cache', 'stale')],
    groupBy: [],
  }),
  ofTurns({
    name: 'Cache',
    shows: 'how answers used the cache',
    type: 'Doughnut Chart',
    calculations: [count],
    filters: [],
    groupBy: ['cache'],
  }),
  ofTurns({
    name: 'Why not from the cache',
    shows: 'why the cache had no answer, or was not asked',
    type: 'Horizontal Bar',
    calculations: [count],
    filters: [isNot('cache', 'hit'), isNot('cache', 'joined'), isNot('cache', 'stale')],
    groupBy: ['cache', 'cache_why'],
  }),
  ofTurns({
    name: 'Sessions',
    shows: 'the share of questions that found their session open, 0 to 1',
    type: 'Timeseries',
    calculations: [shareOf('is_reused')],
    filters: [],
    groupBy: [],
  }),
  ofTurns({
    name: 'Models',
    shows: 'tokens and dollars by model; turns whose price is unknown are left out',
    type: 'Table',
    calculations: [...tokens, sum('usd')],
    filters: [some('claude_calls'), isKnown('usd')],
    groupBy: ['model'],
  }),
  ofTurns({
    name: 'Servers',
    shows:
      'questions, tokens and dollars by server (empty: direct messages); turns whose price is unknown are left out',
    type: 'Table',
    calculations: [count, ...tokens, sum('usd')],
    filters: [isKnown('usd')],
    groupBy: ['guild'],
  }),
  ofTurns({
    name: 'Calls that Discord refused',
    shows: 'answers with 429, and with 401, 403 or 429',
    type: 'Timeseries',
    calculations: [sum('rate_limited'), sum('refused')],
    filters: [],
    groupBy: [],
  }),
  ofTurns({
    name: 'Tools',
    shows: 'how long tools are at work in an answer that uses some, in ms, and how many calls there are',
    type: 'Timeseries',
    calculations: [middle('tool_ms'), p95('tool_ms'), sum('tool_calls')],
    filters: [some('tool_calls')],
    groupBy: [],
    isRare: true,
  }),
  ofTurns({
    name: 'Error rate',
    shows:
      'the share of turns that did not end in a whole answer, 0 to 1; those that a member has stopped count as whole',
    type: 'Timeseries',
    calculations: [shareOf('is_error')],
    filters: [],
    groupBy: [],
  }),
  ofTurns({
    name: 'Errors',
    shows: 'turns that did not end in a whole answer, by the sentence that the member read',
    type: 'Horizontal Bar',
    calculations: [count],
    filters: [isNot('outcome', 'answered'), isNot('outcome', 'stopped')],
    groupBy: ['outcome', 'why'],
    isRare: true,
  }),
  {
    name: 'Failures of Claude',
    shows: 'calls to Claude that failed, by reason (429 is "rate limited") and model',
    type: 'Stacked Area',
    event: 'claude.failed',
    calculations: [count],
    filters: [],
    groupBy: ['why', 'model'],
    isRare: true,
  },
]

/** The two sides of each experiment. What was taken up again after a crash may have changed sides. */
const compared = flags.map((flag) =>
  ofTurns({
    name: `Experiment ${flag}`,
    shows: `the two sides of ${flag}: turns, first words and whole answer in ms, dollars`,
    type: 'Table',
    calculations: [
      count,
      middle('first_words_ms'),
      p95('first_words_ms'),
      middle('total_ms'),
      p95('total_ms'),
      sum('usd'),
    ],
    filters: [{ field: 'attempt', operation: 'eq', value: 1 }, isKnown('first_words_ms'), isKnown('usd')],
    groupBy: [variantField(flag)],
  }),
)

export const charts: readonly Chart[] = [...everyday, ...compared]
