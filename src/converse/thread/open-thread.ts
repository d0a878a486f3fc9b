/** Opens a Discord thread on an answer, titled by Claude; the conversation goes on there with a copy of this one. */

import type { Clock } from '../../clock.ts'
import { openDiscordThread, type ThreadOpened, type ThreadRefused } from '../../deliver/discord-thread.ts'
import type { ChannelId, InteractionId, MemberId, MessageId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import { wholeAnswer } from '../claude/ask-whole.ts'
import type { Ask } from '../claude/claude.ts'
import { titleIn, titleOfQuestion, titleRequest } from '../claude/title.ts'
import type { Exchange } from '../claude/transcript.ts'
import type { Seed } from './seed.ts'
import type { ThreadStore } from './thread-store.ts'

/** Somebody wants a Discord thread on an answer. Plain data. */
export interface ThreadWanted {
  readonly turn: InteractionId
  readonly member: MemberId
  readonly channel: ChannelId
  /** The message with the answer, or its last page. */
  readonly message: MessageId
  /** The member may create public threads in this channel. */
  readonly mayOpen: boolean
}

/** What the member reads: the case, and the thread that it is about. */
export interface ThreadResult {
  readonly why: Case
  readonly thread?: ChannelId | MessageId
}

export interface OpenThreadDeps {
  readonly clock: Clock
  readonly store: () => Pick<ThreadStore, 'answeredTurn' | 'seed'>
  readonly model: string
  readonly ask: () => Ask
  /** Undefined without a bot token. */
  readonly open: ((wanted: ThreadWanted, title: string) => Promise<ThreadOpened>) | undefined
  /** Lets the conversation in the thread begin. May reject. */
  readonly begin: (thread: ChannelId, seed: Seed) => Promise<void>
}

/** The member waits for the title, and the question is a good one, too. */
const TITLE_WITHIN_MS = 4_000

const refused: Readonly<Record<ThreadRefused, Case>> = {
  'there already': 'thread there',
  'too many': 'too many threads',
  'not seen': 'channel not seen',
  'not permitted': 'bot may open no thread',
  failed: 'thread not opened',
}

export async function openThread(deps: OpenThreadDeps, wanted: ThreadWanted): Promise<ThreadResult> {
  const { store, open, begin } = deps
  const turn = store().answeredTurn(wanted.turn)
  const seed = turn === undefined ? undefined : store().seed(wanted.turn)
  const last = seed?.exchanges.at(-1)
  if (turn === undefined || seed === undefined || last === undefined) return { why: 'answer past' }
  if (turn.member !== wanted.member && !wanted.mayOpen) return { why: 'may not open threads' }
  if (open === undefined) return { why: 'thread not opened' }
  const opened = await open(wanted, await titleOf(deps, last))
  // A thread has the id of the message that it hangs on.
  if (!opened.ok)
    return { why: refused[opened.why], ...(opened.why === 'there already' ? { thread: wanted.message } : {}) }
  await begin(opened.thread, seed).catch(() => begin(opened.thread, seed))
  return { why: 'thread opened', thread: opened.thread }
}

async function titleOf(
  { clock, ask, model }: OpenThreadDeps,
  exchange: Pick<Exchange, 'asked' | 'answered'>,
): Promise<string> {
  const over = new AbortController()
  void clock.sleep(TITLE_WITHIN_MS, over.signal, 'limit').then(() => over.abort())
  const said = await wholeAnswer(ask(), titleRequest(model, exchange), over.signal).finally(() =>
    over.abort(),
  )
  return (said.complete ? titleIn(said.text) : undefined) ?? titleOfQuestion(exchange.asked)
}

/** Undefined without a bot token. */
export const threadOpener = (
  { discordToken: botToken, discordApiBaseUrl: baseUrl }: Settings,
  clock: Clock,
): OpenThreadDeps['open'] =>
  botToken === undefined
    ? undefined
    : ({ channel, message }, title) =>
        openDiscordThread({ baseUrl, botToken, channel, message }, title, clock)
