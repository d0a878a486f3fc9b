/** What becomes of a conversation that has grown long: after an answer, in the background, its oldest part is summarised. */

import type { Clock } from '../../clock.ts'
import { dollarsOf } from '../../settings/prices.ts'
import type { TurnSettings } from './turn-settings.ts'
import type { TurnEnd } from './outcome.ts'
import { wholeAnswer } from '../claude/ask-whole.ts'
import type { Ask } from '../claude/claude.ts'
import { type Compaction, compaction } from '../claude/compaction.ts'
import { stripNonce } from '../claude/nonce.ts'
import { budgetOf } from '../claude/models.ts'
import { instructions, summaryRequest } from '../claude/prompt.ts'
import { type Exchange, sizeOf, tokensIn, type Transcript } from '../claude/transcript.ts'
import type { Definition } from '../claude/server-tools.ts'
import type { TurnFiles } from './turn-files.ts'
import { messageOf } from '../../errors.ts'

export interface SummaryDeps {
  readonly clock: Clock
  readonly settings: Pick<TurnSettings, 'model' | 'prices' | 'systemPrompt' | 'persona'>
  /** What Claude could call in the turn that has ended: the summary is asked for with the same, or nothing would be cached. */
  readonly toolbox: readonly Definition[]
  /** Called only when there is something to ask. */
  readonly ask: () => Ask
  /** Where the transcript is kept; the methods mean what they mean in transcript-store.ts. */
  readonly store: {
    transcript(): Transcript
    forgetThrough(exchange: Exchange): void
    summarise(through: Exchange, summary: string): boolean
  }
  /** The files as a turn is shown them, or the summary would not find its prompt cached. */
  readonly files: Pick<TurnFiles, 'held' | 'blocks'>
  /** Claude was asked: what it cost in dollars (−1 where the price is not known), and the tokens that it wrote. */
  readonly called: (usd: number, outputTokens: number) => void
  /** One flat event for the operator, without text of the conversation. */
  readonly log: (event: Readonly<Record<string, string | number>>) => void
}

/** Told of each turn's end. What it returns never rejects, and nobody has to wait for it. */
export type Summariser = (deps: SummaryDeps, end: TurnEnd) => Promise<void>

/** After this a summary is given up; it has about 1,500 tokens to say. */
const WITHIN_MS = 90_000

/** Far more than the tokens that it may have. */
const MOST_CHARACTERS = 10_000

/** After a failure so many answers pass before the next try, or a refusal would be paid for after each. */
const REST_ANSWERS = 5

/** For one thread: at most one summary at a time, so that each begins where the one before ended. */
export function summariser(): Summariser {
  let isBusy = false
  let rest = 0
  let scale = 1
  const after: Summariser = async (deps, end) => {
    const { settings, store } = deps
    const told = { ...settings, toolbox: deps.toolbox }
    const transcript = store.transcript()
    const held = hasFiles(transcript) ? deps.files.held() : new Set<number>()
    scale = counted(end, told, held) ?? scale
    const next = nextOf(transcript, told, held, scale)
    if (rest > 0) rest -= 1
    if (next.do === 'nothing') return
    const through = transcript.exchanges[next.oldest - 1]
    if (through === undefined) return
    if (next.do === 'forget') store.forgetThrough(through)
    else if (!isBusy && rest === 0) {
      isBusy = true
      rest = REST_ANSWERS
      try {
        if (await replace(deps, end, transcript, next.oldest, through)) rest = 0
      } finally {
        isBusy = false
      }
    }
  }
  return async (deps, end) => {
    try {
      await after(deps, end)
    } catch (error) {
      deps.log({ evt: 'summary.failed', why: messageOf(error) })
    }
  }
}

/**
 * Real tokens for each estimated one, from what Claude counted of the turn's request. Undefined where it was not asked, or
 * more than once: the sum of several calls says nothing about the last.
 */
function counted({ report, shown }: TurnEnd, told: Told, held: ReadonlySet<number>): number | undefined {
  const tokens = report.inputTokens + report.cacheReadTokens + report.cacheWriteTokens
  if (report.claudeCalls !== 1 || tokens === 0) return undefined
  const { summary, exchanges, fixed } = estimated(shown, told, held)
  return tokens / (fixed + summary + exchanges.reduce((sum, size) => sum + size, 0))
}

function nextOf(
  transcript: Transcript,
  told: Told & Pick<TurnSettings, 'model'>,
  held: ReadonlySet<number>,
  scale: number,
): Compaction {
  const { summary, exchanges, fixed } = estimated(transcript, told, held)
  return compaction({
    exchanges: exchanges.map((size) => size * scale),
    summary: summary * scale,
    fixed: fixed * scale,
    budget: budgetOf(told.model),
  })
}

/** What a request holds before the conversation, besides our instructions. */
type Told = Pick<TurnSettings, 'systemPrompt' | 'persona'> & Pick<SummaryDeps, 'toolbox'>

const hasFiles = ({ exchanges }: Transcript): boolean => exchanges.some(({ files = [] }) => files.length > 0)

const estimated = (
  { summary, exchanges }: Transcript,
  { systemPrompt, persona, toolbox }: Told,
  held: ReadonlySet<number>,
) => ({
  exchanges: exchanges.map((exchange) => sizeOf(exchange, held)),
  summary: tokensIn(summary?.length ?? 0),
  // What MCP servers and Claude's own tools add at Claude is not known here.
  fixed: tokensIn(instructions(systemPrompt, persona).length + JSON.stringify(toolbox).length),
})

/** Whether a summary has taken the place of the oldest exchanges. When it has not, nothing has changed. */
async function replace(
  deps: SummaryDeps,
  { report }: TurnEnd,
  transcript: Transcript,
  oldest: number,
  through: Exchange,
): Promise<boolean> {
  const { clock, settings, store, called, log } = deps
  const startedAt = clock.now()
  // The model that has just answered is the one whose cache holds the conversation.
  const parts = {
    model: report.model || settings.model,
    systemPrompt: settings.systemPrompt,
    ...(settings.persona === undefined ? {} : { persona: settings.persona }),
    toolbox: deps.toolbox,
    transcript,
    files: deps.files.blocks(transcript.exchanges),
  }
  const over = new AbortController()
  void clock.sleep(WITHIN_MS, over.signal, 'limit').then(() => over.abort())
  const request = summaryRequest(parts, transcript.exchanges.length - oldest)
  const response = await wholeAnswer(deps.ask(), request, over.signal).finally(() => over.abort())
  const summary = stripNonce(response.text.trim(), transcript.nonce)
  const why = response.complete || response.end === 'end_turn' ? badSummary(summary) : response.end
  const isKept = why === '' && store.summarise(through, summary)
  const usd = dollarsOf(settings.prices, settings.model, response.usage) ?? -1
  called(usd, response.usage.outputTokens)
  log({
    evt: isKept ? 'summary.done' : 'summary.failed',
    thread: report.thread,
    ...(isKept ? {} : { why: why || 'forgotten meanwhile' }),
    exchanges: oldest,
    in_tok: response.usage.inputTokens,
    cache_read_tok: response.usage.cacheReadTokens,
    cache_write_tok: response.usage.cacheWriteTokens,
    out_tok: response.usage.outputTokens,
    usd,
    ms: clock.now() - startedAt,
  })
  return isKept
}

const badSummary = (summary: string): string =>
  summary === '' ? 'empty' : summary.length > MOST_CHARACTERS ? 'too long' : ''
