/** The people of a conversation: each has a number that stays theirs when they change their name. */

import { name as plainName } from '../../deliver/plain-text.ts'

export interface Person {
  /** From 1, in the order in which the conversation met them. */
  readonly number: number
  /** Of Discord; never told to Claude. */
  readonly id: string
  /** As the conversation saw it last; chosen by the person, so untrusted. */
  readonly name: string
}

/** The people of one conversation. They are forgotten with it, and the next one counts from 1 again. */
export interface People {
  /**
   * The person of this id, who gets the next number where the conversation does not know them.
   *
   * @param name as the others see it now; undefined where only the name of the account is known
   * @param account used where the conversation knows no other
   */
  meet(id: string, name: string | undefined, account?: string): Person
  known(id: string): Person | undefined
  /** Undefined for a number that nobody has. */
  readonly numbered: (number: number) => Person | undefined
}

/** All of them, in the order of their numbers. */
export function* everybody({ numbered }: Pick<People, 'numbered'>): Generator<Pick<Person, 'id' | 'name'>> {
  for (let number = 1; ; number += 1) {
    const person = numbered(number)
    if (person === undefined) return
    yield { id: person.id, name: person.name }
  }
}

const NAME_CODE_POINTS = 64

/**
 * A person as Claude reads of them: `<@2 Sam>`. The number stands first and the name cannot end the brackets, so no name
 * reads like another person, or like a line of ours.
 */
export const personLabel = ({ number, name }: Pick<Person, 'number' | 'name'>): string =>
  `<@${number} ${labelName(name) || 'someone'}>`

/** The name of a person, role or channel within a text: one line, no bracket but round ones, nothing invisible. */
export const labelName = (name: string): string =>
  plainName(name.normalize('NFKC').replaceAll(/(?![()])[\p{Ps}\p{Pe}<>]/gu, ' '), NAME_CODE_POINTS)
