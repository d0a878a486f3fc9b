/** What Discord's own messages say: "joined the server", "pinned a message". */

/**
 * By type, after the name of who did it; what is undefined is written by somebody, or unknown to us. `text` is the
 * content, which some of them have.
 * Source: Discord, Resources, Message, "Message Types".
 */
export function systemLine(type: number, text: string): string | undefined {
  if (WRITTEN.has(type)) return undefined
  const line = lines[type]
  if (line === undefined) return `a notice of Discord's (type ${type})`
  return text === '' || !TELLING.has(type) ? line : `${line}: ${text}`
}

/** Ordinary ones, replies, answers to either kind of command, and what a thread hangs on. */
const WRITTEN: ReadonlySet<number> = new Set([0, 19, 20, 21, 23])

/** Their content is what is new: the name of a channel, a thread, a stage or its topic. */
const TELLING: ReadonlySet<number> = new Set([4, 12, 18, 27, 28, 31])

const lines: Readonly<Record<number, string>> = {
  1: 'added somebody to the group',
  2: 'removed somebody from the group',
  3: 'started a call',
  4: 'renamed the channel',
  5: 'changed the picture of the channel',
  6: 'pinned a message',
  7: 'joined the server',
  8: 'boosted the server',
  9: 'boosted the server to level 1',
  10: 'boosted the server to level 2',
  11: 'boosted the server to level 3',
  12: 'follows another channel here',
  14: 'the server is no longer listed in Discovery',
  15: 'the server is listed in Discovery again',
  16: 'the server may soon be no longer listed in Discovery',
  17: 'the server may very soon be no longer listed in Discovery',
  18: 'started a thread',
  22: 'a reminder to invite people',
  24: 'AutoMod stopped a message',
  25: 'bought a subscription of the server',
  26: 'an offer of Discord’s',
  27: 'started a stage',
  28: 'ended the stage',
  29: 'became a speaker of the stage',
  31: 'changed the topic of the stage',
  32: 'bought a subscription of an app',
  36: 'switched on security actions',
  37: 'switched off security actions',
  38: 'reported a raid',
  39: 'reported a false alarm',
  44: 'bought something',
  46: 'a poll is over',
  55: 'the stream has a better picture now',
}
