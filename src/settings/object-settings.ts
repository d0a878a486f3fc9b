/** The settings of the Durable Objects of an isolate. */

import { readSettings, type Settings } from './settings.ts'

/** Objects of an isolate share one environment, and many are born in one: reading it anew would cost each birth a part. */
const known = new WeakMap<object, Settings>()

/** Throws when a setting is wrong. The Worker then reports the error itself and calls no object. */
export function settingsOf(env: object): Settings {
  const before = known.get(env)
  if (before !== undefined) return before
  const read = readSettings({ ...env })
  if (!read.ok) throw new Error(read.problems.join(' '))
  known.set(env, read.settings)
  return read.settings
}
