/** The table with the settings of a server or member: one row. */

import type { MemberId, OwnerId } from '../ids.ts'
import { parseJson } from '../json.ts'
import { changed, type GuildSettings, settingNames } from './guild-settings.ts'
import { type ChangeResult, type KeptSettings, neverSet, readKept } from './kept-settings.ts'

/** `copied`: the version that KV has a copy of. */
export const settingsTable = `
  CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    settings TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    copied INTEGER NOT NULL
  ) STRICT;`

export interface SettingsStore {
  read(): KeptSettings
  /** @param patch see `changed` @param now milliseconds since 1970 */
  change(patch: unknown, by: MemberId, now: number): ChangeResult
  /** What KV has no copy of yet. */
  uncopied(): KeptSettings | undefined
  copied(version: number): void
  /** KV has no copy any more. */
  uncopy(): void
}

interface Known {
  readonly kept: KeptSettings
  readonly copied: number
}

interface Row extends Record<string, SqlStorageValue> {
  readonly version: number
  readonly settings: string
  readonly copied: number
}

/** Only one object has this table, so that it reads its row once. */
export function settingsStore(sql: Pick<SqlStorage, 'exec'>, owner: OwnerId): SettingsStore {
  let read: Known | undefined
  const state = (): Known => {
    read ??= rowOf(sql, owner)
    return read
  }
  return {
    read: () => state().kept,
    change(patch, by, now) {
      const before = state()
      const { settings, refused } = changed(owner, before.kept.settings, patch)
      const names = settingNames.filter((name) => isOther(before.kept.settings[name], settings[name]))
      if (names.length === 0) return { kept: before.kept, changed: [], refused }
      const kept: KeptSettings = { version: before.kept.version + 1, settings }
      sql.exec(
        `INSERT OR REPLACE INTO settings (one, version, settings, changed_by, changed_at, copied)
         VALUES (1, ?, ?, ?, ?, ?)`,
        kept.version,
        JSON.stringify(settings),
        by,
        now,
        before.copied,
      )
      read = { kept, copied: before.copied }
      return { kept, changed: names, refused }
    },
    uncopied() {
      const { kept, copied } = state()
      return copied < kept.version ? kept : undefined
    },
    copied(version) {
      sql.exec('UPDATE settings SET copied = ? WHERE copied < ?', version, version)
      read = { kept: state().kept, copied: Math.max(version, state().copied) }
    },
    uncopy() {
      const { kept } = state()
      sql.exec('UPDATE settings SET copied = 0')
      read = { kept, copied: 0 }
    },
  }
}

function rowOf(sql: Pick<SqlStorage, 'exec'>, owner: OwnerId): Known {
  const [row] = sql.exec<Row>('SELECT version, settings, copied FROM settings').toArray()
  if (row === undefined) return { kept: neverSet, copied: 0 }
  const { version, settings, copied } = row
  return { kept: readKept(owner, { version, settings: parseJson(settings) }) ?? neverSet, copied }
}

/** The values are plain JSON whose keys stand in the order in which they are read. */
const isOther = (a: GuildSettings[keyof GuildSettings], b: GuildSettings[keyof GuildSettings]): boolean =>
  JSON.stringify(a) !== JSON.stringify(b)
