/** What a command came with whose question is still being typed in a modal: a modal gives back only what was typed. */

import type { InteractionId, ThreadId } from '../../ids.ts'
import { isRecord, listAt } from '../../json.ts'
import { type AboutMessage, readAboutMessage } from './about-message.ts'
import { type Attachment, readAttachment } from './attachment.ts'

/** Plain data: it travels to the thread object and into its storage. */
export interface Held {
  readonly files: readonly Attachment[]
  /** The message that will be asked about. */
  readonly message?: AboutMessage
}

/** Where it is held. The member's own conversation: nobody else's interaction leads there. */
export interface HeldAt {
  readonly thread: ThreadId
  /** Of the command. */
  readonly id: InteractionId
}

/** Reads it back from storage, or from an object of another version. */
export function readHeld(kept: unknown): Held {
  const message = readAboutMessage(isRecord(kept) ? kept['message'] : undefined)
  return {
    files: listAt(kept, 'files').flatMap((file) => readAttachment(file) ?? []),
    ...(message === undefined ? {} : { message }),
  }
}
