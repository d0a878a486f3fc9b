/** Looks whether the bot is still in its server, and remembers in the object's storage what it has seen: one row. */

import { isRemoved, type Look, lookedAt, type Presence, readPresence, used } from './presence.ts'

export interface GuildWatch {
  /** A member uses the bot in the server, or a turn of theirs counts there. */
  used(): void
  /** Looks. True where everything that is kept of the server is to be deleted. Rejects where `look` does. */
  isToGo(): Promise<boolean>
  /** Whether the bot was used since the last look began. */
  isUsedSince(): boolean
}

export interface GuildWatchDeps {
  readonly kv: { get(key: string): unknown; put(key: string, value: unknown): void }
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly look: () => Promise<Look>
}

const KEY = 'presence'

/** Only one object has this row, so that it is read once. */
export function guildWatch({ kv, now, look }: GuildWatchDeps): GuildWatch {
  let read: Presence | undefined
  let isUsed = false
  const presence = (): Presence => (read ??= readPresence(kv.get(KEY)))
  const keep = (next: Presence): void => {
    const { wasThere, goneSince } = presence()
    if (next.wasThere !== wasThere || next.goneSince !== goneSince) kv.put(KEY, next)
    read = next
  }
  return {
    used() {
      isUsed = true
      keep(used(presence()))
    },
    async isToGo() {
      isUsed = false
      const seen = await look()
      // What Discord said before it was used is out of date.
      if (isUsed && seen === 'gone') return false
      keep(lookedAt(presence(), seen, now()))
      return seen === 'gone' && isRemoved(presence(), now())
    },
    isUsedSince: () => isUsed,
  }
}
