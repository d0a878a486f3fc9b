/** Ends the turns of a thread while the bot is paused: in their server, or by the operator everywhere. */

import type { Clock } from '../../clock.ts'
import { within } from '../../clock.ts'
import { messageOf } from '../../errors.ts'
import { type KeptSettings, readKept } from '../../guild/kept-settings.ts'
import { type InteractionId, OPERATOR, type OwnerId, ownerOf } from '../../ids.ts'
import { BY_PAUSE } from '../turn/stopped.ts'
import type { ThreadStore } from './thread-store.ts'

export interface PauseWatchDeps {
  readonly clock: Clock
  readonly store: () => Pick<ThreadStore, 'openTurns' | 'look'>
  /** The settings of an owner, as JSON. May reject, and may never end. */
  readonly settings: (owner: OwnerId) => Promise<unknown>
  /** Ends a turn as a member's press does. */
  readonly stop: (turn: InteractionId, by: string) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

const WITHIN_MS = 2_000

/** To be called now and then while turns are open. Never rejects. Where nobody knows of a pause, there is none. */
export function pauseWatch({ clock, store, settings, stop, warn }: PauseWatchDeps): () => Promise<void> {
  async function isPaused(owner: OwnerId): Promise<boolean> {
    try {
      const found = await within(clock, WITHIN_MS, settings(owner))
      const kept: KeptSettings | undefined = readKept(owner, found?.value)
      return kept?.settings.paused !== undefined
    } catch (error) {
      warn({ evt: 'settings.unread', message: messageOf(error) })
      return false
    }
  }

  return async () => {
    const open = store()
      .openTurns()
      .filter(({ isStopped }) => isStopped !== true)
    const owned = open.flatMap(({ id }) => {
      const question = store().look(id)?.question
      return question === undefined
        ? []
        : [{ id, owner: ownerOf(question.guild, question.member, question.userInstall) }]
    })
    if (owned.length === 0) return
    // A member's own settings know no pause.
    const owners = [...new Set(owned.map(({ owner }) => owner))].filter((owner) => owner.startsWith('guild:'))
    const asked = await Promise.all(
      [OPERATOR, ...owners].map(async (owner) => ((await isPaused(owner)) ? [owner] : [])),
    )
    const paused = new Set(asked.flat())
    for (const { id, owner } of owned) if (paused.has(OPERATOR) || paused.has(owner)) stop(id, BY_PAUSE)
  }
}
