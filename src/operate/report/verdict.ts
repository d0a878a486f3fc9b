/** What a comparison says, in one plain sentence. */

import { countText, dollarsText } from './amounts.ts'
import { type Comparison, NEEDED, type Unit } from './comparison.ts'

type Compared = Omit<Comparison, 'verdict'>

export function verdictOf({ difference, on, off, unit, lower, higher }: Compared): string {
  if (difference === undefined) return tooLittle(on, off, unit)
  const { estimate, low, high } = difference
  if (low <= 0 && high >= 0) return `No difference shown (${between(low, high, unit)}).`
  const word = estimate < 0 ? lower : higher
  const [least, most] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))]
  const range = `(${between(least, most, unit)})`
  const amount = signed(Math.abs(estimate), unit)
  return unit === 'share' ? `On has ${amount} ${word} ${range}.` : `On is ${amount} ${word} ${range}.`
}

function tooLittle(on: Compared['on'], off: Compared['off'], unit: Unit): string {
  const sides = [on, off]
  const isLarge = sides.every(({ turns, threads }) => turns >= NEEDED.turns && threads >= NEEDED.threads)
  if (unit === 'share' && isLarge)
    return `Not enough data: it takes at least ${NEEDED.threadsWith} threads in which it happened.`
  const had = (name: string, { turns, threads }: Compared['on']): string =>
    `${name} has ${countText(turns)} in ${countText(threads)}`
  return `Not enough data: each variant needs ${NEEDED.turns} turns in ${NEEDED.threads} threads; ${had('on', on)}, ${had('off', off)}.`
}

/** A difference: "−320 ms", "$0.0004", "3.1 points" (of a percentage). */
export function signed(amount: number, unit: Unit): string {
  if (unit === 'dollars') return dollarsText(amount)
  return `${numberText(amount, unit)} ${UNIT[unit]}`
}

const UNIT = { ms: 'ms', share: 'points' } as const

const numberText = (amount: number, unit: 'ms' | 'share'): string => {
  const text = unit === 'ms' ? countText(Math.round(amount)) : (amount * 100).toFixed(1)
  return text.replace('-', '−')
}

/** "240 to 410 ms" */
export function between(low: number, high: number, unit: Unit): string {
  if (unit === 'dollars') return `${dollarsText(low)} to ${dollarsText(high)}`
  return `${numberText(low, unit)} to ${numberText(high, unit)} ${UNIT[unit]}`
}
