/** Replies to the button Thread: first with "thinking…", then with the thread or with the reason why there is none. */

import type { ThreadWanted } from '../converse/thread/open-thread.ts'
import type { ReplyToken } from '../ids.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../limits.ts'
import { sentence } from '../sentences/sentences.ts'
import { messageOf } from '../errors.ts'
import type { AnswerPress } from './answer-replies.ts'
import type { ReplyDeps } from './command-replies.ts'

export interface ThreadPress extends AnswerPress {
  readonly token: ReplyToken
  readonly wanted: ThreadWanted
}

/** A private "thinking…" is the first response. What comes of it is shown afterwards. */
export interface Defers {
  readonly does: 'defer'
  /** Never rejects. */
  readonly afterwards: () => Promise<void>
}

/** Claude is asked for a title, so this takes longer than Discord waits. */
export const threadReply = (deps: ReplyDeps, made: ThreadPress): Promise<Defers> =>
  Promise.resolve({ does: 'defer', afterwards: () => openAndTell(deps, made) })

async function openAndTell(deps: ReplyDeps, made: ThreadPress): Promise<void> {
  const content = await opened(deps, made)
  const reply = deps.privateReply(made.token)
  for (const afterMs of TOLD_AFTER_MS) {
    await deps.clock.sleep(afterMs)
    if ((await reply.edit('@original', { content, plainLinks: true })).ok) return
  }
}

/** Our first response may be slow, and until Discord has it there is nothing to edit. */
const TOLD_AFTER_MS = [ACKNOWLEDGED_AFTER_MS, 1_000, 3_000]

async function opened(deps: ReplyDeps, { thread, wanted, language }: ThreadPress): Promise<string> {
  try {
    const result = await deps.conversation(thread).openThread(wanted)
    return sentence(result.why, language, result.thread)
  } catch (error) {
    deps.complain(messageOf(error))
    return sentence('conversation unreachable', language)
  }
}
