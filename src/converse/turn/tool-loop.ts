/** Claude's answer, round by round with its tools. */

import { toolCalls } from '../claude/content.ts'
import type { FileRef } from '../claude/file-ref.ts'
import { gapAfter } from '../claude/rounds.ts'
import { noToolUse, runaway, type ToolUse, used } from '../tools/guard.ts'
import { runCalls } from '../tools/run-calls.ts'
import { type Answer, type AnswerEvent, endingOf, grow, resume } from './answer.ts'
import { whole } from './heal.ts'
import { message, type MessageDeps, MOST_PAUSES, type Reach } from './message.ts'
import type { Turn } from './turn.ts'
import type { KeptRound, TurnTools } from './turn-tools.ts'

export interface LoopDeps extends MessageDeps {
  /** Undefined where the flag TOOLS is off. */
  readonly tools: TurnTools | undefined
}

/**
 * The answer each time that it has grown, from where an earlier life left it. Each round comes from whichever call brings
 * one. When `stop` fires it just ends, without an ending.
 */
export async function* toolLoop(
  deps: LoopDeps,
  turn: Turn,
  files: readonly FileRef[],
  reach: Reach,
): AsyncGenerator<Answer> {
  const { stop } = reach
  const { tools } = deps
  const resumed = resume({
    answer: turn.answer,
    rounds: tools?.rounds() ?? [],
    files: tools?.outgoing() ?? [],
    toolHits: tools?.figures().hits ?? 0,
  })
  let { answer } = resumed
  const grown = (event: AnswerEvent): Answer => (answer = grow(answer, event))
  yield answer
  for (const { content } of resumed.lost) {
    yield* each(callTools(deps, turn, content, true, stop), grown)
    if (stop.aborted) return
  }
  const toolbox = tools?.definitions ?? []
  let pauses = 0
  let healing = whole
  for (let { textSoFar } = resumed; ; textSoFar = '') {
    const asked = {
      turn,
      files,
      rounds: [...(turn.before?.rounds ?? []), ...answer.rounds],
      toolbox,
      textSoFar,
      model: answer.cost.model,
      healing,
    }
    const ended = yield* each(message(deps, asked, reach), grown)
    if (ended === undefined) return
    const { content, ending } = ended
    healing = ended.healing ?? healing
    const calls = toolCalls(content)
    // Claude may pause without any tool; it goes on all the same.
    const isPaused = ended.stopped === 'pause_turn'
    const callsOurs = tools !== undefined && ended.stopped === 'tool_use' && calls.length > 0
    if (!isPaused && !callsOurs)
      return yield grown({ kind: 'end', ending: endingOf(answer, ending), content })
    pauses = isPaused ? pauses + 1 : 0
    const why = pauses > MOST_PAUSES ? 'tools too long' : runaway(useOf(answer), calls)
    if (why !== undefined)
      return yield grown({ kind: 'end', ending: { why }, content: isPaused ? content : [] })
    const gap = gapAfter(ended)
    if (gap !== '') yield grown({ kind: 'text', text: gap })
    tools?.begin(content)
    yield* each(callTools(deps, turn, content, false, stop), grown)
    if (stop.aborted) return
  }
}

const useOf = ({ rounds, toolMs }: Answer): ToolUse => ({
  ...rounds.reduce((use, { content }) => used(use, toolCalls(content), 0), noToolUse),
  ms: toolMs,
})

/** Each event of a generator as what it makes of the answer. */
async function* each<Returned>(
  events: AsyncGenerator<AnswerEvent, Returned>,
  grown: (event: AnswerEvent) => Answer,
): AsyncGenerator<Answer, Returned> {
  for (;;) {
    const next = await events.next()
    if (next.done === true) return next.value
    yield grown(next.value)
  }
}

/**
 * The tools of one round at work.
 *
 * @param isCutOff a crash came while they were: what may have had an effect is not called again
 */
async function* callTools(
  { clock, tools }: LoopDeps,
  { variants }: Pick<Turn, 'variants'>,
  content: KeptRound['content'],
  isCutOff: boolean,
  stop: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  if (tools === undefined)
    return yield { kind: 'round', round: { content, results: [] }, ms: 0, files: [], toolHits: 0 }
  const began = clock.now()
  const working = runCalls(
    {
      clock,
      sideBySide: variants.sideBySideTools === 'on',
      label: (call) => tools.label(call),
      usual: (call) => (variants.eta === 'on' ? tools.usual(call) : undefined),
      call: async (call, signal) => (isCutOff ? tools.lost(call) : undefined) ?? tools.call(call, signal),
    },
    toolCalls(content),
    stop,
  )
  let next = await working.next()
  while (next.done !== true) {
    yield { kind: 'tools', atWork: next.value }
    next = await working.next()
  }
  if (stop.aborted) return
  const ms = clock.now() - began
  tools.end(next.value, ms)
  const files = [...tools.outgoing()]
  yield {
    kind: 'round',
    round: { content, results: next.value },
    ms,
    files,
    toolHits: tools.figures().hits,
  }
}
