/** The calls to a coordinator that tell it something: each is answered as a test says. */

import type { Coordinator } from '../../src/converse/coordinator/coordinator-client.ts'

export const answering = (answer: () => Promise<void>): Omit<Coordinator, 'began' | 'waits' | 'ended'> => ({
  kept: answer,
  judged: answer,
  called: answer,
  forgotten: answer,
  closed: answer,
  ofModels: answer,
  voted: answer,
  channelLimited: answer,
})
