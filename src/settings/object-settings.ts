/** The settings of a Durable Object. */

import { readSettings, type Settings } from './settings.ts'

/** Throws when a setting is wrong. The Worker then reports the error itself and calls no object. */
export function settingsOf(env: object): Settings {
  const read = readSettings({ ...env })
  if (!read.ok) throw new Error(read.problems.join(' '))
  return read.settings
}
