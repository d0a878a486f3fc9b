/** Delivers a growing answer: text → pages → paced edits. One call is in flight, and the latest text wins. */

import type { Clock } from '../clock.ts'
import { enter, leave } from './channel-share.ts'
import type { Sent } from './sent.ts'
import type { Webhook } from './webhook.ts'
import { finishedPages } from './pages.ts'
import { isOfChannel } from './pacer.ts'
import type { Shown } from './reply-plan.ts'
import { firstPosted, posted } from './posted.ts'
import { recordResult } from './call-result.ts'
import { type Content, noContent } from './content.ts'
import { updateContent } from './reply-content.ts'
import {
  type Delivered,
  delivered,
  isPointless,
  nextStep,
  type ReplyOptions,
  startReply,
  type Step,
} from './reply-state.ts'

export interface ReplyDeps {
  readonly clock: Clock
  readonly webhook: Webhook
  /** Stores the messages in Discord, so that the turn can resume after a crash. Never throws. */
  readonly checkpoint: (shown: readonly Shown[]) => void
  /** Nothing more can be shown: the source must end now. Called at most once. */
  readonly abandon: () => void
  /** A 429 has shown that Discord limits this channel. */
  readonly channelLimited?: () => void
  /** Shows the typing indicator for ten seconds. Never rejects. Undefined without a bot token. */
  readonly type?: (() => Promise<void>) | undefined
}

/** How often the typing indicator is renewed, which Discord shows for ten seconds. No shorter pause needs it. */
const TYPING_MS = 8_000

/**
 * Shows an answer while it grows, and returns when all of it stands in Discord or never will. The latest snapshot wins
 * and edits are never queued, so a slow Discord makes fewer edits and not older ones. If the source throws, the latest
 * snapshot is shown with `bugNote` under it, and the error is thrown on.
 */
export async function deliver(
  deps: ReplyDeps,
  options: ReplyOptions & { readonly bugNote: string },
  contents: AsyncIterable<Content>,
): Promise<Delivered> {
  const { clock } = deps
  const state = startReply(options, clock.now())
  enter(options)
  let nap = new AbortController()
  let news = Promise.withResolvers<void>()
  let bug: { readonly error: unknown } | undefined

  const listen = async (): Promise<void> => {
    let last = noContent
    try {
      for await (const content of contents) {
        last = content
        const finished = finishedPages(state.pages)
        updateContent(state, content, clock.now())
        const isPageFull = finishedPages(state.pages) > finished
        if (content.isLast || isPageFull || state.firstWordsAt === undefined) nap.abort()
        news.resolve()
      }
    } catch (error) {
      last = { ...last, note: options.bugNote, isLast: false }
      bug = { error }
    }
    // A source that breaks, or ends before its last snapshot: the buttons were those of a growing answer.
    if (!last.isLast) updateContent(state, { ...last, buttons: [], isLast: true }, clock.now())
    nap.abort()
    news.resolve()
  }

  // It never rejects: a source that broke while the loop below sleeps would be an unhandled rejection.
  const listening = listen()
  let isAbandoned = false
  for (;;) {
    const step = nextStep(state, clock.now())
    if (step.do === 'done') break
    if (step.do === 'idle') {
      nap = new AbortController()
      const wakes = Math.min(
        step.until ?? Infinity,
        deps.type === undefined ? Infinity : clock.now() + TYPING_MS,
      )
      const woken = wakes === Infinity ? [] : [clock.sleep(wakes - clock.now(), nap.signal, 'silence')]
      await Promise.race([news.promise, ...woken])
      nap.abort()
      news = Promise.withResolvers()
      // Before the first message, Discord itself shows "thinking…".
      if (deps.type !== undefined && state.shown.length > 0 && clock.now() - state.receivedAt >= TYPING_MS)
        void deps.type()
    } else if (step.do === 'wait') {
      // First words cut a wait short, and so does the end of the answer, because the last edit goes first. A page that is
      // full does too: the call that finishes it was waited for in the budget. Other news does not.
      nap = new AbortController()
      await clock.sleep(step.until - clock.now(), state.ended ? undefined : nap.signal)
    } else {
      // Stored before the call: after a crash nobody can see whether the message exists, and the first words may have
      // been read.
      const first = step.call.do === 'edit' ? firstPosted(state, step.call) : undefined
      if (step.call.do === 'create') deps.checkpoint(posted(state, true))
      else if (first !== undefined) deps.checkpoint(first)
      const sent = await make(deps.webhook, step)
      recordResult(state, step, sent, clock.now())
      if (!sent.ok && sent.why === 'rate limited' && isOfChannel(sent.limit)) deps.channelLimited?.()
      deps.checkpoint(posted(state))
      if (isPointless(state) && !isAbandoned) {
        isAbandoned = true
        deps.abandon()
      }
    }
  }
  leave(options)
  await listening
  if (bug !== undefined) throw bug.error
  return delivered(state)
}

function make(webhook: Webhook, { call }: Extract<Step, { do: 'call' }>): Promise<Sent> {
  switch (call.do) {
    case 'remove':
      return webhook.remove(call.message)
    case 'create':
      return webhook.create(call.body)
    case 'edit':
      return webhook.edit(call.message ?? '@original', call.body)
  }
}
