/** What a member said as Claude is shown it, and as the transcript keeps it: people by their numbers, ids by names. */

import { type Known, readable } from '../../deliver/discord-text.ts'
import { messagesOf } from '../../deliver/channel-messages.ts'
import { labelName, type People, personLabel } from '../claude/people.ts'
import type { Spoken } from '../claude/transcript.ts'
import { lineOf } from '../tools/channel-text.ts'
import { noNames } from '../question/names.ts'
import { isAlone, type Question } from '../question/question.ts'

/**
 * The asker and all whom the question mentions are met: from now on the conversation knows them.
 *
 * @param ourId by which Discord mentions us
 */
export function spokenOf(question: Question, people: People, ourId: string): Spoken {
  const { member, memberName, channel, about, text, names = noNames } = question
  const { number } = isAlone(question) ? {} : people.meet(member, memberName)
  const known: Known = {
    person(id) {
      if (id === ourId) return '@Threadkeeper'
      const name = id === member ? memberName : names.people[id]
      const person = name === undefined ? people.known(id) : people.meet(id, name)
      return person && personLabel(person)
    },
    role: (id) => labelName(names.roles[id] ?? ''),
    channel: (id) => labelName(names.channels[id] ?? ''),
  }
  const [message] = about === undefined ? [] : messagesOf([about], { applicationId: ourId, channel })
  const said = {
    ...(message === undefined ? {} : { about: lineOf(message, { people, ourId }) }),
    asked: readable(text, known),
  }
  return number === undefined ? { name: '', ...said } : { name: memberName, person: number, ...said }
}
