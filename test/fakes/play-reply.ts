/** Plays a whole reply against a Discord that keeps its rules. */

import { startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { ChannelShare } from '../../src/deliver/channel-share.ts'
import { type Content, noContent } from '../../src/deliver/content.ts'
import { deliver } from '../../src/deliver/reply.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import type { Delivered, ReplyOptions } from '../../src/deliver/reply-state.ts'
import { testClock, type TestClock } from './clock.ts'
import { after, type Piece } from './pieces.ts'
import { type FakeWebhook, fakeWebhook, type WebhookOptions } from './webhook.ts'

/** What the source does: text, a pause in milliseconds, our own pieces, or a bug. */
type Act = string | number | Piece | Error

export interface Play extends Omit<WebhookOptions, 'clock'> {
  readonly acts: readonly Act[]
  readonly options?: Partial<ReplyOptions>
  /** Told when the bot would show that it types. */
  readonly type?: (now: number) => void
  readonly clock?: TestClock
  /** Goes on when the source is to end; a well-behaved one stops. */
  readonly onAbandon?: () => void
}

export interface Played {
  readonly discord: FakeWebhook
  readonly delivered: Delivered | undefined
  readonly error: unknown
  readonly abandoned: number
  readonly checkpoints: readonly (readonly Shown[])[]
  readonly clock: TestClock
  /** The messages as they stand in the end. */
  readonly shown: readonly string[]
}

export const BUG_NOTE = 'A bug.'

const shownBefore = (discord: FakeWebhook): readonly Shown[] =>
  discord.messages.map(({ id, content }) => ({ message: id, content, plainLinks: false, attached: false }))

export async function play(how: Play): Promise<Played> {
  const clock = how.clock ?? testClock()
  const discord = fakeWebhook({ ...how, clock })
  const stop = new AbortController()
  const checkpoints: (readonly Shown[])[] = []
  let abandoned = 0
  /** The end of a source comes with its last words, unless it pauses after them. */
  async function* source(): AsyncGenerator<Content> {
    let content = noContent
    for (const [at, act] of how.acts.entries()) {
      if (stop.signal.aborted) return
      if (typeof act === 'number') await clock.sleep(act, stop.signal)
      else if (act instanceof Error) throw act
      else {
        content = after(content, typeof act === 'string' ? { kind: 'text', text: act } : act)
        yield { ...content, isLast: content.isLast || at === how.acts.length - 1 }
      }
    }
  }
  const abandon = (): void => {
    abandoned += 1
    stop.abort()
  }
  const before = how.before === undefined ? [] : shownBefore(discord)
  const channel: ChannelShare = { budget: startChannelBudget(300) }
  const options = {
    intervalMs: 1_500,
    language: 'en',
    streaming: true,
    waitsForPhrase: true,
    maxPages: 5,
    notBefore: 0,
    before,
    turn: 'turn',
    channel,
    silence: { lines: [] },
    bugNote: BUG_NOTE,
    ...how.options,
  } as const
  const replied = deliver(
    {
      clock,
      webhook: discord,
      checkpoint: (shown) => checkpoints.push([...shown]),
      abandon,
      type:
        how.type === undefined
          ? undefined
          : () => {
              how.type?.(clock.now())
              return Promise.resolve()
            },
    },
    options,
    source(),
  )
  const outcome = await clock.until(
    replied.then(
      (delivered) => ({ delivered, error: undefined }),
      (error: unknown) => ({ delivered: undefined, error }),
    ),
  )
  return {
    ...outcome,
    discord,
    abandoned,
    checkpoints,
    clock,
    shown: discord.messages.map(({ content }) => content),
  }
}

export const status = (text: string | undefined): Piece => ({ kind: 'status', text })

export const note = (text: string): Piece => ({ kind: 'note', text })

/** A text in small pieces, one every `ms`. */
export const trickle = (text: string, size: number, ms: number): readonly Act[] =>
  (text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? []).flatMap((piece) => [piece, ms])

export const words = (count: number): string =>
  Array.from({ length: count }, (_, n) => `word${n}${n % 40 === 39 ? '.\n\n' : ' '}`).join('')

/** Long enough to be a phrase: the first edit waits for one. */
export const HELLO = 'Hello to all of you here.'
