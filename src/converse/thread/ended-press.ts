/** Decides what a press does under an answer that has ended: ask once more, go on with it, or show another version. */

import type { GuildSettings } from '../../guild/guild-settings.ts'
import type { InteractionId, MemberId, ReplyToken } from '../../ids.ts'
import { textAt } from '../../json.ts'
import type { Names } from '../question/names.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { TurnButton } from '../turn/button-id.ts'
import { MOST_VERSIONS } from '../turn/turn-buttons.ts'
import type { EndedTurn } from './ended-turn.ts'
import type { Proposal } from './first-response.ts'

/** Somebody pressed a button under an ended answer. Plain data: it travels to the thread object. */
export interface EndedPress {
  readonly does: Extract<TurnButton, 'retry' | 'continue' | 'earlier' | 'later'>
  readonly turn: InteractionId
  readonly member: MemberId
  /** May press what is another's. */
  readonly moderates: boolean
  /** Of the press itself: the question is asked by it. */
  readonly id: InteractionId
  readonly token: ReplyToken
  readonly askedAt: number
  /** What its server has set by now. */
  readonly settings?: GuildSettings
  /** What is asked instead; it belongs to `retry`. */
  readonly edited?: Edited
}

/** A question that its member has changed. */
export interface Edited {
  readonly text: string
  /** Of those whom the modal named. */
  readonly names: Names
}

type Refusal =
  | 'answer past'
  | 'may not stop'
  | 'may not edit'
  | 'tried again already'
  | 'continued already'
  | 'nothing to continue'
  | 'enough versions'
  | 'versions apart'

/** What came of a press: the message becomes another, the answer comes in a new message, or there is a sentence. */
export type EndedPressed =
  | { readonly does: 'change'; readonly message: Proposal }
  | { readonly does: 'answer'; readonly private: boolean }
  | { readonly does: 'say'; readonly why: Extract<Case, Refusal | 'too many waiting' | 'file gone'> }

export type EndedEffect =
  /** In the same message, or in a new one where the old answer takes more than one or has files. */
  | { readonly does: 'retry'; readonly isInPlace: boolean }
  | { readonly does: 'continue' }
  /** Of the versions, from 0. */
  | { readonly does: 'show'; readonly at: number }
  | { readonly does: 'say'; readonly why: Extract<Case, Refusal> }

const say = (why: Extract<Case, Refusal>): EndedEffect => ({ does: 'say', why })

/** @param turn undefined where nothing is kept of it, and where it has not ended */
export function endedEffectOf(
  { does, member, moderates, edited }: Pick<EndedPress, 'does' | 'member' | 'moderates' | 'edited'>,
  turn: EndedTurn | undefined,
): EndedEffect {
  if (turn === undefined) return say('answer past')
  // Nobody puts words into another's mouth.
  if (turn.question['member'] !== member && edited !== undefined) return say('may not edit')
  if (turn.question['member'] !== member && !moderates) return say('may not stop')
  if (turn.renewed !== undefined)
    return say(turn.renewed === 'retry' ? 'tried again already' : 'continued already')
  const { versions, at, left, exchange } = turn
  switch (does) {
    case 'retry':
      if (edited !== undefined && isRest(turn)) return say('continued already')
      if (versions.length >= MOST_VERSIONS) return say('enough versions')
      return { does: 'retry', isInPlace: versions.length > 0 }
    case 'continue':
      return left.isCut && exchange !== undefined ? { does: 'continue' } : say('nothing to continue')
    case 'earlier':
    case 'later': {
      const next = at + (does === 'later' ? 1 : -1)
      return versions[next] === undefined ? say('versions apart') : { does: 'show', at: next }
    }
  }
}

/** The question of which an answer is the rest stands above an earlier message, and is changed there or not at all. */
const isRest = ({ question }: EndedTurn): boolean => textAt(question['renews'], 'does') === 'continue'
