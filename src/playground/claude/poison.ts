/** Exchanges that the local Claude refuses in every later request, as the real one does with a block that it cannot read. */

import { type Block, type Message, textOf } from './content.ts'
import { isRecord } from '../../json.ts'
import { merged } from './tools.ts'

/** What spoils a request that carries it. */
export interface Poison {
  readonly match: string
  /** Only where it stands in a block that is no text: a tool's, a thought, a file. */
  readonly blocks?: true
  /** What is answered; without it, what the real one says of a signature. */
  readonly message?: string
}

/** The word of a question that is answered once, and refused in every later request. */
const WORD = 'poison'

/** The complaint about the first block that is spoiled; undefined where none is. */
export function poisonProblem(messages: readonly Message[], poisons: readonly Poison[]): string | undefined {
  const last = merged(messages).findLast(({ role }) => role === 'user')
  for (const [index, { role, content }] of messages.entries())
    for (const [position, block] of content.entries()) {
      const found = poisons.find((poison) => isSpoiled(block, poison))
      const isEarlier = role === 'user' && !last?.content.includes(block)
      if (found === undefined && !(isEarlier && isWord(block))) continue
      const complaint = found?.message ?? 'Invalid `signature` in `thinking` block'
      return `messages.${index}.content.${position}: ${complaint}`
    }
  return undefined
}

/** Alone, or after our own line with the name. */
const isWord = (block: Block): boolean => textOf([block]).trim().split('\n').at(-1) === WORD

const isSpoiled = (block: Block, { match, blocks }: Poison): boolean =>
  (blocks !== true || block.type !== 'text') && JSON.stringify(block).includes(match)

/** A poison as it comes over the wire, or the sentence that says why it is none. */
export function parsePoison(raw: unknown): Poison | string {
  if (!isRecord(raw)) return 'a poison is an object'
  const { match, blocks, message } = raw
  if (typeof match !== 'string' || match === '') return '"match" is a text that is not empty'
  if (blocks !== undefined && blocks !== true) return '"blocks" is true, or is left out'
  if (message !== undefined && typeof message !== 'string') return '"message" is a text'
  return { match, ...(blocks === undefined ? {} : { blocks }), ...(message === undefined ? {} : { message }) }
}
