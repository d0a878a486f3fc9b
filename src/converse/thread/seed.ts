/** What a conversation in a new Discord thread begins with: a copy of the one that it comes from, up to an answer. */

import type { Exchange } from '../claude/transcript.ts'

/** Plain data: it travels from one thread object to another. Files and what tools did stay behind. */
export interface Seed {
  readonly summary: string | undefined
  readonly exchanges: readonly Pick<Exchange, 'name' | 'person' | 'about' | 'asked' | 'answered'>[]
  /** For how many days its server wants it kept; undefined where it has not said so. */
  readonly memoryDays?: number | undefined
  /** In the order of their numbers. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

/** The part of an exchange that goes along. */
export const seedling = ({ name, person, about, asked, answered }: Exchange): Seed['exchanges'][number] => ({
  name,
  ...(person === undefined ? {} : { person }),
  ...(about === undefined ? {} : { about }),
  asked,
  answered,
})
