/** What is told of a turn while it runs, and what becomes of that: the report, and what the transcript keeps. */

import type { Delivered } from '../../deliver/reply-state.ts'
import type { InteractionId } from '../../ids.ts'
import type { CacheUse, CacheWhy, Outcome, TurnFigures } from '../../measure/figures.ts'
import type { Case } from '../../sentences.ts'
import type { FileRef } from '../claude/file-block.ts'
import type { Hit } from '../cache/cache.ts'
import type { Verdict } from '../cache/verdict.ts'
import type { CacheNote } from '../coordinator/cache-index.ts'
import type { Conclusion } from './conclusion.ts'
import { noUsage, type Usage } from '../claude/model-event.ts'
import type { Question } from '../question.ts'
import type { Source } from './sources.ts'
import { lasting, saidIn, type Step } from '../claude/steps.ts'
import type { Exchange, Transcript } from '../claude/transcript.ts'

/** Filled in as the turn goes. */
export interface Account {
  answer: string
  /** The case of the sentence under or instead of the answer; empty for a whole one. */
  why: Case | ''
  cache: CacheUse
  cacheWhy: CacheWhy | ''
  /** Why the answer was not kept for others; empty where it was, or was nobody's to keep. */
  notKept: CacheWhy | ''
  cacheAgeMs: number | undefined
  /** The cached answer that was shown; undefined where Claude was asked. */
  hit: Hit | undefined
  /** One that has expired: better than nothing, where Claude has no answer. */
  stale: Hit | undefined
  /** What Claude said of the question before, as it stood in the cache. */
  verdict: Verdict | undefined
  /** When it is worth asking again, in milliseconds since 1970; undefined where nobody knows. */
  again: number | undefined
  model: string
  claudeCalls: number
  usage: Usage
  firstTextAt: number | undefined
  /** Until when it waited for a session; undefined where it did not have to. */
  waitedUntil: number | undefined
  /** The question's file, once it is written down. */
  file: FileRef | undefined
  /** The rounds with tools, and how long they took in all, in milliseconds. */
  steps: readonly Step[]
  toolMs: number
  /** The turn under which they are written down; undefined where it is this one. */
  toolsBy: InteractionId | undefined
  /** What it cites of the web. */
  sources: readonly Source[]
  /** Calls of tools that were answered from memory. */
  toolHits: number
  /** The answer may depend on a file, of this question or of an earlier one. */
  seesFile: boolean
}

export const openAccount = (model: string): Account => ({
  answer: '',
  why: '',
  cache: 'bypass',
  cacheWhy: '',
  notKept: '',
  cacheAgeMs: undefined,
  hit: undefined,
  stale: undefined,
  verdict: undefined,
  again: undefined,
  model,
  claudeCalls: 0,
  usage: noUsage,
  firstTextAt: undefined,
  waitedUntil: undefined,
  file: undefined,
  steps: [],
  toolMs: 0,
  toolsBy: undefined,
  sources: [],
  toolHits: 0,
  seesFile: false,
})

export interface Turn {
  readonly question: Question
  /** As of the turn's start: turns of others that end meanwhile are not in it. */
  readonly transcript: Transcript
  readonly session: 'new' | 'reused'
  readonly attempt: number
  /** What an earlier life of the turn has heard of the answer; empty for the first. */
  readonly said: string
  /** What the answer has come to, where an earlier life has heard all of it. */
  readonly conclusion?: Conclusion | undefined
}

export interface TurnEnd {
  readonly report: TurnFigures
  /** The transcript as of the turn's start, by which its tokens are to be judged. */
  readonly shown: Transcript
  /** What the transcript keeps; undefined for a turn that leaves no trace there. */
  readonly exchange: Exchange | undefined
  /** What the coordinator is told of the cache, as soon as KV has answered; never rejects. */
  readonly note?: Promise<CacheNote | undefined>
}

/** Closes the account of a turn that ended by itself. Times in milliseconds since 1970. */
export const closeAccount = (
  turn: Turn,
  account: Account,
  delivered: Delivered,
  startedAt: number,
  now: number,
): TurnEnd => ({
  report: {
    ...timesOf(turn, account, delivered, startedAt, now),
    turn: turn.question.id,
    thread: turn.question.thread,
    guild: turn.question.guild,
    outcome: outcomeOf(account, delivered),
    why: delivered.outcome === 'whole' ? account.why : delivered.outcome,
    cache: account.cache,
    cacheWhy: account.cacheWhy,
    notKept: account.notKept,
    cacheAgeMs: account.cacheAgeMs,
    session: turn.session,
    attempt: turn.attempt,
    model: account.claudeCalls === 0 ? '' : account.model,
    claudeCalls: account.claudeCalls,
    toolCalls: account.steps.reduce((sum, { results }) => sum + results.length, 0),
    toolMs: account.toolMs,
    toolHits: account.toolHits,
    ...account.usage,
    pages: delivered.pages,
    edits: delivered.edits,
    rateLimited: delivered.rateLimited,
    refused: delivered.refused,
    characters: account.answer.length,
  },
  shown: turn.transcript,
  exchange: exchangeOf(turn.question, account, delivered),
})

/** The wait for a session is a wait like that for the thread's other turns: the turn starts when it is over. */
function timesOf(
  { question }: Turn,
  { firstTextAt, waitedUntil }: Account,
  { firstWordsAt, lastEditAt }: Delivered,
  beganAt: number,
  now: number,
): Pick<TurnFigures, 'waitedMs' | 'firstTextMs' | 'firstWordsMs' | 'totalMs'> {
  const startedAt = waitedUntil ?? beganAt
  return {
    waitedMs: Math.max(0, startedAt - question.askedAt),
    firstTextMs: since(startedAt, firstTextAt),
    firstWordsMs: since(startedAt, firstWordsAt),
    totalMs: (lastEditAt ?? now) - startedAt,
  }
}

/** The end of a turn that was lost: crashes, or a bug of ours, had the last word, and a sentence stands for the rest. */
export const lostTurn = (turn: Turn, why: Case, pages: number, startedAt: number, now: number): TurnEnd =>
  closeAccount(
    turn,
    { ...openAccount(''), why },
    {
      outcome: 'whole',
      pages,
      edits: 1,
      rateLimited: 0,
      refused: 0,
      firstWordsAt: undefined,
      lastEditAt: now,
    },
    startedAt,
    now,
  )

/** The name that the transcript keeps. Where nobody else can speak, one would only cost tokens. */
export const speaker = ({ guild, private: alone, userInstall, memberName }: Question): string =>
  guild === null || alone || userInstall ? '' : memberName

/** Cases that a member would like to go on with; what Claude refused or never said must not come back in a prompt. */
const goesOn = new Set<Case | ''>(['', 'cut off', 'interrupted midway', 'length limit', 'time limit'])

function exchangeOf(question: Question, account: Account, { outcome }: Delivered): Exchange | undefined {
  const isKept =
    outcome === 'whole' &&
    (goesOn.has(account.why) || account.cache === 'stale') &&
    account.answer.trim() !== ''
  if (!isKept) return undefined
  const { answer, file, steps } = account
  return {
    name: speaker(question),
    asked: question.text,
    // What was said before a tool stands in its round.
    answered: steps.length === 0 ? answer.trim() : lastWords(answer, steps),
    ...(file === undefined ? {} : { file }),
    ...(steps.length === 0 ? {} : { steps: lasting(steps) }),
  }
}

/** What Claude said after its last tool; a full stop where that was nothing, because an empty text is refused. */
function lastWords(answer: string, steps: readonly Step[]): string {
  const said = steps.map(saidIn).findLast((text) => text.trim() !== '')
  const at = said === undefined ? 0 : answer.lastIndexOf(said) + said.length
  return answer.slice(at).trim() || '.'
}

function outcomeOf(account: Account, { outcome }: Delivered): Outcome {
  if (outcome !== 'whole') return 'undelivered'
  if (account.why === '') return 'answered'
  return account.answer.trim() === '' ? 'refused' : 'partial'
}

const since = (start: number, end: number | undefined): number | undefined =>
  end === undefined ? undefined : end - start
