/** The tables of the report, as texts in rows: the terminal and the page show the same. */

import { countText, dollarsText, secondsText, shareText, shortCount } from './amounts.ts'
import type { Group, Kind, ReportData } from './report-data.ts'
import { share, type Summary } from './summary.ts'

export interface ShownTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What stands in place of a table without rows. */
  readonly empty: string
}

const NAMES: Readonly<Record<Kind, string>> = {
  day: 'Day',
  server: 'Server',
  model: 'Model',
  variant: 'Variant',
  error: 'Error',
}

const EMPTY: Readonly<Record<Kind, string>> = {
  day: 'No turns.',
  server: 'No turns.',
  model: 'No turns.',
  variant: 'No flag had two variants; set one to a share such as "50%" in wrangler.toml and deploy.',
  error: 'No errors.',
}

/** How fast, and how many: the times count from the question on. */
export const speedTable = (kind: Kind, groups: readonly Group[]): ShownTable => ({
  title: `${NAMES[kind]}: asks and times`,
  head: [NAMES[kind], 'asks', 'first p50', 'p95', 'whole p50', 'p95', 'hits', 'errors'],
  rows: groups.map(({ key, ...of }) => [
    key,
    countText(of.turns),
    secondsText(of.firstWords?.p50),
    secondsText(of.firstWords?.p95),
    secondsText(of.whole?.p50),
    secondsText(of.whole?.p95),
    shareText(of.cacheHits),
    shareText(share(of.errors, of.turns)),
  ]),
  empty: EMPTY[kind],
})

export const costTable = (kind: Kind, groups: readonly Group[]): ShownTable => ({
  title: `${NAMES[kind]}: tokens and dollars`,
  head: [NAMES[kind], 'in', 'cached', 'out', 'dollars', 'an ask', 'reused', '429s'],
  rows: groups.map(({ key, ...of }) => [
    key,
    shortCount(of.tokens.input + of.tokens.cacheWrite),
    shortCount(of.tokens.cacheRead),
    shortCount(of.tokens.output),
    dollarsText(of.usd),
    dollarsText(share(of.usd, of.turns - of.unpriced)),
    shareText(of.sessionReuse),
    countText(of.rateLimited),
  ]),
  empty: EMPTY[kind],
})

/** Groups without a tool are left out. */
export const toolTable = (kind: Kind, groups: readonly Group[]): ShownTable => ({
  title: `${NAMES[kind]}: tools`,
  head: [NAMES[kind], 'calls', 'asks with', 'time p50', 'p95', 'in all'],
  rows: groups
    .filter(({ toolCalls }) => toolCalls > 0)
    .map(({ key, ...of }) => [
      key,
      countText(of.toolCalls),
      countText(of.turnsWithTools),
      secondsText(of.toolTime?.p50),
      secondsText(of.toolTime?.p95),
      secondsText(of.toolMs),
    ]),
  empty: 'No tools were called.',
})

export const cacheTable = ({ cache, total }: ReportData): ShownTable => ({
  title: 'Cache: what became of each question there, and why',
  head: ['Cache', 'asks', 'share'],
  rows: cache.map(({ key, turns }) => [key, countText(turns), shareText(share(turns, total.turns))]),
  empty: 'No turns.',
})

export const errorTable = ({ by, total }: ReportData): ShownTable => ({
  title: 'Errors by kind',
  head: ['Error', 'asks', 'share'],
  rows: by.error.map(({ key, turns }) => [key, countText(turns), shareText(share(turns, total.turns))]),
  empty: EMPTY.error,
})

export const experimentTable = ({ experiments }: ReportData): ShownTable => ({
  title: 'Experiments',
  head: ['Flag', 'on: asks', 'threads', 'off: asks', 'threads'],
  rows: experiments.map(({ flag, variants }) => [
    flag,
    ...variants.flatMap(({ turns, threads }) => [countText(turns), countText(threads)]),
  ]),
  empty: EMPTY.variant,
})

/** The figures over all turns, each with its name. */
export const headline = (total: Summary): readonly (readonly [name: string, value: string])[] => [
  ['Asks', `${countText(total.turns)} in ${countText(total.threads)} threads`],
  ['First words', spreadText(total.firstWords)],
  ['Whole answer', spreadText(total.whole)],
  ['From the cache', shareText(total.cacheHits)],
  ['Session reused', shareText(total.sessionReuse)],
  [
    'Tokens',
    `${shortCount(total.tokens.input + total.tokens.cacheWrite)} in, ${shortCount(total.tokens.cacheRead)} cached, ${shortCount(total.tokens.output)} out`,
  ],
  ['Dollars', dollarsLine(total)],
  ['429s', countText(total.rateLimited)],
  ['Tools', toolsLine(total)],
  ['Errors', `${countText(total.errors)} (${shareText(share(total.errors, total.turns))})`],
]

const spreadText = (spread: Summary['whole']): string =>
  spread === undefined ? '–' : `${secondsText(spread.p50)} (p95 ${secondsText(spread.p95)})`

const toolsLine = ({ toolCalls, turnsWithTools, toolTime }: Summary): string =>
  toolTime === undefined
    ? 'no calls'
    : `${countText(toolCalls)} calls in ${countText(turnsWithTools)} asks, ${spreadText(toolTime)}`

function dollarsLine({ usd, turns, unpriced }: Summary): string {
  const each = turns > unpriced ? `, ${dollarsText(share(usd, turns - unpriced))} an ask` : ''
  const without = unpriced === 0 ? '' : `; ${countText(unpriced)} asks without a known price`
  return `${dollarsText(usd)}${each}${without}`
}
