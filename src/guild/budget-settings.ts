/** The budgets among the settings of a server: how much its members may spend in a day and in a month. */

import { isRecord } from '../json.ts'
import type { Reader } from './setting-readers.ts'

/** In dollars, or in tokens of any kind. What is absent has no end. */
export interface Budgets {
  readonly memberDayUsd?: number
  readonly memberMonthUsd?: number
  readonly serverDayUsd?: number
  readonly serverMonthUsd?: number
  readonly memberDayTokens?: number
  readonly memberMonthTokens?: number
  readonly serverDayTokens?: number
  readonly serverMonthTokens?: number
}

const names = [
  'memberDayUsd',
  'memberMonthUsd',
  'serverDayUsd',
  'serverMonthUsd',
  'memberDayTokens',
  'memberMonthTokens',
  'serverDayTokens',
  'serverMonthTokens',
] as const satisfies readonly (keyof Budgets)[]

/** Far beyond what any server spends: it keeps sums exact. */
const MOST = 1_000_000_000_000

export const readBudgets: Reader<Budgets> = (raw) => {
  if (!isRecord(raw)) return { ok: false, why: 'setting no budget' }
  const given = Object.entries(raw).filter(([, value]) => value !== null && value !== undefined)
  if (!given.every(([name]) => names.some((one) => one === name)))
    return { ok: false, why: 'setting no budget' }
  return given.every(([, value]) => isAmount(value))
    ? { ok: true, value: Object.fromEntries(given) }
    : { ok: false, why: 'setting no amount' }
}

const isAmount = (raw: unknown): boolean =>
  typeof raw === 'number' && Number.isFinite(raw) && raw >= 0 && raw <= MOST

/** Source of the names: ECMA-402, "Time Zone Identifiers". */
export const readTimeZone: Reader<string> = (raw) => {
  if (typeof raw !== 'string' || !/^[\w+/-]{1,64}$/.test(raw)) return { ok: false, why: 'setting no zone' }
  try {
    return { ok: true, value: new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone }
  } catch {
    return { ok: false, why: 'setting no zone' }
  }
}
