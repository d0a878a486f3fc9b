/** Carries out the presses under ended answers: a new turn, written down with what it renews, or another version. */

import type { Clock } from '../../clock.ts'
import { withQuestion } from '../../deliver/question-line.ts'
import { numberAt } from '../../json.ts'
import { sentence } from '../../sentences/sentences.ts'
import { openFence } from '../claude/join.ts'
import { namesAfter, noNames } from '../question/names.ts'
import { type Question, readQuestion } from '../question/question.ts'
import type { Renewal } from '../question/renewal.ts'
import { type LineSettings, shownQuestion } from '../turn/shown-question.ts'
import { stopButton } from '../turn/turn-buttons.ts'
import { shownVersion } from './earlier-answer.ts'
import { type EndedPress, type EndedPressed, endedEffectOf } from './ended-press.ts'
import { askedOf, type EndedTurn } from './ended-turn.ts'
import type { Proposal } from './first-response.ts'
import type { ThreadStore } from './thread-store.ts'

export interface EndedPressesDeps {
  readonly clock: Clock
  readonly settings: LineSettings
  readonly store: () => Pick<ThreadStore, 'ended' | 'before' | 'renew' | 'showVersion' | 'look'>
  /** Starts the turns that may start. */
  readonly start: () => void
}

const past: EndedPressed = { does: 'say', why: 'answer past' }

export function endedPresses({
  clock,
  settings,
  store,
  start,
}: EndedPressesDeps): (press: EndedPress) => EndedPressed {
  function ask(turn: EndedTurn, question: Question | undefined, text: string): EndedPressed {
    if (question === undefined) return past
    const answer = answerTo(question, settings)
    const shown =
      answer.does === 'change' ? [{ message: '@original' as const, attached: false, ...answer.message }] : []
    if (store().renew(turn, question, { text, shown }, clock.now()) === 'full')
      return { does: 'say', why: 'too many waiting' }
    start()
    return answer
  }

  function retry(press: EndedPress, turn: EndedTurn, isInPlace: boolean): EndedPressed {
    // What was in the files is remembered with the exchange alone.
    const hadFiles = (numberAt(turn.question, 'fileCount') ?? 0) > 0
    if (hadFiles && store().before(turn.exchange).exchange === undefined)
      return { does: 'say', why: 'file gone' }
    const version = isInPlace ? turn.versions.length + 1 : 1
    const renews = { does: 'retry', turn: turn.id, version, from: 0, fence: '' } as const
    return ask(turn, again(press, turn, renews), '')
  }

  function goOn(press: EndedPress, turn: EndedTurn): EndedPressed {
    const { exchange } = store().before(turn.exchange)
    if (exchange === undefined) return past
    const text = exchange.answered
    const renews = {
      does: 'continue',
      turn: turn.id,
      version: 1,
      from: text.length,
      fence: openFence(text) ?? '',
    } as const
    return ask(turn, again(press, turn, renews), text)
  }

  return (press) => {
    // The same press once more, because nobody has heard what came of it.
    const asked = store().look(press.id)?.question
    if (asked !== undefined) return answerTo(asked, settings)
    const turn = store().ended(press.turn)
    const effect = endedEffectOf(press, turn)
    if (effect.does === 'say') return effect
    if (turn === undefined) return past
    switch (effect.does) {
      case 'retry':
        return retry(press, turn, effect.isInPlace)
      case 'continue':
        return goOn(press, turn)
      case 'show': {
        const message = shownVersion(store().showVersion(turn, effect.at, clock.now()), press)
        return message === undefined ? past : { does: 'change', message }
      }
    }
  }
}

/** The question of an ended turn, asked by a press: as it was for the answer that is shown, or changed. */
function again(press: EndedPress, turn: EndedTurn, renews: Renewal): Question | undefined {
  const { id, token, askedAt, edited, settings } = press
  const { text, names = noNames } = askedOf(turn) ?? {}
  const asked =
    edited === undefined
      ? { text, names, isTyped: false, fresh: true }
      : {
          text: edited.text,
          names: namesAfter(edited.text, names, edited.names),
          isTyped: true,
          // Another question may have a cached answer.
          fresh: false,
        }
  return readQuestion({ ...turn.question, ...asked, id, askedAt, renews, settings }, token)
}

/** A later version takes the place of the earlier; all else comes in a message of its own. */
const answerTo = (question: Question, settings: LineSettings): Exclude<EndedPressed, { does: 'say' }> =>
  (question.renews?.version ?? 1) > 1
    ? { does: 'change', message: askingAgain(question, settings) }
    : { does: 'answer', private: question.private }

/** What the message shows until the new answer begins. */
const askingAgain = (question: Question, settings: LineSettings): Proposal => ({
  content: withQuestion(
    `-# ${sentence('asking again', question.language)}`,
    shownQuestion(question, settings),
  ),
  plainLinks: true,
  buttons: [stopButton(question)],
})
