/** Asks Claude without its prompt cache: nothing is written there, and nothing is read. */

import type { TextBlockParam } from '@anthropic-ai/sdk/resources/messages'
import type { Ask } from './claude.ts'
import type { ModelRequest } from './prompt.ts'

/** For threads where the flag PROMPT_CACHE is off. Claude caches only where `cache_control` stands (Prompt caching). */
export const uncached =
  (ask: Ask): Ask =>
  (request, signal) =>
    ask(withoutBreakpoints(request), signal)

/** Ours have breakpoints at the top level and in the instructions, and nowhere else. */
function withoutBreakpoints(request: ModelRequest): ModelRequest {
  const { cache_control: _, system, ...rest } = request
  if (system === undefined) return rest
  return {
    ...rest,
    system:
      typeof system === 'string'
        ? system
        : system.map(({ cache_control: __, ...block }): TextBlockParam => block),
  }
}
