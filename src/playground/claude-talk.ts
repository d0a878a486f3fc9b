/** What the local Claude says when no script tells it to. */

import type { Said } from './claude-answer.ts'
import type { ClaudeRequest } from './claude-rules.ts'

export const talk = ({ messages }: ClaudeRequest): Said => ({ say: `You said ${messages.length} things.` })
