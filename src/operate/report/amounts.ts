/** How the report writes numbers. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "1,204"; from a million on "1.2M". */
export const countText = (count: number): string =>
  count < 999_500 ? whole.format(count) : shortCount(count)

/** "950", "12.4k", "1.3M" */
export function shortCount(count: number): string {
  if (count < 1_000) return whole.format(count)
  if (count < 999_500) return `${shortest(count / 1_000)}k`
  return count < 999_500_000 ? `${shortest(count / 1_000_000)}M` : `${shortest(count / 1_000_000_000)}G`
}

const shortest = (value: number): string => (value < 99.95 ? value.toFixed(1) : value.toFixed(0))

/** "0.82 s", "12 min", "3 h"; a dash where there is none. */
export function secondsText(ms: number | undefined): string {
  if (ms === undefined) return '–'
  if (ms === 0) return '0 s'
  if (ms >= 7_200_000) return `${whole.format(ms / 3_600_000)} h`
  if (ms >= 600_000) return `${whole.format(ms / 60_000)} min`
  const seconds = ms / 1_000
  return `${seconds < 10 ? seconds.toFixed(2) : seconds < 100 ? seconds.toFixed(1) : whole.format(seconds)} s`
}

/** "31 %"; a dash where there is none. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return '–'
  const percent = share * 100
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : whole.format(percent)} %`
}

/** "$12.30", "$1,204"; small amounts with two digits that count, "$0.00042". */
export function dollarsText(usd: number | undefined): string {
  if (usd === undefined) return '–'
  if (usd === 0) return '$0'
  const size = Math.abs(usd)
  if (size >= 1_000) return `${usd < 0 ? '−' : ''}$${size < 99_999.5 ? whole.format(size) : shortCount(size)}`
  const digits = size >= 1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(size)))
  return `${usd < 0 ? '−' : ''}$${size.toFixed(Math.max(2, digits))}`
}
