/** One call to Claude for a message: its events become those of the answer, joined to what an earlier call brought. */

import type { Clock } from '../../clock.ts'
import { isRecord, textAt } from '../../json.ts'
import type { Ask } from '../claude/claude.ts'
import { type Block, goneOn } from '../claude/content.ts'
import type { Failure } from '../claude/failure.ts'
import { joinTo } from '../claude/join.ts'
import { noUsage, type Usage } from '../claude/model-event.ts'
import type { Nonce } from '../claude/nonce.ts'
import { withoutNonces } from '../claude/nonce-filter.ts'
import type { ModelRequest } from '../claude/prompt.ts'
import { toolLabel } from '../tools/tool-label.ts'
import type { AnswerEvent } from './answer.ts'

export interface Attempt {
  /** Of the whole message, what came before included. */
  readonly textSoFar: string
  readonly usage: Usage
  readonly end?: { readonly stop: string; readonly content: readonly Block[] } | undefined
  readonly failure?: Failure | undefined
}

/** One call: what Claude writes, joined to what came of this message before. */
export async function* attempt(
  { clock, claude }: { readonly clock: Clock; readonly claude: { readonly ask: Ask } },
  request: ModelRequest,
  before: string,
  nonce: Nonce,
  stop: AbortSignal,
): AsyncGenerator<AnswerEvent, Attempt> {
  let textSoFar = before
  const join = joinTo(before)
  /** Since when a tool is at work that nothing has been said after. */
  let usingSince: number | undefined
  const received = (text: string): readonly AnswerEvent[] => {
    if (text === '') return []
    // What follows a tool is another paragraph; see `textIn`, which has to do the same.
    const spaced = usingSince !== undefined && textSoFar.trim() !== '' ? `\n\n${text}` : text
    usingSince = undefined
    textSoFar += spaced
    return [{ kind: 'text', text: spaced }]
  }
  for await (const event of withoutNonces(claude.ask(request, stop), nonce)) {
    switch (event.kind) {
      case 'text':
        yield* received(join.receive(event.text))
        break
      case 'uses':
        // After a tool nothing is gone on with in the middle of a sentence; what was said again before it stays known.
        yield* received(join.end())
        usingSince ??= clock.now()
        yield { kind: 'tools', atWork: [{ label: usesLabel(event.tool, event.input), since: usingSince }] }
        break
      case 'failed':
        // What is still held back was said before, or is said again by the next.
        return { textSoFar, usage: event.usage, failure: event.failure }
      case 'stopped':
        return { textSoFar, usage: event.usage }
      case 'end': {
        yield* received(join.end())
        const content = goneOn(
          before === '' ? '' : before + join.between(),
          join.again(),
          event.content ?? [],
        )
        return { textSoFar, usage: event.usage, end: { stop: event.stop, content } }
      }
    }
  }
  return { textSoFar, usage: noUsage }
}

/** Whether Claude takes a request: asked for one token, which nobody reads. Neither `end` nor `failure` where `stop` has fired. */
export async function probe(
  ask: Ask,
  request: ModelRequest,
  stop: AbortSignal,
): Promise<{ readonly usage: Usage; readonly end: boolean; readonly failure?: Failure }> {
  for await (const event of ask({ ...request, max_tokens: 1 }, stop)) {
    if (event.kind === 'end') return { usage: event.usage, end: true }
    if (event.kind === 'failed') return { usage: event.usage, end: false, failure: event.failure }
    if (event.kind === 'stopped') return { usage: event.usage, end: false }
  }
  return { usage: noUsage, end: false }
}

/** What Claude's own tools are asked is a `query` or a `url`; of others' tools nothing is known. */
const usesLabel = (tool: string, input: unknown): string =>
  toolLabel(
    /^[\w-]{1,40}$/.test(tool) ? tool : '…',
    isRecord(input) ? (textAt(input, 'query') ?? textAt(input, 'url') ?? '') : '',
  )
