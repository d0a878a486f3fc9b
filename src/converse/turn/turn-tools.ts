/** The tools of one turn: what Claude may call, how a call is made, and what is written down of it. */

import type { Clock } from '../../clock.ts'
import type { OutFile } from '../../deliver/message.ts'
import type { InteractionId } from '../../ids.ts'
import { isRecord } from '../../json.ts'
import type { ReadChannel } from '../tools/channel-reader.ts'
import type { Block, ToolCall } from '../claude/content.ts'
import type { Question } from '../question/question.ts'
import type { ToolCallResult } from '../claude/rounds.ts'
import type { KeptDurations } from '../tools/durations.ts'
import type { Definition } from '../claude/server-tools.ts'
import { callTool, isToolName, labelOf, namesOf, type ToolName, tools } from '../tools/table.ts'
import type { SandboxFiles } from '../tools/sandbox-files.ts'
import type { ToolCache } from '../tools/tool-cache.ts'
import { toolLabel } from '../tools/tool-label.ts'
import { messageOf } from '../../errors.ts'

/** A round as it is written down: without results while its tools are at work. */
export interface KeptRound {
  readonly content: readonly Block[]
  readonly results: readonly ToolCallResult[] | undefined
  /** How long its tools took together; undefined where that was never written down. */
  readonly ms?: number
}

export interface RoundStore {
  /** The rounds of a turn, in order. */
  of(turn: InteractionId): readonly KeptRound[]
  /** Claude wants these tools; to be written down before they are called. */
  begin(turn: InteractionId, content: readonly Block[]): void
  /** @param files what the round has brought to go with the answer: written down with its results, or not at all */
  end(turn: InteractionId, results: readonly ToolCallResult[], ms: number, files: readonly OutFile[]): void
  /** Files that go with the answer of a turn, brought by no round of its own. */
  keepFiles(turn: InteractionId, files: readonly OutFile[]): void
  /** The files that go with the answer of a turn, as far as they are written down. */
  files(turn: InteractionId): readonly OutFile[]
}

export interface ToolDeps {
  readonly clock: Clock
  readonly files: SandboxFiles
  readonly cache: ToolCache
  readonly durations: KeptDurations
  readonly store: RoundStore
  /** What Claude may call (see `toolbox`); no other call is made. */
  readonly definitions: readonly Definition[]
  readonly readChannel?: ReadChannel | undefined
  /** For the operator: the words of an error are no member's. */
  readonly warn: (event: object) => void
}

export interface TurnTools {
  readonly definitions: readonly Definition[]
  /** The rounds that are behind this turn; the last may have no results, where a crash came between. */
  rounds(): readonly KeptRound[]
  begin(content: readonly Block[]): void
  /** @param ms how long they took together */
  end(results: readonly ToolCallResult[], ms: number): void
  label(call: ToolCall): string
  /** How long such a call usually takes in this thread, in milliseconds; undefined where nobody knows. */
  usual(call: ToolCall): number | undefined
  /** Never rejects: Claude reads what went wrong. */
  call(call: ToolCall, stop: AbortSignal): Promise<ToolCallResult>
  /** What to tell Claude of a call that a crash cut off; undefined for one that is to be made again. */
  lost(call: ToolCall): ToolCallResult | undefined
  /** The files that go with the answer. */
  outgoing(): readonly OutFile[]
  /** Another turn's tools have made these, and they go with this one's answer too: written down for its next life. */
  take(files: readonly OutFile[]): void
  figures(): { readonly calls: number; readonly hits: number }
}

export function turnTools(
  { clock, files, cache, durations, store, definitions, readChannel, warn }: ToolDeps,
  { id: turn, language }: Pick<Question, 'id' | 'language'>,
): TurnTools {
  const out: OutFile[] = [...store.files(turn)]
  let written = out.length
  let calls = 0
  let hits = 0
  const given = new Set(namesOf(definitions))
  const isGiven = (name: string): name is ToolName => isToolName(name) && given.has(name)
  return {
    definitions,
    rounds: () => store.of(turn),
    begin: (content) => store.begin(turn, content),
    end(results, ms) {
      store.end(turn, results, ms, out.slice(written))
      written = out.length
    },
    label: ({ name, input }) =>
      isToolName(name) ? labelOf(name, isRecord(input) ? input : {}) : toolLabel(name, ''),
    usual: ({ name }) => durations.usually(name),
    async call({ id, name, input }, signal) {
      calls += 1
      if (!isGiven(name)) return failed(id, `There is no tool "${name}".`)
      if (!isRecord(input))
        return failed(id, 'The arguments of this call are not complete. Make it again, shorter.')
      try {
        const attach = (file: OutFile): string => {
          const sent = { ...file, name: unlike(file.name, out) }
          out.push(sent)
          return sent.name
        }
        const { text, isError, isFromCache, ms } = await callTool(
          name,
          input,
          { clock, files, signal, attach, language, readChannel },
          cache,
        )
        if (isFromCache) hits += 1
        else durations.took(name, ms)
        return { id, text, isError }
      } catch (error) {
        // Something of ours is broken; the turn goes on without it.
        warn({ evt: 'tool.failed', turn, tool: name, message: messageOf(error) })
        return failed(id, 'This tool is out of order. Go on without it.')
      }
    },
    lost: ({ id, name }) =>
      isToolName(name) && tools[name].afterCrash === 'again'
        ? undefined
        : failed(
            id,
            'Nobody knows whether this was done: the program was interrupted. Look before you do it again.',
          ),
    outgoing: () => out,
    take(others) {
      if (others.length > 0) store.keepFiles(turn, others)
    },
    figures: () => ({ calls, hits }),
  }
}

const failed = (id: string, text: string): ToolCallResult => ({ id, text, isError: true })

/** Discord shows files by their names, and two of one name would be one. */
function unlike(name: string, others: readonly OutFile[]): string {
  const taken = new Set(others.map((other) => other.name))
  if (!taken.has(name)) return name
  const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length
  for (let n = 2; ; n += 1) {
    const next = `${name.slice(0, dot)}-${n}${name.slice(dot)}`
    if (!taken.has(next)) return next
  }
}
