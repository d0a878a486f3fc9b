/** The telemetry query of Cloudflare's API: refuses what its schema does not know, and really computes the rest. */

import { isRecord, type Json, listAt, recordAt } from '../../src/json.ts'

/** As it was logged, with the Worker's name where the API has it. */
export type LoggedEvent = Readonly<Record<string, string | number>> & { readonly at: number }

export type Queried =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly why: string }

const types = ['string', 'number', 'boolean']
const numeric = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte']
const operators = ['count', 'uniq', 'max', 'min', 'sum', 'avg', 'median', 'p90', 'p95', 'p99']

/** Source: the types of the package `cloudflare`, TelemetryQueryParams; what the charts do not use is left out. */
export function queryTelemetry(body: unknown, events: readonly LoggedEvent[]): Queried {
  const why = flawOf(body)
  if (why !== undefined || !isRecord(body)) return { ok: false, why: why ?? 'body: an object' }
  const parameters = recordAt(body, 'parameters')
  const { from, to } = recordAt(body, 'timeframe')
  const filters = listAt(parameters, 'filters').filter(isRecord)
  const matching = events.filter(
    (event) =>
      event.at >= Number(from) && event.at <= Number(to) && filters.every((one) => passes(event, one)),
  )
  const keys = listAt(parameters, 'groupBys')
    .filter(isRecord)
    .map(({ value }) => String(value))
  const groups = [
    ...Map.groupBy(matching, (event) => JSON.stringify(keys.map((key) => event[key] ?? ''))).values(),
  ].slice(0, Number(parameters['limit'] ?? 10))
  const calculations = listAt(parameters, 'calculations')
    .filter(isRecord)
    .map((one) => ({
      calculation: String(one['operator']),
      alias: one['alias'],
      aggregates: groups.flatMap((group) => {
        const value = calculated(String(one['operator']), String(one['key']), group)
        const named = keys.map((key) => ({ key, value: group[0]?.[key] ?? '' }))
        return value === undefined
          ? []
          : [{ count: value.count, interval: 1, sampleInterval: 1, value: value.value, groups: named }]
      }),
      series: [],
    }))
  return {
    ok: true,
    result: { run: { status: 'COMPLETED' }, statistics: { rows_read: events.length }, calculations },
  }
}

/** A field of another type matches nothing, as a field that is not there. */
function passes(event: LoggedEvent, { key, operation, type, value }: Json): boolean {
  const field = event[String(key)]
  if (typeof field !== type) return false
  if (operation === 'eq') return field === value
  if (operation === 'neq') return field !== value
  const [a, b] = [Number(field), Number(value)]
  return operation === 'gt' ? a > b : operation === 'gte' ? a >= b : operation === 'lt' ? a < b : a <= b
}

/** Undefined where no event has the field as a number. */
function calculated(
  operator: string,
  key: string,
  group: readonly LoggedEvent[],
): { readonly count: number; readonly value: number } | undefined {
  if (operator === 'count') return { count: group.length, value: group.length }
  const values = group
    .map((event) => event[key])
    .filter((value) => typeof value === 'number')
    .toSorted((a, b) => a - b)
  if (values.length === 0) return undefined
  const total = values.reduce((sum, value) => sum + value, 0)
  const at = (share: number): number =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
  const value: Readonly<Record<string, number>> = {
    sum: total,
    avg: total / values.length,
    min: values[0] ?? 0,
    max: values.at(-1) ?? 0,
    uniq: new Set(values).size,
    median: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
  }
  return { count: values.length, value: value[operator] ?? 0 }
}

function flawOf(body: unknown): string | undefined {
  if (!isRecord(body)) return 'body: an object'
  const { queryId, timeframe, view, parameters } = body
  const { from, to } = recordAt(body, 'timeframe')
  return (
    unknownKey('body', body, [
      'queryId',
      'timeframe',
      'view',
      'dry',
      'ignoreSeries',
      'limit',
      'parameters',
    ]) ??
    (typeof queryId === 'string' && queryId !== '' ? undefined : 'queryId: a string') ??
    unknownKey('timeframe', timeframe, ['from', 'to']) ??
    (Number.isInteger(from) && Number.isInteger(to) && Number(from) < Number(to)
      ? undefined
      : 'timeframe: whole milliseconds, from before to') ??
    (view === 'calculations' ? undefined : 'view: this stand-in computes calculations alone') ??
    (typeof body['dry'] === 'boolean' && typeof body['ignoreSeries'] === 'boolean'
      ? undefined
      : 'dry, ignoreSeries: booleans') ??
    unknownKey('parameters', parameters, [
      'filterCombination',
      'filters',
      'calculations',
      'groupBys',
      'limit',
    ]) ??
    (recordAt(body, 'parameters')['filterCombination'] === 'and' ? undefined : 'filterCombination: and') ??
    flawIn(recordAt(body, 'parameters'))
  )
}

function flawIn(parameters: Json): string | undefined {
  const calculations = listAt(parameters, 'calculations')
  if (calculations.length === 0) return 'calculations: one at least'
  return (
    listAt(parameters, 'filters').map(filterFlaw).find(isThere) ??
    calculations.map(calculationFlaw).find(isThere) ??
    listAt(parameters, 'groupBys')
      .map((one) =>
        isRecord(one) && types.includes(String(one['type'])) && typeof one['value'] === 'string'
          ? unknownKey('groupBys', one, ['type', 'value'])
          : 'groupBys: a type and a value',
      )
      .find(isThere)
  )
}

function filterFlaw(one: unknown): string | undefined {
  if (!isRecord(one)) return 'filters: an object'
  const { key, operation, type, value } = one
  if (typeof key !== 'string' || key === '') return 'filters.key: a string'
  if (!numeric.includes(String(operation))) return `filters.operation: ${String(operation)}`
  if (typeof value !== type) return `filters.value: not a ${String(type)}`
  if (type === 'string' && operation !== 'eq' && operation !== 'neq')
    return 'filters.operation: not of a string'
  return unknownKey('filters', one, ['kind', 'key', 'operation', 'type', 'value'])
}

function calculationFlaw(one: unknown): string | undefined {
  if (!isRecord(one)) return 'calculations: an object'
  const { operator, key, keyType } = one
  if (!operators.includes(String(operator))) return `calculations.operator: ${String(operator)}`
  if (operator !== 'count' && typeof key !== 'string') return 'calculations.key: required'
  if (key !== undefined && !types.includes(String(keyType)))
    return 'calculations.keyType: required with a key'
  return unknownKey('calculations', one, ['operator', 'key', 'keyType', 'alias'])
}

const isThere = (flaw: string | undefined): flaw is string => flaw !== undefined

function unknownKey(at: string, raw: unknown, known: readonly string[]): string | undefined {
  const other = isRecord(raw) ? Object.keys(raw).find((key) => !known.includes(key)) : undefined
  return other === undefined ? undefined : `${at}: unknown key ${other}`
}
