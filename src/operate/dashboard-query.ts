/** A chart as Cloudflare takes it: the body for the telemetry API, and the words of the Query Builder. */

import type { TelemetryQueryParams } from 'cloudflare/resources/workers/observability/telemetry'
import type { Calculation, Chart, Filter, Operator } from './dashboard-charts.ts'

/** The Worker that logged an event (Cloudflare, API, Workers, Observability, Telemetry, "filters"). */
const SERVICE = '$metadata.service'

/** More groups than a chart can show; the check counts the events of all. */
const GROUPS = 100

type Parameters = NonNullable<TelemetryQueryParams['parameters']>

/** @param worker its name in wrangler.toml */
function parametersOf(chart: Chart, worker: string): Parameters {
  return {
    filterCombination: 'and',
    filters: filtersOf(chart, worker).map(({ field, operation, value }) => ({
      kind: 'filter',
      key: field,
      operation,
      type: typeof value === 'number' ? 'number' : 'string',
      value,
    })),
    calculations: chart.calculations.map(({ operator, field }) =>
      operator === 'count' || field === undefined
        ? { operator: 'count' }
        : { operator, key: field, keyType: 'number', alias: `${operator} ${field}` },
    ),
    groupBys: chart.groupBy.map((value) => ({ type: 'string', value })),
    limit: GROUPS,
  }
}

/** @param timeframe in milliseconds since 1970 */
export const queryOf = (
  chart: Chart,
  worker: string,
  timeframe: { readonly from: number; readonly to: number },
): Omit<TelemetryQueryParams, 'account_id'> => ({
  // Of a query that is not saved it may be anything.
  queryId: `threadkeeper-${chart.name.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}`,
  view: 'calculations',
  timeframe: { ...timeframe },
  // Nothing of it is kept at Cloudflare.
  dry: true,
  ignoreSeries: true,
  limit: GROUPS,
  parameters: parametersOf(chart, worker),
})

const filtersOf = ({ event, filters }: Chart, worker: string): readonly Filter[] => [
  { field: SERVICE, operation: 'eq', value: worker },
  { field: 'evt', operation: 'eq', value: event },
  ...filters,
]

/** Workers Observability, Query Builder, "Visualization" and "Filter". */
const visualizations: Readonly<Record<Operator, string>> = {
  count: 'Count',
  sum: 'Sum',
  avg: 'Average',
  median: 'Median (P50)',
  p95: 'P95',
}
const operations: Readonly<Record<Filter['operation'], string>> = {
  eq: 'Equals',
  neq: 'Does not equal',
  gt: 'Greater',
  gte: 'Greater or equals',
}

/** What to choose and to type, line by line. */
export const wordsOf = (chart: Chart, worker: string): readonly (readonly [string, string])[] => [
  ...chart.calculations.map((one) => ['Visualization', calculationWords(one)] as const),
  ...filtersOf(chart, worker).map(
    ({ field, operation, value }) => ['Filter', `${field}   ${operations[operation]}   ${value}`] as const,
  ),
  ...chart.groupBy.map((field) => ['Group By', field] as const),
  ['Chart type', chart.type],
]

const calculationWords = ({ operator, field }: Calculation): string =>
  field === undefined ? visualizations[operator] : `${visualizations[operator]} of ${field}`
