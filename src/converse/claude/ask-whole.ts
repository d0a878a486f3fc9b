/** An answer of Claude's that nobody watches: asked once, waited for whole. */

import type { Ask } from './claude.ts'
import { noUsage, type Usage } from './model-event.ts'
import type { ModelRequest } from './prompt.ts'

export interface WholeAnswer {
  readonly text: string
  /** Claude said all of it and ended by itself, without looking anything up. */
  readonly complete: boolean
  readonly usage: Usage
  /** How it ended: Claude's stop reason, why it failed, or `stopped` where `signal` fired. */
  readonly end: string
}

/** For what nobody waits for: nothing is asked of a model that is not well, and the background never is the one call that tries it. */
export const onlyWell = (ask: Ask, isWell: (model: string) => boolean): Ask =>
  async function* askWell(request, signal) {
    if (isWell(request.model)) yield* ask(request, signal)
    else yield { kind: 'failed', failure: { why: 'overloaded', detail: 'not asked' }, usage: noUsage }
  }

/** One call, no second try: it is asked for in the background, and the next occasion is soon. Never rejects. */
export async function wholeAnswer(
  ask: Ask,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  let text = ''
  let usesTools = false
  for await (const event of ask(request, signal)) {
    switch (event.kind) {
      case 'text':
        text += event.text
        break
      case 'uses':
        usesTools = true
        break
      case 'failed':
        return { text, complete: false, usage: event.usage, end: event.failure.why }
      case 'stopped':
        return { text, complete: false, usage: event.usage, end: 'stopped' }
      case 'end':
        return {
          text,
          complete: event.stop === 'end_turn' && text.trim() !== '' && !usesTools,
          usage: event.usage,
          end: event.stop,
        }
    }
  }
  return { text, complete: false, usage: noUsage, end: 'stopped' }
}
