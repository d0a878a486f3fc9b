/** A question in its conversation, and its fingerprints. */

import { type Asked, type Fingerprints, fingerprints } from '../../src/converse/cache/fingerprint.ts'
import type { Exchange } from '../../src/converse/claude/transcript.ts'

export const exchange = (n: number): Exchange => ({
  name: 'Ada',
  asked: `question ${n}`,
  answered: `answer ${n}`,
})

export const after = (...exchanges: readonly Exchange[]): Asked['transcript'] => ({
  summary: undefined,
  exchanges,
})

export const asked = (partial: Partial<Asked> = {}): Asked => ({
  text: 'What is a monad?',
  transcript: after(),
  thread: '1',
  model: 'claude-haiku-5-5',
  instructions: 'Be kind.',
  tools: [],
  settings: '{}',
  scope: 'guild 1',
  member: '7',
  ...partial,
})

export const names = (partial: Partial<Asked> = {}): Fingerprints => fingerprints(asked(partial))

/** The name under which an answer is kept. */
export const print = (partial: Partial<Asked> = {}): string => {
  const { contextFree, inContext, isOpener } = names(partial)
  return isOpener ? contextFree : (inContext ?? 'none')
}
