/** Small charts of signs, for the terminal. */

const STEPS = ' ▁▂▃▄▅▆▇█'
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** One sign for each value, as high as its share of the highest; a space where there is none. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  return values
    .map((value) => {
      if (value === undefined || value <= 0 || most === 0) return ' '
      return STEPS.charAt(Math.max(1, Math.round((value / most) * (STEPS.length - 1))))
    })
    .join('')
}

/** At most `width` signs; an eighth of a sign for the smallest that is not nothing. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return ''
  const eighths = Math.max(1, Math.round((value / most) * width * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}
