/** The settings of a Durable Object. */

import { readSettings, type Settings } from '../settings.ts'

/** Throws where one is wrong: the Worker says so to whoever asks it, and gives no question to an object. */
export function settingsOf(env: object): Settings {
  const read = readSettings({ ...env })
  if (!read.ok) throw new Error(read.problems.join(' '))
  return read.settings
}
