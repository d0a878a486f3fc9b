/** What the log cannot chart: shares, and what is older than its seven days, as SQL for Analytics Engine. */

import { columnOf, flags, variantField } from './report/columns.ts'
import { tableOf } from './report/queries.ts'

export interface SqlQuery {
  readonly name: string
  readonly shows: string
  /** Each row has the number of its turns in the column `turns`. */
  readonly sql: string
}

/** A stored row stands for so many turns (Analytics Engine, SQL API, "Sampling"). */
const TURNS = 'sum(_sample_interval)'

const share = (field: string, value: string): string =>
  `100 * sum(if(${columnOf(field)} = '${value}', _sample_interval, 0)) / ${TURNS}`

const quantile = (q: number, field: string): string =>
  `quantileExactWeighted(${q})(${columnOf(field)}, _sample_interval)`

/** The cost is a text of whole millionths, because SQL reads no decimals from a text. */
const DOLLARS = `sum(_sample_interval * toUInt32(${columnOf('usd_micro')})) / 1000000`
const HAS_PRICE = `${columnOf('usd_micro')} != ''`

/** The same where turns without a known price are among them: an empty text is no number. */
const PRICED_DOLLARS = `sum(_sample_interval * toUInt32(if(${HAS_PRICE}, ${columnOf('usd_micro')}, '0'))) / 1000000`
const PRICED_TURNS = `sum(if(${HAS_PRICE}, _sample_interval, 0))`

const DAY = "toStartOfInterval(timestamp, INTERVAL '1' DAY) AS day"

function select(
  dataset: string,
  columns: readonly string[],
  by: readonly string[],
  where: readonly string[] = [],
): string {
  const names = by.map((one) => / AS (\w+)$/.exec(one)?.[1] ?? one)
  return [
    `SELECT ${[...by, `${TURNS} AS turns`, ...columns].join(',\n  ')}`,
    `FROM ${tableOf(dataset)}`,
    `WHERE ${["timestamp > now() - INTERVAL '30' DAY", ...where].join(' AND ')}`,
    `GROUP BY ${names.join(', ')}`,
    `ORDER BY ${names.join(', ')}`,
  ].join('\n')
}

/** @param dataset of the binding ANALYTICS in wrangler.toml */
export const sqlQueries = (dataset: string): readonly SqlQuery[] => [
  {
    name: 'Shares by day',
    shows: 'the share of cache hits, of reused sessions and of whole answers, in percent',
    sql: select(
      dataset,
      [
        `${share('cache', 'hit')} AS cache_hits`,
        `${share('session', 'reused')} AS sessions_reused`,
        `${share('outcome', 'answered')} AS answered`,
      ],
      [DAY],
    ),
  },
  {
    name: 'Times by day',
    shows: 'p50 and p95 of the first words and of the whole answer, in ms',
    sql: select(
      dataset,
      [
        `${quantile(0.5, 'first_words_ms')} AS first_words_p50`,
        `${quantile(0.95, 'first_words_ms')} AS first_words_p95`,
        `${quantile(0.5, 'total_ms')} AS total_p50`,
        `${quantile(0.95, 'total_ms')} AS total_p95`,
      ],
      [DAY],
      [`${columnOf('first_words_ms')} >= 0`],
    ),
  },
  {
    name: 'Dollars by day and model',
    shows: 'what each model costs; models without a price are left out',
    sql: select(
      dataset,
      [`${DOLLARS} AS usd`],
      [DAY, `${columnOf('model')} AS model`],
      [HAS_PRICE, `${columnOf('claude_calls')} > 0`],
    ),
  },
  {
    name: 'Dollars by server',
    shows: 'what each server costs; an empty one is direct messages',
    sql: select(dataset, [`${DOLLARS} AS usd`], [`${columnOf('guild')} AS guild`], [HAS_PRICE]),
  },
  ...flags.flatMap((flag) => experimentQueries(dataset, flag)),
]

/** Two of each: only some turns have first words, and all count in the share of answers. */
function experimentQueries(dataset: string, flag: string): readonly SqlQuery[] {
  const by = [`${columnOf(variantField(flag))} AS variant`]
  const isUnbroken = `${columnOf('attempt')} = 1`
  return [
    {
      name: `Experiment ${flag}, times`,
      shows: `the two sides of ${flag}: first words and whole answer in ms`,
      sql: select(
        dataset,
        [
          `${quantile(0.5, 'first_words_ms')} AS first_words_p50`,
          `${quantile(0.95, 'first_words_ms')} AS first_words_p95`,
          `${quantile(0.5, 'total_ms')} AS total_p50`,
        ],
        by,
        [isUnbroken, `${columnOf('first_words_ms')} >= 0`],
      ),
    },
    {
      name: `Experiment ${flag}, answers`,
      shows: `the two sides of ${flag}: whole answers in percent, dollars for a turn with a known price`,
      sql: select(
        dataset,
        [`${share('outcome', 'answered')} AS answered`, `${PRICED_DOLLARS} / ${PRICED_TURNS} AS usd`],
        by,
        [isUnbroken],
      ),
    },
  ]
}
