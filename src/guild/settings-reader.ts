/**
 * Reads the settings of a server or member for an interaction: from this isolate's memory, from their object, else from
 * the copy in KV. A change is seen by every isolate within a minute.
 */

import { type Clock, within } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { OwnerId } from '../ids.ts'
import { type KeptSettings, readKept } from './kept-settings.ts'

export interface SettingsReaderDeps {
  readonly clock: Clock
  /** Asks the object. May reject, and may never end. */
  readonly ask: (owner: OwnerId) => Promise<unknown>
  /** The copy in KV, as JSON, or undefined where there is none. May reject, and may never end. */
  readonly copy: (owner: OwnerId) => Promise<unknown>
  /** For the operator. */
  readonly complain: (message: string) => void
}

export interface SettingsReader {
  /**
   * Undefined where neither the object nor a copy can be read. Never rejects, and takes no longer than 700 ms.
   *
   * @param later takes work that goes on after the response, and never rejects
   */
  read(owner: OwnerId, later: (work: Promise<void>) => void): Promise<KeptSettings | undefined>
  /** What this isolate has learned by changing it. */
  learn(owner: OwnerId, kept: KeptSettings): void
}

/** Younger ones are taken as they are; until a minute they are taken, and read anew after the response. */
const FRESH_MS = 30_000
const OLDEST_MS = 60_000

/** The member waits for it at most once a minute, and has three seconds in all. */
const ASK_WITHIN_MS = 400
const COPY_WITHIN_MS = 300

/** So long after a failure nobody waits for the next try, and so far apart are the tries after a response. */
const AGAIN_MS = 5_000

/** How many an isolate keeps in memory. Beyond this it forgets those that were not read for longest. */
const MOST_OWNERS = 1_000

interface Known {
  readonly kept: KeptSettings | undefined
  /** When the object said so; 0 where it did not. */
  readonly at: number
  /** When it was asked last after a response, and when it failed last. */
  readonly askedAt: number
  readonly failedAt: number
}

const unknown: Known = { kept: undefined, at: 0, askedAt: 0, failedAt: 0 }

/** One for the isolate. Values alone are shared between interactions, not promises (Workers, Context). */
export function settingsReader({ clock, ask, copy, complain }: SettingsReaderDeps): SettingsReader {
  const memory = new Map<OwnerId, Known>()
  const note = (owner: OwnerId, known: Known): void => {
    memory.delete(owner)
    memory.set(owner, known)
    const [oldest] = memory.keys()
    if (memory.size > MOST_OWNERS && oldest !== undefined) memory.delete(oldest)
  }

  /**
   * What was asked for before a change must not replace what the change has brought. Versions do not tell: those of an
   * owner whose settings were deleted begin anew.
   */
  const learn = (owner: OwnerId, kept: KeptSettings, at: number): void => {
    if ((memory.get(owner)?.at ?? 0) <= at) note(owner, { ...unknown, kept, at, askedAt: at })
  }

  async function brought(
    what: string,
    withinMs: number,
    owner: OwnerId,
    work: (owner: OwnerId) => Promise<unknown>,
  ): Promise<KeptSettings | undefined> {
    try {
      const found = await within(clock, withinMs, work(owner))
      if (found === undefined) complain(`no ${what} within ${withinMs} ms`)
      return readKept(owner, found?.value)
    } catch (error) {
      complain(`no ${what}: ${messageOf(error)}`)
      return undefined
    }
  }

  /** Asks the object and remembers what it says. */
  async function refresh(owner: OwnerId, withinMs: number): Promise<boolean> {
    const askedAt = clock.now()
    const kept = await brought('settings', withinMs, owner, ask)
    // From when it was asked: a change may have come while the answer was on its way.
    if (kept !== undefined) learn(owner, kept, askedAt)
    else note(owner, { ...unknown, ...memory.get(owner), failedAt: clock.now() })
    return kept !== undefined
  }

  return {
    async read(owner, later) {
      const now = clock.now()
      const known = memory.get(owner) ?? unknown
      const age = known.kept === undefined ? Number.POSITIVE_INFINITY : now - known.at
      if (age < FRESH_MS) {
        note(owner, known)
        return known.kept
      }
      if (age < OLDEST_MS) {
        if (now - known.askedAt >= AGAIN_MS) {
          note(owner, { ...known, askedAt: now })
          later(refresh(owner, ASK_WITHIN_MS * 5).then(() => undefined))
        }
        return known.kept
      }
      if (now - known.failedAt < AGAIN_MS) return known.kept
      if (await refresh(owner, ASK_WITHIN_MS)) return memory.get(owner)?.kept
      const copied = await brought('copy of the settings', COPY_WITHIN_MS, owner, copy)
      const last = memory.get(owner) ?? unknown
      const kept = newer(last.kept, copied)
      note(owner, { ...last, kept })
      return kept
    },
    learn(owner, kept) {
      learn(owner, kept, clock.now())
    },
  }
}

const newer = (a: KeptSettings | undefined, b: KeptSettings | undefined): KeptSettings | undefined =>
  a === undefined || (b !== undefined && b.version > a.version) ? b : a
