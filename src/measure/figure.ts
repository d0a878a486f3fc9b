/** The shape of one figure of a turn: its name outside, and how it is read back. */

export interface Figure<Value> {
  /** Its field in the log event. Charts stand on the name: it never changes. */
  readonly log: string
  /** Its column in the data point; undefined for a figure that only the log has. */
  readonly column?: `index${number}` | `blob${number}` | `double${number}`
  /** Undefined for what is no such value. */
  readonly read: (raw: unknown) => Value | undefined
  /** Taken where nothing can be read. Without a figure that has none, a report can be counted nowhere. */
  readonly otherwise?: Value
}

/** The values of a table of figures, by name. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Figure<infer Value> ? Value : never
}

const isNumber = (raw: unknown): raw is number => typeof raw === 'number' && Number.isFinite(raw)

const isText = (raw: unknown): raw is string => typeof raw === 'string'

const readBy =
  <Value>(is: (raw: unknown) => raw is Value) =>
  (raw: unknown): Value | undefined =>
    is(raw) ? raw : undefined

export type Column = Figure<unknown>['column']

/** What a figure has outside; exact, because an undefined column is none. */
const named = (log: string, column: Column): Pick<Figure<unknown>, 'log' | 'column'> =>
  column === undefined ? { log } : { log, column }

/** A number of something, or of milliseconds; 0 where there was none. */
export const count = (log: string, column?: Column): Figure<number> => ({
  ...named(log, column),
  read: readBy(isNumber),
  otherwise: 0,
})

/** A number of milliseconds that may never have come; −1 outside. */
export const time = (log: string, column?: Column): Figure<number | undefined> => ({
  ...named(log, column),
  read: readBy(isNumber),
  otherwise: undefined,
})

/** An amount of dollars, which may be unknown; −1 outside. */
export const dollars = (log: string, column?: Column): Figure<number | undefined> => time(log, column)

export const text = (log: string, column?: Column): Figure<string> => ({
  ...named(log, column),
  read: readBy(isText),
  otherwise: '',
})

/** One of a few words. Another version may know others. */
export const word = <Word extends string>(
  words: readonly Word[],
  otherwise: Word,
  log: string,
  column?: Column,
): Figure<Word> => ({
  ...named(log, column),
  read: readBy((raw: unknown): raw is Word => words.some((one) => one === raw)),
  otherwise,
})

/** A figure without which a report can be counted nowhere. */
export const required = <Value>(
  is: (raw: unknown) => raw is Value,
  log: string,
  column?: Column,
): Figure<Value> => ({ ...named(log, column), read: readBy(is) })

/** A figure that may not be there; empty outside. */
export const nullable = <Value>(
  is: (raw: unknown) => raw is Value,
  log: string,
  column?: Column,
): Figure<Value | null> => ({ ...named(log, column), read: readBy(is), otherwise: null })
