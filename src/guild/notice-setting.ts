/** Whether a member is told that an answer has ended, and how they change that: the setting `notify` of theirs, everywhere. */

import { type Clock, within } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { type GuildId, type MemberId, type OwnerId, ownerOf } from '../ids.ts'
import type { GuildSettings } from './guild-settings.ts'
import { type ChangeResult, type KeptSettings, readKept } from './kept-settings.ts'

/** The object of a server's or member's settings. Each call may reject, and may never end. */
export interface SettingsObject {
  readSettings(): Promise<KeptSettings>
  changeSettings(patch: unknown, by: MemberId): Promise<ChangeResult>
}

type Objects = (owner: OwnerId) => SettingsObject

export interface NoticeDeps {
  readonly clock: Clock
  readonly settingsOf: Objects
  /** For the operator. */
  readonly complain: (message: string) => void
}

/** Nobody waits for a notice. */
const WITHIN_MS = 5_000

/** Who is to be told, and what holds where they asked. */
export interface Told {
  readonly member: MemberId
  readonly guild: GuildId | null
  readonly userInstall: boolean
  /** As the question brought them. */
  readonly settings?: GuildSettings
}

/** False where the server or the member has switched it off. A member's object that is down counts as one that says nothing. */
export async function wantsNotice(
  { clock, settingsOf, complain }: NoticeDeps,
  { member, guild, userInstall, settings }: Told,
): Promise<boolean> {
  const own = ownerOf(null, member, false)
  // Those of a member may have changed since.
  if (ownerOf(guild, member, userInstall) !== own && settings?.notify === false) return false
  try {
    const found = await within(clock, WITHIN_MS, settingsOf(own).readSettings())
    return readKept(own, found?.value)?.settings.notify !== false
  } catch (error) {
    complain(messageOf(error))
    return true
  }
}

/** What the member has chosen; true for one who has chosen nothing. Rejects where the object is down. */
export async function readNotice(settingsOf: Objects, member: MemberId): Promise<boolean> {
  const owner = ownerOf(null, member, false)
  const kept = await settingsOf(owner).readSettings()
  return kept.settings.notify !== false
}

/** Durable once it has resolved. On is what holds without a setting, so it takes the setting away. */
export async function setNotice(settingsOf: Objects, member: MemberId, on: boolean): Promise<Changed> {
  const owner = ownerOf(null, member, false)
  const { kept } = await settingsOf(owner).changeSettings({ notify: on ? null : false }, member)
  return { owner, kept }
}

/** For who remembers what settings there are. */
export interface Changed {
  readonly owner: OwnerId
  readonly kept: KeptSettings
}
