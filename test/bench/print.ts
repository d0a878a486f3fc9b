/** How the bench and its parts print: one line at a time, in columns. */

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
export const ratio = (value: number): string => `${value.toFixed(2)}×`
export const whole = (value: number): string => String(Math.round(value))
export const percent = (part: number, of: number): string =>
  of === 0 ? 'none' : `${((100 * part) / of).toFixed(1)} %`
export const cells = (...values: readonly string[]): string =>
  values.map((value, n) => (n === 0 ? value.padEnd(34) : value.padStart(14))).join('')
