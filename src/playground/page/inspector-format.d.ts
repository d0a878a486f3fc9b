/** The shape of inspector-format.js for the tests, which are type-checked while the page's own scripts are not. */
import type { Inspection } from '../inspect/inspection.ts'
import type { Entry } from '../inspect/timeline.ts'

interface Locale {
  readonly locale: string
}
export function seconds(ms: number, words: Locale): string
export function dollars(usd: number | null, words: Locale): string
export function lengthOf(
  inspections: readonly Pick<Inspection, 'timeline' | 'looks' | 'ended' | 'askedAt'>[],
  now: number,
): number
export function describe(
  entry: Entry,
  words: Locale,
): { readonly what: string; readonly details: readonly string[] }
