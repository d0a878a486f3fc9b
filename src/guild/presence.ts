/** Decides from the looks at a server, one a day, whether the bot was removed from it. */

import { isRecord, numberAt } from '../json.ts'

/** What Discord says: `gone` where the bot is no member, `unknown` for everything that does not tell. */
export type Look = 'there' | 'gone' | 'unknown'

/** What is remembered of the looks. */
export interface Presence {
  /** The bot has been seen in the server. One that has only its commands there is no member and never is. */
  readonly wasThere: boolean
  /** When the first of the looks said `gone` since the bot was last there or last used, in milliseconds since 1970. */
  readonly goneSince?: number | undefined
}

const HOUR_MS = 3_600_000

/** Less than a day, because alarms are not punctual; far more than an outage at Discord lasts. */
const SURE_AFTER_MS = 20 * HOUR_MS

/** Commands alone work without the bot being there; a server that has not used them for so long is taken for gone. */
const UNUSED_FOR_MS = 30 * 24 * HOUR_MS

/** @param now milliseconds since 1970 */
export function lookedAt(presence: Presence, look: Look, now: number): Presence {
  if (look === 'unknown') return presence
  if (look === 'there') return { wasThere: true }
  return { ...presence, goneSince: presence.goneSince ?? now }
}

/** A member who uses the bot in a server has it there. */
export const used = ({ wasThere }: Presence): Presence => ({ wasThere })

/** Whether what is kept of the server is to be deleted, once a look has said `gone` once more. */
export const isRemoved = ({ wasThere, goneSince }: Presence, now: number): boolean =>
  goneSince !== undefined && now - goneSince >= (wasThere ? SURE_AFTER_MS : UNUSED_FOR_MS)

/** Reads what this version or another has kept. */
export function readPresence(kept: unknown): Presence {
  const goneSince = numberAt(kept, 'goneSince')
  const wasThere = isRecord(kept) && kept['wasThere'] === true
  return { wasThere, ...(goneSince === undefined ? {} : { goneSince }) }
}
