/** What Claude's answer came to, written down before the last edit: a crash after it asks nobody again. */

import { isInteractionId } from '../../ids.ts'
import { isRecord, listAt, numberAt, recordAt, textAt } from '../../json.ts'
import { type Case, isCase } from '../../sentences.ts'
import type { Account } from './account.ts'
import { lasting, readSteps, type Step } from '../claude/steps.ts'

/** All of an account that cannot be found out again; the answer itself is written down beside it. */
export type Conclusion = Pick<
  Account,
  | 'why'
  | 'again'
  | 'model'
  | 'claudeCalls'
  | 'usage'
  | 'steps'
  | 'toolMs'
  | 'toolsBy'
  | 'sources'
  | 'toolHits'
>

/** One that nobody came to: the turn ends with this sentence under what was heard. */
export const concluded = (why: Case): Conclusion => ({
  why,
  again: undefined,
  model: '',
  claudeCalls: 0,
  usage: { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  steps: [],
  toolMs: 0,
  toolsBy: undefined,
  sources: [],
  toolHits: 0,
})

/** UTF-16 units of rounds, of which a row takes no more; beyond that they are written as the transcript keeps them. */
const MOST_UNITS = 100_000

const fits = (steps: readonly Step[]): boolean => JSON.stringify(steps).length <= MOST_UNITS

export function writeConclusion(account: Account): string {
  const { why, again, model, claudeCalls, usage, toolMs, toolsBy, sources, toolHits } = account
  const steps = fits(account.steps) ? account.steps : [lasting(account.steps)].find(fits)
  return JSON.stringify({ why, again, model, claudeCalls, usage, steps, toolMs, toolsBy, sources, toolHits })
}

/** Undefined where none was written, or none that can be read: then Claude is asked for the rest. */
export function readConclusion(raw: unknown): Conclusion | undefined {
  const why = textAt(raw, 'why')
  if (!isRecord(raw) || why === undefined || (why !== '' && !isCase(why))) return undefined
  const usage = recordAt(raw, 'usage')
  const toolsBy = raw['toolsBy']
  return {
    why,
    again: numberAt(raw, 'again'),
    model: textAt(raw, 'model') ?? '',
    claudeCalls: numberAt(raw, 'claudeCalls') ?? 0,
    usage: {
      inputTokens: numberAt(usage, 'inputTokens') ?? 0,
      cacheReadTokens: numberAt(usage, 'cacheReadTokens') ?? 0,
      cacheWriteTokens: numberAt(usage, 'cacheWriteTokens') ?? 0,
      outputTokens: numberAt(usage, 'outputTokens') ?? 0,
    },
    steps: readSteps(raw['steps']),
    toolMs: numberAt(raw, 'toolMs') ?? 0,
    toolsBy: isInteractionId(toolsBy) ? toolsBy : undefined,
    sources: listAt(raw, 'sources').map((one) => ({
      title: textAt(one, 'title') ?? '',
      url: textAt(one, 'url') ?? '',
    })),
    toolHits: numberAt(raw, 'toolHits') ?? 0,
  }
}
