/** The channels that there are: those of the made-up server, and the threads that were opened on messages. */

import { channels, type DemoChannel, findChannel } from './demo-data.ts'
import type { Threads } from './moderation.ts'

/** Undefined for a channel that only a test has invented. */
export const knownChannel = (threads: Threads, id: string): DemoChannel | undefined =>
  findChannel(id) ?? opened(threads, id)

/** All that the page lists: a thread stands in it if its channel does. */
export const listedChannels = (threads: Threads): readonly DemoChannel[] => [
  ...channels,
  ...[...threads.keys()].flatMap((id) => {
    const thread = opened(threads, id)
    return thread?.parent === undefined || findChannel(thread.parent) === undefined ? [] : [thread]
  }),
]

function opened(threads: Threads, id: string): DemoChannel | undefined {
  const thread = threads.get(id)
  return thread && { id, kind: 'thread', ...thread }
}
