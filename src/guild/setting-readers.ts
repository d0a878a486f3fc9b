/** Reads the value of one setting from JSON: the value, or the sentence that says what is wrong with it. */

import { MODEL_NAME } from '../limits.ts'
import type { Case } from '../sentences/sentences.ts'

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: Case; readonly n?: string }

/** Never throws. */
export type Reader<T> = (raw: unknown) => Read<T>

const good = <T>(value: T): Read<T> => ({ ok: true, value })

export const flag: Reader<boolean> = (raw) =>
  typeof raw === 'boolean' ? good(raw) : { ok: false, why: 'setting no flag' }

/** A text that is not blank, without the blanks around it. @param most code points */
export const textOf =
  (most: number): Reader<string> =>
  (raw) => {
    if (typeof raw !== 'string' || raw.trim() === '') return { ok: false, why: 'setting no text' }
    const text = raw.trim().toWellFormed()
    return Array.from(text).length <= most
      ? good(text)
      : { ok: false, why: 'setting too long', n: String(most) }
  }

export const choiceOf =
  <T extends string>(choices: readonly T[]): Reader<T> =>
  (raw) => {
    const choice = choices.find((one) => one === raw)
    return choice === undefined
      ? { ok: false, why: 'setting no choice', n: choices.map((one) => `\`${one}\``).join(', ') }
      : good(choice)
  }

export const whole =
  (least: number, most: number): Reader<number> =>
  (raw) =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most
      ? good(raw)
      : { ok: false, why: 'setting no number', n: `${least}–${most}` }

/** Whether the operator offers it is not known here: see `effective`. */
export const modelName: Reader<string> = (raw) =>
  typeof raw === 'string' && raw.length <= MODEL_NAME && /^[\w.:@/-]+$/.test(raw)
    ? good(raw)
    : { ok: false, why: 'setting no model' }

export const idOf =
  <T>(is: (raw: unknown) => raw is T): Reader<T> =>
  (raw) =>
    is(raw) ? good(raw) : { ok: false, why: 'setting no id' }

/** Each id once. */
export const idsOf =
  <T>(is: (raw: unknown) => raw is T, most: number): Reader<readonly T[]> =>
  (raw) => {
    if (!Array.isArray(raw)) return { ok: false, why: 'setting no lists' }
    if (raw.length > most) return { ok: false, why: 'setting list too long', n: String(most) }
    const ids = raw.filter(is)
    return ids.length === raw.length ? good([...new Set(ids)]) : { ok: false, why: 'setting no id' }
  }
