/** Opens a Discord thread on an answer, titled by Claude; the conversation goes on there with a copy of this one. */

import type { Clock } from '../../clock.ts'
import { openDiscordThread, type ThreadOpened, type ThreadRefused } from '../../deliver/discord-thread.ts'
import type { ChannelId, InteractionId, MemberId, MessageId, ThreadId } from '../../ids.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import { dollarsOf, type Prices } from '../../settings/prices.ts'
import { wholeAnswer } from '../claude/ask-whole.ts'
import type { Ask } from '../claude/claude.ts'
import { titleIn, titleOfQuestion, titleRequest } from '../claude/title.ts'
import type { Exchange } from '../claude/transcript.ts'
import type { Seed } from './seed.ts'
import type { ThreadStore } from './thread-store.ts'

/** Somebody wants a Discord thread on an answer. Plain data. */
export interface ThreadWanted {
  /** The conversation with the answer. */
  readonly thread: ThreadId
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
  readonly prices: Prices
  readonly ask: (thread: ThreadId) => Ask
  /** Told of each call for a title, as it ends. */
  readonly log: (event: TitleEvent) => void
  /** Claude was asked: what it cost in dollars (−1 where the price is not known), and the tokens that it wrote. */
  readonly called: (usd: number, outputTokens: number) => void
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
  const opened = await open(wanted, await titleOf(deps, wanted, last))
  // A thread has the id of the message that it hangs on.
  if (!opened.ok)
    return { why: refused[opened.why], ...(opened.why === 'there already' ? { thread: wanted.message } : {}) }
  await begin(opened.thread, seed).catch(() => begin(opened.thread, seed))
  return { why: 'thread opened', thread: opened.thread }
}

/** One for each call to Claude. Flat, and without text of the conversation. In milliseconds and tokens. */
export interface TitleEvent {
  readonly evt: 'thread.title'
  readonly v: 1
  readonly turn: InteractionId
  /** `titled`, `malformed` (no title of a thread), or why the call failed. */
  readonly outcome: string
  readonly in_tok: number
  readonly cache_read_tok: number
  readonly cache_write_tok: number
  readonly out_tok: number
  /** In dollars; −1 where the price of the model is unknown. */
  readonly usd: number
  readonly ms: number
}

async function titleOf(
  { clock, ask, model, prices, log, called }: OpenThreadDeps,
  { thread, turn }: Pick<ThreadWanted, 'thread' | 'turn'>,
  exchange: Pick<Exchange, 'asked' | 'answered'>,
): Promise<string> {
  const startedAt = clock.now()
  const over = new AbortController()
  void clock.sleep(TITLE_WITHIN_MS, over.signal, 'limit').then(() => over.abort())
  const said = await wholeAnswer(ask(thread), titleRequest(model, exchange), over.signal).finally(() =>
    over.abort(),
  )
  const title = said.complete ? titleIn(said.text) : undefined
  const failed = said.complete || said.end === 'end_turn' ? 'malformed' : said.end
  const usd = dollarsOf(prices, model, said.usage) ?? -1
  called(usd, said.usage.outputTokens)
  log({
    evt: 'thread.title',
    v: 1,
    turn,
    outcome: title === undefined ? failed : 'titled',
    in_tok: said.usage.inputTokens,
    cache_read_tok: said.usage.cacheReadTokens,
    cache_write_tok: said.usage.cacheWriteTokens,
    out_tok: said.usage.outputTokens,
    usd,
    ms: clock.now() - startedAt,
  })
  return title ?? titleOfQuestion(exchange.asked)
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
