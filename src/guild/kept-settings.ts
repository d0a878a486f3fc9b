/** The settings of a server or member as they are kept, with the number of their changes. */

import type { OwnerId } from '../ids.ts'
import { isRecord } from '../json.ts'
import { type GuildSettings, parseSettings, type Refused, type SettingName } from './guild-settings.ts'

export interface KeptSettings {
  /** How often they were changed; 0 for settings that nobody has ever set. */
  readonly version: number
  readonly settings: GuildSettings
}

export const neverSet: KeptSettings = { version: 0, settings: {} }

/** What came of a change. */
export interface ChangeResult {
  readonly kept: KeptSettings
  /** The settings whose value is another now. */
  readonly changed: readonly SettingName[]
  readonly refused: readonly Refused[]
}

/** Reads what this version or another has kept; values that this version does not take have their default. */
export function readKept(owner: OwnerId, raw: unknown): KeptSettings | undefined {
  if (!isRecord(raw)) return undefined
  const { version, settings } = raw
  return typeof version === 'number' && Number.isInteger(version) && version >= 0
    ? { version, settings: parseSettings(owner, settings).settings }
    : undefined
}

/** The key of the copy in KV. */
export const copyKey = (owner: OwnerId): string => `settings:${owner}`
