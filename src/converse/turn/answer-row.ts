/** An answer as its turn's row keeps it: the text so far, and once it has ended all that cannot be found out again. */

import { type InteractionId, isInteractionId } from '../../ids.ts'
import { isRecord, listAt, numberAt, recordAt, textAt } from '../../json.ts'
import { isCase } from '../../sentences/sentences.ts'
import { lasting, readRounds, type Round } from '../claude/rounds.ts'
import { type Answer, noAnswer } from './answer.ts'
import { type Healed, healings } from './heal.ts'

/** UTF-16 units of rounds, of which a row takes no more; beyond that they are written as the transcript keeps them. */
const MOST_UNITS = 100_000

const fits = (rounds: readonly Round[]): boolean => JSON.stringify(rounds).length <= MOST_UNITS

/**
 * What is written beside the text when an answer has ended: a crash after that asks nobody again. Its files have rows of
 * their own.
 */
export function writeEnded({ ending, healed, rounds, cost, toolMs, by, sources }: Answer): string {
  const { model, claudeCalls, usage, usd, toolHits } = cost
  const fitting = fits(rounds) ? rounds : [lasting(rounds)].find(fits)
  const kept = {
    ...ending,
    model,
    claudeCalls,
    usage,
    usd,
    rounds: fitting,
    toolMs,
    toolsBy: by,
    healed,
    sources,
    toolHits,
  }
  return JSON.stringify(kept)
}

/**
 * The answer of a turn as far as an earlier life has received it. Without an ending where none was written, or none that can
 * be read: then Claude is asked for the rest.
 *
 * @param progress `said`, the text, and `conclusion`, what `writeEnded` wrote
 */
export function readAnswer(turn: InteractionId, progress: unknown): Answer {
  const answer = { ...noAnswer(turn), text: textAt(progress, 'said') ?? '' }
  const ended = recordAt(progress, 'conclusion')
  const why = textAt(ended, 'why')
  if (!isRecord(ended) || why === undefined || (why !== '' && !isCase(why))) return answer
  const usage = recordAt(ended, 'usage')
  const by = ended['toolsBy']
  const rounds = readRounds(ended['rounds'])
  return {
    ...answer,
    by: isInteractionId(by) ? by : turn,
    rounds,
    hasUsedTools: rounds.length > 0,
    toolMs: numberAt(ended, 'toolMs') ?? 0,
    sources: listAt(ended, 'sources').map((one) => ({
      title: textAt(one, 'title') ?? '',
      url: textAt(one, 'url') ?? '',
    })),
    cost: {
      model: textAt(ended, 'model') ?? '',
      claudeCalls: numberAt(ended, 'claudeCalls') ?? 0,
      usage: {
        inputTokens: numberAt(usage, 'inputTokens') ?? 0,
        cacheReadTokens: numberAt(usage, 'cacheReadTokens') ?? 0,
        cacheWriteTokens: numberAt(usage, 'cacheWriteTokens') ?? 0,
        outputTokens: numberAt(usage, 'outputTokens') ?? 0,
      },
      usd: numberAt(ended, 'usd'),
      toolHits: numberAt(ended, 'toolHits') ?? 0,
    },
    healed: readHealed(ended['healed']),
    ending: { why, again: numberAt(ended, 'again'), by: textAt(ended, 'by') },
  }
}

function readHealed(raw: unknown): Healed | undefined {
  const how = healings.find((one) => one === textAt(raw, 'how'))
  return how === undefined ? undefined : { how, count: numberAt(raw, 'count') ?? 0 }
}
