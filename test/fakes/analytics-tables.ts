/** The datasets of an account at Analytics Engine, over SQLite: the documented dialect, as far as anybody here uses it. */

import { DatabaseSync } from 'node:sqlite'

/** What the real one answers with 422 and this text. */
export class QueryProblem extends Error {}

export interface AnalyticsPoint {
  /** "2026-11-30 04:13:58", in UTC. */
  readonly timestamp: string
  readonly _sample_interval?: number
  readonly [column: string]: string | number | undefined
}

export interface AnalyticsTables {
  write(dataset: string, points: readonly AnalyticsPoint[]): void
  /** @throws QueryProblem */
  run(sql: string): {
    readonly meta: readonly { readonly name: string; readonly type: string }[]
    readonly data: readonly object[]
    readonly rows: number
  }
  close(): void
}

const numbered = (kind: string): readonly string[] =>
  Array.from({ length: 20 }, (_, at) => `${kind}${at + 1}`)
const COLUMNS = [
  'dataset',
  'timestamp',
  '_sample_interval',
  'index1',
  ...numbered('blob'),
  ...numbered('double'),
]

/** Source: Cloudflare, Analytics Engine, SQL reference; those that this stand-in can run. */
const FUNCTIONS = [
  'toDateTime',
  'toUnixTimestamp',
  'toStartOfInterval',
  'count',
  'sum',
  'now',
  'if',
  'toUInt32',
  'quantileExactWeighted',
]
const WORDS =
  'select from where group by order limit format json as and or not in between asc desc interval day hour'.split(
    ' ',
  )

export function analyticsTables(): AnalyticsTables {
  const database = new DatabaseSync(':memory:')
  database.function('toDateTime', (seconds) => textOf(Number(seconds)))
  database.function('toUnixTimestamp', (at) => secondsOf(String(at)))
  database.function('toStartOfInterval', (at, every) => {
    const seconds = secondsOf(String(at))
    return textOf(seconds - (seconds % Number(every)))
  })
  database.function('toUInt32', (decimal) => wholeNumber(String(decimal)))
  database.aggregate('quantile', {
    start: '',
    step: (held, share, value, weight) =>
      `${typeof held === 'string' ? held : ''}${[share, value, weight].map(Number).join(' ')}\n`,
    result: (held) => (typeof held === 'string' ? quantileOf(held) : null),
  })
  const datasets = new Set<string>()

  return {
    write(dataset, points) {
      if (!datasets.has(dataset)) {
        const typed = COLUMNS.map(
          (name) => `${name} ${/^(?:double|_sample)/.test(name) ? 'NUMERIC' : 'TEXT'}`,
        )
        database.exec(`CREATE TABLE "${dataset}" (${typed.join(', ')})`)
        datasets.add(dataset)
      }
      const insert = database.prepare(
        `INSERT INTO "${dataset}" VALUES (${COLUMNS.map(() => '?').join(', ')})`,
      )
      database.exec('BEGIN')
      for (const point of points) {
        const whole: AnalyticsPoint = { dataset, _sample_interval: 1, ...point }
        insert.run(...COLUMNS.map((name) => whole[name] ?? (name.startsWith('double') ? 0 : '')))
      }
      database.exec('COMMIT')
    },
    run(sql) {
      if (/^SHOW TABLES FORMAT JSON$/i.test(sql.trim()))
        return answer([...datasets].map((dataset) => ({ dataset, type: 'dataset' })))
      const query = checked(sql, datasets)
      checkTypes(database, query)
      const found = database.prepare(query).all()
      return answer(found.map((row) => ({ ...row })))
    },
    close: () => database.close(),
  }
}

/** Integers of 64 bits come as texts, as ClickHouse writes them. */
function answer(rows: readonly object[]): ReturnType<AnalyticsTables['run']> {
  const data = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name in WIDE && typeof value === 'number' ? String(value) : value,
      ]),
    ),
  )
  const meta = Object.keys(data[0] ?? {}).map((name) => ({ name, type: name in WIDE ? 'UInt64' : 'String' }))
  return { meta, data, rows: data.length }
}

/** Names that counts get in the queries of this project. */
const WIDE = { points: true, turns: true }

/** The same query for SQLite; refuses unknown words, and an order by what is not selected. */
function checked(sql: string, datasets: ReadonlySet<string>): string {
  const plain = sql.trim().replace(/\s+FORMAT\s+JSON$/i, '')
  const [, selected = '', table = '', rest = ''] = /^SELECT\s+(.*?)\s+FROM\s+(\S+)(.*)$/is.exec(plain) ?? []
  const dataset = table.replaceAll('"', '')
  if (selected === '') throw new QueryProblem('sql parser error: Expected a SELECT statement')
  if (!datasets.has(dataset)) throw new QueryProblem(`unknown table: ${dataset}`)
  const aliases = [...selected.matchAll(/\bAS\s+(\w+)/gi)].map(([, name]) => name ?? '')
  const known = new Set([...COLUMNS, ...aliases])
  const words = `${selected} ${rest}`.replaceAll(/'[^']*'/g, '').matchAll(/[A-Za-z_]\w*(\s*\()?/g)
  for (const [word, call] of words) {
    const name = word.replace(/\s*\($/, '')
    if (WORDS.includes(name.toLowerCase())) continue
    if (call === undefined ? !known.has(name) : !FUNCTIONS.includes(name))
      throw new QueryProblem(
        call === undefined ? `unable to find type of column: "${name}"` : `unknown function call: ${name}`,
      )
  }
  const [, order] = /\bORDER\s+BY\s+(\w+)/i.exec(rest) ?? []
  if (order !== undefined && selected.trim() !== '*' && !aliases.includes(order))
    throw new QueryProblem(`unable to find type of column: "${order}"`)
  return plain
    .replaceAll(/\bnow\(\) - INTERVAL '(\d+)' DAY/g, (_, days: string) => ago(days))
    .replaceAll(/INTERVAL\s+'(\d+)'\s+(DAY|HOUR)/gi, (_, count: string, unit: string) =>
      String(Number(count) * (/day/i.test(unit) ? DAY_S : HOUR_S)),
    )
    .replaceAll(/\bquantileExactWeighted\(([\d.]+)\)\(/g, 'quantile($1, ')
    .replaceAll(/\bif\(/g, 'iif(')
}

const DAY_S = 86_400
const HOUR_S = 3_600

const ago = (days: string): string => `toDateTime(${Math.floor(Date.now() / 1_000) - Number(days) * DAY_S})`

/** "an unsigned 32 bit integer" of "a string representation of a decimal"; of anything else, and of more, nobody knows. */
function wholeNumber(decimal: string): number {
  const value = /^\d+(?:\.0)?$/.test(decimal) ? Number(decimal) : Number.NaN
  if (!(value < 2 ** 32)) throw new QueryProblem(`toUInt32: ${decimal}`)
  return value
}

/** @param held lines with the share, a value and its weight */
function quantileOf(held: string): number {
  const rows = held
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .toSorted(([, a = 0], [, b = 0]) => a - b)
  const all = rows.reduce((sum, [, , weight = 0]) => sum + weight, 0)
  let seen = 0
  for (const [share = 0, value = 0, weight = 0] of rows) {
    seen += weight
    if (seen >= all * share) return value
  }
  return 0
}

/** Columns are typed by the rows that are found: where there are none, a query may name none of a point's own. */
function checkTypes(database: DatabaseSync, query: string): void {
  const [, column] = /\b((?:blob|double|index)\d+)\b/.exec(query) ?? []
  const [, table = ''] = /\sFROM\s+(\S+)/i.exec(query) ?? []
  const [, where = '1 = 1'] = /\sWHERE\s(.*?)(?:\s(?:GROUP|ORDER|LIMIT)\s|$)/is.exec(query) ?? []
  if (column === undefined) return
  if (database.prepare(`SELECT 1 FROM ${table} WHERE ${where} LIMIT 1`).all().length === 0)
    throw new QueryProblem(`unable to find type of column: "${column}"`)
}

const textOf = (seconds: number): string =>
  new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')
const secondsOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`) / 1_000
