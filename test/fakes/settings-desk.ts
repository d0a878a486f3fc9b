/** What `/settings` needs, with the objects of its owners in memory. */

import type { SettingsDeps } from '../../src/arrive/settings-reply.ts'
import type { MessageBody } from '../../src/deliver/message.ts'
import { changed, settingNames } from '../../src/guild/guild-settings.ts'
import { type KeptSettings, neverSet } from '../../src/guild/kept-settings.ts'
import type { OwnerId } from '../../src/ids.ts'
import { settings } from './documented-settings.ts'

export interface SettingsDesk {
  readonly deps: SettingsDeps
  readonly kept: Map<OwnerId, KeptSettings>
  readonly learned: KeptSettings[]
  /** What was written into log channels, and into the private reply. */
  readonly told: { readonly channel: string; readonly content: string }[]
  readonly replies: MessageBody[]
}

export function settingsDesk(
  change: Partial<SettingsDeps> = {},
  env: Record<string, string> = {},
): SettingsDesk {
  const kept = new Map<OwnerId, KeptSettings>()
  const learned: KeptSettings[] = []
  const told: { channel: string; content: string }[] = []
  const replies: MessageBody[] = []
  const sent = { ok: true, message: '1' } as never
  return {
    kept,
    learned,
    told,
    replies,
    deps: {
      clock: { now: () => 0, sleep: () => new Promise((wake) => setImmediate(() => setImmediate(wake))) },
      operator: settings(env),
      object: (owner) => ({
        readSettings: () => Promise.resolve(kept.get(owner) ?? neverSet),
        changeSettings(patch) {
          const before = kept.get(owner) ?? neverSet
          const { settings: after, refused } = changed(owner, before.settings, patch)
          const names = settingNames.filter(
            (name) => JSON.stringify(before.settings[name]) !== JSON.stringify(after[name]),
          )
          const now = { version: before.version + Math.sign(names.length), settings: after }
          kept.set(owner, now)
          return Promise.resolve({ kept: now, changed: names, refused })
        },
      }),
      learn: (_, now) => void learned.push(now),
      privateReply: () => ({
        edit: (_, body) => {
          replies.push(body)
          return Promise.resolve(sent)
        },
      }),
      channel: (channel) => ({
        create: ({ content }) => {
          told.push({ channel, content })
          return Promise.resolve(sent)
        },
      }),
      download: () => Promise.resolve(undefined),
      complain: () => undefined,
      ...change,
    },
  }
}
