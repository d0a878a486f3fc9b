/** Has questions changed by the members who asked: those that wait get another text, answered ones are asked anew. */

import type { Clock } from '../../clock.ts'
import type { GuildSettings } from '../../guild/guild-settings.ts'
import type { InteractionId, MemberId, ReplyToken } from '../../ids.ts'
import { namesAfter, noNames } from '../question/names.ts'
import type { Question } from '../question/question.ts'
import type { LiveTurn } from '../turn/live-turn.ts'
import type { LineSettings } from '../turn/shown-question.ts'
import { type Unchanged, whyNotEdit } from './edit.ts'
import { type Edited, type EndedPress, type EndedPressed, endedEffectOf } from './ended-press.ts'
import { askedOf } from './ended-turn.ts'
import { waitingTurns } from './queue.ts'
import { waitingLine } from './queue-notice.ts'
import type { ThreadStore } from './thread-store.ts'

/** Somebody wants to change a question. Plain data: it travels to the thread object. */
export interface EditWanted {
  readonly turn: InteractionId
  readonly member: MemberId
}

/** The question as it is now, or why it stays so. */
export type Editable =
  | { readonly does: 'open'; readonly text: string }
  | Extract<EndedPressed, { does: 'say' }>
  | Unedited

/** Somebody has changed it in a modal. */
export interface EditMade extends EditWanted, Edited {
  /** Of the modal's interaction: an answered question is asked by it. */
  readonly id: InteractionId
  readonly token: ReplyToken
  readonly askedAt: number
  /** What its server has set by now. */
  readonly settings?: GuildSettings
}

interface Unedited {
  readonly does: 'say'
  readonly why: Unchanged
}

/** `nothing`: the question says so already. */
export type EditedNow = EndedPressed | Unedited | { readonly does: 'nothing' }

export interface EditsDeps {
  readonly clock: Clock
  readonly settings: LineSettings
  readonly store: () => Pick<ThreadStore, 'openTurns' | 'look' | 'ended' | 'rewrite' | 'showPosition'>
  readonly live: ReadonlyMap<InteractionId, LiveTurn>
  readonly pressEnded: (press: EndedPress) => EndedPressed
}

export interface Edits {
  /** What a modal opens with. */
  toEdit(wanted: EditWanted): Editable
  /** Changes the question. What comes of it is durable by then; done twice it does one thing. */
  edit(made: EditMade): EditedNow
}

export function edits({ clock, settings, store, live, pressEnded }: EditsDeps): Edits {
  /** A turn that has not ended, and why its question stays as it is. */
  function open({ turn: id, member }: EditWanted) {
    const turn = store()
      .openTurns()
      .find((one) => one.id === id)
    const kept = turn && store().look(id)
    if (turn === undefined || kept === undefined) return undefined
    const { question, attempt } = kept
    const isRest = question.renews?.does === 'continue'
    return { kept, why: whyNotEdit(turn, member, { hasBegun: live.has(id) || attempt > 0, isRest }) }
  }

  function rewrite(before: Question, { text, names }: Edited): EditedNow {
    const question = {
      ...before,
      text,
      names: namesAfter(text, before.names ?? noNames, names),
      isTyped: true,
    }
    // The wish for another answer was about the old question.
    const wanted = before.renews === undefined ? question : { ...question, fresh: false }
    if (!store().rewrite(wanted)) return { does: 'say', why: 'question begun' }
    const waiting = waitingTurns(store().openTurns(), live, clock.now())
    const line = waitingLine(wanted, waiting.find(({ id }) => id === before.id)?.before ?? 1, settings)
    const message = store().look(before.id)?.before[0]?.message ?? '@original'
    store().showPosition(before.id, { ...line, message })
    return { does: 'change', message: line }
  }

  return {
    toEdit(wanted) {
      const waiting = open(wanted)
      if (waiting?.why !== undefined) return { does: 'say', why: waiting.why }
      if (waiting !== undefined) return { does: 'open', text: waiting.kept.question.text }
      const { turn: id, member } = wanted
      const turn = store().ended(id)
      const edited = { text: '', names: noNames }
      const effect = endedEffectOf({ does: 'retry', member, moderates: false, edited }, turn)
      if (effect.does === 'say') return effect
      return { does: 'open', text: (turn && askedOf(turn)?.text) ?? '' }
    },
    edit(made) {
      const { text, names, ...press } = made
      const waiting = open(made)
      if (waiting === undefined)
        return pressEnded({ ...press, does: 'retry', moderates: false, edited: { text, names } })
      const { kept, why } = waiting
      if (why === undefined) return rewrite(kept.question, made)
      return why === 'question begun' && kept.question.text === text
        ? { does: 'nothing' }
        : { does: 'say', why }
    },
  }
}
