/** `npm run soak`: what has to survive. A runtime that is killed, a crowd, long silences, a budget; or the parts named after it. */

import { budgetRace } from './budget-race.ts'
import { crashMatrix } from './crash-matrix.ts'
import { load, SHORT_LOAD, WHOLE_LOAD } from './load.ts'
import { longSilences } from './long-silences.ts'
import { say } from './print.ts'
import { failed } from './verdict.ts'

/** In the order in which they are played. Each can be named: `npm run soak -- crashes`. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  crashes: () => crashMatrix(),
  load: () => load(WHOLE_LOAD),
  silences: longSilences,
  budgets: budgetRace,
}

/** About a minute, for every change. */
const byName: Readonly<Record<string, () => Promise<void>>> = {
  'short-load': () => load(SHORT_LOAD),
  short: async () => {
    await crashMatrix(2)
    await load(SHORT_LOAD)
  },
}

const named = process.argv.slice(2)
const known = { ...parts, ...byName }
const unknown = named.filter((name) => !(name in known))
if (unknown.length > 0) {
  say(`There is no part ${unknown.join(' or ')}. There are: ${Object.keys(known).join(', ')}.`)
  process.exit(1)
}
const began = Date.now()
for (const name of named.length > 0 ? named : Object.keys(parts)) await known[name]?.()
say(`\n${failed()} failures, ${Math.round((Date.now() - began) / 1_000)} s`)
process.exit(failed() === 0 ? 0 : 1)
