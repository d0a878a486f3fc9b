/** `/health` for a terminal: `curl …/health?format=text`. */

import type { ModelHealth, ShownHealth } from './health.ts'
import { isoTime } from '../clock.ts'
import { type Percentiles, timeNames, type Times, type windows } from './recent.ts'

const windowTitles = { '5m': 'last 5 minutes', '24h': 'last 24 hours' } as const satisfies Readonly<
  Record<keyof typeof windows, string>
>

const timeTitles = { firstWords: 'first words', whole: 'whole answer', tools: 'tools' } as const

const windowNames = ['5m', '24h'] as const satisfies readonly (keyof typeof windows)[]

const NOTHING_KNOWN =
  'The coordinator does not answer. Questions are answered all the same; only the figures are missing.'

/** Ends with a line break. */
export function textOf(health: ShownHealth): string {
  const { status, version, at } = health
  const body =
    status === 'unknown'
      ? [NOTHING_KNOWN, '', ...table(parts(health))]
      : [...paces(health), '', ...table([...facts(health), ...parts(health)])]
  return `${[`Threadkeeper: ${status} (version ${version}, ${at})`, '', ...body].join('\n')}\n`
}

const paces = ({ recent }: ShownHealth): readonly string[] =>
  windowNames.flatMap((window) => [
    `${windowTitles[window].padEnd(18)}${['turns', 'p50', 'p90', 'p95', 'p99'].map(column).join('')}`,
    ...timeNames.map((name) => `  ${timeTitles[name].padEnd(16)}${row(recent[window], name)}`),
  ])

function row(times: Times<Percentiles>, name: keyof typeof timeTitles): string {
  const { turns, p50Ms, p90Ms, p95Ms, p99Ms } = times[name]
  return [String(turns), ...[p50Ms, p90Ms, p95Ms, p99Ms].map(seconds)].map(column).join('')
}

const column = (text: string): string => text.padStart(9)

const seconds = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1_000).toFixed(2)}s`)

type Facts = readonly (readonly [title: string, text: string])[]

function facts({ cache, performance, sessions, queue, votes, spend, proven, ...rest }: ShownHealth): Facts {
  const { entries, hits, misses, joined, stale, verdicts } = cache
  return [
    ['spend today', spendText(spend)],
    ['Claude', proven.claude === null ? 'not proven yet' : `last answered ${proven.claude}`],
    ['Discord', proven.discord === null ? 'not proven yet' : `last took an answer ${proven.discord}`],
    ['queue', queueText(queue)],
    [
      'sessions',
      `${sessions.open} open, ${sessions.answering} of ${sessions.limit} answering, ${performance.sessionReuse} reused`,
    ],
    ...Object.entries(rest.models).map(([name, model]) => [name, modelText(model)] as const),
    ...(rest.blocked === '' ? [] : [['to do', rest.blocked] as const]),
    [
      'cache',
      `${entries} answers kept, ${performance.cacheHitRate} hits (${hits} hits, ${misses} misses, ${joined} joined, ${stale} stale)`,
    ],
    ['verdicts', `${verdicts.general} of ${verdicts.calls} for all`],
    ['votes', `${votes.good} good, ${votes.bad} bad`],
    ['limited', `${rest.discord.limitedChannels} channels`],
  ]
}

/** The digits of a tenth of a cent: a day may cost less than one. */
function spendText({ day, usd, unpriced }: ShownHealth['spend']): string {
  const sum = `${usd === null ? 'unknown' : `$${usd.toFixed(4)}`} on ${day} (UTC)`
  return unpriced === 0
    ? sum
    : `${sum}, without ${unpriced} ${unpriced === 1 ? 'turn or call' : 'turns or calls'} whose price is not known`
}

function modelText({ state, failures, why, until, times }: ModelHealth): string {
  if (why === undefined)
    return failures === 0 ? state : `${state}, ${failures} ${failures === 1 ? 'failure' : 'failures'}`
  const again = until === undefined ? '' : `, not asked before ${isoTime(until) ?? until}`
  return `${state}: ${why}${again}${times === undefined ? '' : `, given up ${times} ${times === 1 ? 'time' : 'times'}`}`
}

function parts({ configured }: ShownHealth): Facts {
  const named = (is: boolean): string =>
    Object.keys(configured)
      .filter((name) => configured[name] === is)
      .join(', ') || '-'
  return [
    ['configured', named(true)],
    ['not configured', named(false)],
  ]
}

const table = (rows: Facts): readonly string[] => {
  const width = Math.max(0, ...rows.map(([title]) => title.length)) + 2
  return rows.map(([title, text]) => `${title.padEnd(width)}${text}`)
}

const queueText = ({ waiting, longestWaitMs }: ShownHealth['queue']): string =>
  waiting === 0 ? 'empty' : `${waiting} waiting, the first for ${seconds(longestWaitMs)}`
