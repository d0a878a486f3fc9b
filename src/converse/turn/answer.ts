/** Claude's answer as far as it has come: plain data that grows by events. */

import type { OutFile } from '../../deliver/message.ts'
import type { InteractionId } from '../../ids.ts'
import { plus } from '../../settings/prices.ts'
import type { Case } from '../../sentences/sentences.ts'
import type { Block } from '../claude/content.ts'
import { noUsage, type Usage } from '../claude/model-event.ts'
import { serverPart } from '../claude/server-blocks.ts'
import { gapAfter, textIn, type Round } from '../claude/rounds.ts'
import type { AtWork } from '../tools/run-calls.ts'
import { withoutThoughts } from '../claude/content.ts'
import type { Healed } from './heal.ts'
import { type Source, sourcesOf } from './sources.ts'
import type { KeptRound } from './turn-tools.ts'

/** What Claude and its tools have cost. */
export interface Cost {
  /** The model of the last call; empty before the first. */
  readonly model: string
  /** Calls to Claude, retries included. */
  readonly claudeCalls: number
  readonly usage: Usage
  /** In dollars, each call by the price of its model; undefined where one of them is unknown. */
  readonly usd: number | undefined
  /** Calls of tools that were answered from memory. */
  readonly toolHits: number
}

/** How an answer ended. */
export interface Ending {
  /** The case of the sentence under the answer, or instead of it; empty for a whole one. */
  readonly why: Case | ''
  /** When it is worth asking again, in milliseconds since 1970; undefined where nobody knows. */
  readonly again?: number | undefined
  /** Who has stopped it: a member's name as Discord has it. */
  readonly by?: string | undefined
}

/**
 * The tool loop makes it, equal questions share it, a row keeps it, another life of the turn starts from it, the report is
 * made of it. Its text only grows.
 */
export interface Answer {
  /** The turn that asks Claude; the rounds are written down under it. */
  readonly by: InteractionId
  readonly text: string
  /** The rounds with tools that are over. */
  readonly rounds: readonly Round[]
  /** What is at work now. */
  readonly atWork: readonly AtWork[]
  /** A tool has been at work, of ours or of Claude's own. */
  readonly hasUsedTools: boolean
  /** The time in which at least one of our tools was at work, in milliseconds. */
  readonly toolMs: number
  /** The files that go with it. */
  readonly files: readonly OutFile[]
  /** What it cites of the web; known when it has ended. */
  readonly sources: readonly Source[]
  readonly cost: Cost
  /** What Claude has refused of the conversation; undefined where that is nothing. */
  readonly healed?: Healed | undefined
  /** Undefined while it grows. */
  readonly ending?: Ending | undefined
}

export type AnswerEvent =
  /** Claude is called once more. */
  | { readonly kind: 'call'; readonly model: string }
  /** What that call has cost. */
  | { readonly kind: 'used'; readonly usage: Usage; readonly usd: number | undefined }
  /** Claude answers without a part of the conversation. */
  | { readonly kind: 'heals'; readonly healed: Healed }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tools'; readonly atWork: readonly AtWork[] }
  /** A round is over. Its files and hits are those of the whole answer by now. */
  | {
      readonly kind: 'round'
      readonly round: Round
      readonly ms: number
      readonly files: readonly OutFile[]
      readonly toolHits: number
    }
  /** @param content the message with which it ended, as far as it is in no round */
  | { readonly kind: 'end'; readonly ending: Ending; readonly content: readonly Block[] }

export const noCost: Cost = { model: '', claudeCalls: 0, usage: noUsage, usd: 0, toolHits: 0 }

/** An answer of which nothing has come. */
export const noAnswer = (by: InteractionId): Answer => ({
  by,
  text: '',
  rounds: [],
  atWork: [],
  hasUsedTools: false,
  toolMs: 0,
  files: [],
  sources: [],
  cost: noCost,
})

/** One that ends with a sentence of ours, after what there is of it. */
export const endedBy = (answer: Answer, why: Case, by?: string): Answer =>
  grow(answer, { kind: 'end', ending: { why, by }, content: [] })

export function grow(answer: Answer, event: AnswerEvent): Answer {
  const { cost } = answer
  switch (event.kind) {
    case 'call':
      return { ...answer, cost: { ...cost, model: event.model, claudeCalls: cost.claudeCalls + 1 } }
    case 'used':
      return {
        ...answer,
        cost: { ...cost, usage: sum(cost.usage, event.usage), usd: plus(cost.usd, event.usd) },
      }
    case 'heals':
      return { ...answer, healed: event.healed }
    case 'text': {
      // Claude speaks again when its own tools are done; nothing else says so.
      const atWork = event.text.trim() === '' ? answer.atWork : []
      return { ...answer, text: answer.text + event.text, atWork }
    }
    case 'tools':
      return { ...answer, atWork: event.atWork, hasUsedTools: true }
    case 'round':
      return {
        ...answer,
        rounds: [...answer.rounds, event.round],
        atWork: [],
        hasUsedTools: true,
        toolMs: answer.toolMs + event.ms,
        files: event.files,
        cost: { ...cost, toolHits: event.toolHits },
      }
    case 'end': {
      const { ending, content } = event
      const own = serverPart(content)
      const sources = sourcesOf([...answer.rounds.flatMap((round) => round.content), ...content])
      const rounds = own.length === 0 ? answer.rounds : [...answer.rounds, { content: own, results: [] }]
      return { ...answer, rounds, atWork: [], sources, ending }
    }
  }
}

/** An answer that is over and was none, or not all of one. */
export const hasFailed = ({ ending }: Answer): boolean => ending !== undefined && ending.why !== ''

/**
 * How an answer ended that has no words: where its tools have done something, that is told, and it is no empty one.
 *
 * @param ending as Claude's last message ended
 */
export function endingOf(answer: Pick<Answer, 'rounds' | 'files'>, ending: Ending): Ending {
  if (ending.why !== 'empty answer' || toolCallsOf(answer) === 0) return ending
  return { ...ending, why: answer.files.length > 0 ? 'file alone' : 'tools alone' }
}

/** Whether it is all there, though it has no words: what its tools did stands for them. */
export const isToolsAlone = ({ ending }: Pick<Answer, 'ending'>): boolean =>
  ending?.why === 'file alone' || ending?.why === 'tools alone'

/** How many calls of our tools it is made of. */
export const toolCallsOf = ({ rounds }: Pick<Answer, 'rounds'>): number =>
  rounds.reduce((calls, { results }) => calls + results.length, 0)

/** What an earlier life of the turn left. */
export interface Left {
  /** As its row keeps it. */
  readonly answer: Answer
  /** The rounds that are written down; the last may have no results, where a crash came between. */
  readonly rounds: readonly KeptRound[]
  readonly files: readonly OutFile[]
  readonly toolHits: number
}

/** What another life goes on from. */
export interface Resumed {
  readonly answer: Answer
  /** The text of the message that broke off: Claude is asked to go on with it. */
  readonly textSoFar: string
  /** Rounds of which a crash took the results. */
  readonly lost: readonly KeptRound[]
}

/** What an earlier life has done is not done again, and what it has received is not asked for again. */
export function resume({ answer, rounds, files, toolHits }: Left): Resumed {
  // Since then the transcript, the tools or a setting may have changed, and thoughts are refused after that.
  const kept = rounds.map((round) => ({ ...round, content: withoutThoughts(round.content) }))
  let shown = ''
  let textSoFar = answer.text
  for (const round of rounds) {
    const text = textIn(round) + gapAfter(round)
    shown += text
    // Text that was stored before this round ended contains nothing that came after it.
    textSoFar = round.results !== undefined && textSoFar.startsWith(text) ? textSoFar.slice(text.length) : ''
  }
  const over = kept.flatMap(({ content, results }) => (results === undefined ? [] : [{ content, results }]))
  return {
    answer: {
      ...answer,
      text: shown + textSoFar,
      rounds: over,
      hasUsedTools: rounds.length > 0,
      toolMs: kept.reduce((ms, round) => ms + (round.ms ?? 0), 0),
      files,
      cost: { ...answer.cost, toolHits },
    },
    textSoFar,
    lost: kept.filter(({ results }) => results === undefined),
  }
}

const sum = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})
