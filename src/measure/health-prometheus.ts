/**
 * `/health` for Prometheus. Source: Prometheus, "Exposition formats", Text-based format 0.0.4, and "Metric and label naming":
 * base units, and no label whose values are without number.
 */

import { timeOfIso } from '../clock.ts'
import type { ShownHealth } from './health.ts'
import { timeNames, type windows } from './recent.ts'

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  /** A sample without a value is left out: nobody knows it. */
  readonly value: number | boolean | null | undefined
}

interface Metric {
  /** Without `threadkeeper_`. Each is a gauge: what the figures stand on goes up and down. */
  readonly name: string
  readonly help: string
  readonly samples: readonly Sample[]
}

/** Ends with a line break, as the format demands. */
export const prometheusOf = (health: ShownHealth): string =>
  [...always(health), ...(health.status === 'unknown' ? [] : figures(health))].map(exposed).join('')

function exposed({ name, help, samples }: Metric): string {
  const full = `threadkeeper_${name}`
  const lines = samples.flatMap(({ labels = {}, value }) =>
    value === null || value === undefined ? [] : [`${full}${labelled(labels)} ${Number(value)}\n`],
  )
  return lines.length === 0 ? '' : `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join('')}`
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return all.length === 0 ? '' : `{${all.join(',')}}`
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const one = (name: string, help: string, value: Sample['value']): Metric => ({
  name,
  help,
  samples: [{ value }],
})

const by = (
  label: string,
  name: string,
  help: string,
  values: Readonly<Record<string, Sample['value']>>,
): Metric => ({
  name,
  help,
  samples: Object.entries(values).map(([is, value]) => ({ labels: { [label]: is }, value })),
})

const always = ({ status, version, configured }: ShownHealth): readonly Metric[] => [
  by('version', 'build_info', 'The deployed version.', { [version]: 1 }),
  one(
    'coordinator_up',
    'Whether the coordinator has answered; without it there are no figures.',
    status !== 'unknown',
  ),
  by('part', 'configured', 'Whether an optional part is set up.', configured),
]

function figures(health: ShownHealth): readonly Metric[] {
  const { status, cache, sessions, queue, models, votes, spend, proven, discord } = health
  return [
    one('degraded', 'Whether one of the models is not asked, or only tried.', status === 'degraded'),
    ...times(health),
    one('spend_today_dollars', 'Dollars spent since midnight in UTC where the price is known.', spend.usd),
    one('spend_today_unpriced', 'Turns and own calls of today whose price is not known.', spend.unpriced),
    by(
      'at',
      'last_success_timestamp_seconds',
      'When Claude last answered, and Discord last took an answer.',
      {
        claude: seconds(proven.claude),
        discord: seconds(proven.discord),
      },
    ),
    one('questions_waiting', 'Questions that wait for a session.', queue.waiting),
    one('longest_wait_seconds', 'How long the first of them has waited.', queue.longestWaitMs / 1_000),
    one('sessions_open', 'Sessions that were used of late.', sessions.open),
    one('sessions_answering', 'Sessions that are answering now.', sessions.answering),
    one('sessions_limit', 'How many sessions may answer at once.', sessions.limit),
    one(
      'session_reuse_ratio',
      'Share of the last turns that found their session open.',
      ratio(sessions.reused, sessions.opened),
    ),
    one('cache_entries', 'Cached answers that are kept.', cache.entries),
    one(
      'cache_hit_ratio',
      'Share of hits in the hits and misses of the last turns.',
      ratio(cache.hits, cache.misses),
    ),
    by('use', 'cache_uses', 'How the last turns used the cache.', {
      hit: cache.hits,
      miss: cache.misses,
      joined: cache.joined,
      stale: cache.stale,
      bypass: sum(cache.bypassed),
    }),
    by('why', 'cache_misses', 'Why the cache had no answer for the last turns.', cache.missed),
    by('why', 'cache_bypasses', 'Why the last turns did not ask the cache.', cache.bypassed),
    one('verdict_calls', 'The last calls for a verdict on what may be cached.', cache.verdicts.calls),
    one('verdicts_general', 'Those of them that allow an answer for all.', cache.verdicts.general),
    by('vote', 'votes', 'Thumbs under the answers of the last turns.', { good: votes.good, bad: votes.bad }),
    one('limited_channels', 'Channels whose edits Discord limits.', discord.limitedChannels),
    ...modelMetrics(models),
  ]
}

const names = { firstWords: 'first_words', whole: 'answer', tools: 'tools' } as const
const helps = {
  firstWords: 'From the question to the first words in Discord.',
  whole: 'From the question to the last edit.',
  tools: 'Time in which at least one tool was at work, of turns that used tools.',
} as const

const windowNames = ['5m', '24h'] as const satisfies readonly (keyof typeof windows)[]

/** The label is not `quantile`, which belongs to summaries: these have a window, and no sum. */
const times = ({ recent }: ShownHealth): readonly Metric[] =>
  timeNames.flatMap((time) => [
    {
      name: `${names[time]}_seconds`,
      help: `${helps[time]} By percentile.`,
      samples: windowNames.flatMap((window) => {
        const { p50Ms, p90Ms, p95Ms, p99Ms } = recent[window][time]
        return Object.entries({ 50: p50Ms, 90: p90Ms, 95: p95Ms, 99: p99Ms }).map(([percentile, ms]) => ({
          labels: { window, percentile },
          value: ms === null ? null : ms / 1_000,
        }))
      }),
    },
    {
      name: `${names[time]}_turns`,
      help: `How many turns the percentiles of ${names[time]}_seconds stand on.`,
      samples: windowNames.map((window) => ({ labels: { window }, value: recent[window][time].turns })),
    },
  ])

const modelMetrics = (models: ShownHealth['models']): readonly Metric[] => [
  {
    name: 'model_state',
    help: 'The state of the breaker of each model; 1 for the one that holds.',
    samples: Object.entries(models).flatMap(([model, { state: holds }]) =>
      ['closed', 'open', 'half-open'].map((state) => ({ labels: { model, state }, value: state === holds })),
    ),
  },
  {
    name: 'model_failures',
    help: 'Failures of each model since its last success.',
    samples: Object.entries(models).map(([model, { failures }]) => ({ labels: { model }, value: failures })),
  },
]

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0)

const ratio = (part: number, rest: number): number | null => (part + rest === 0 ? null : part / (part + rest))

const seconds = (iso: string | null): number | undefined => {
  const ms = timeOfIso(iso ?? '')
  return ms === undefined ? undefined : ms / 1_000
}
