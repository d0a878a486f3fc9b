/** The type of a tool: its description for Claude, its function, and how a turn may use its results. */

import type { Clock } from '../../clock.ts'
import type { OutFile } from '../../deliver/message.ts'
import type { Json } from '../../json.ts'
import type { Language } from '../../sentences/sentences.ts'
import type { ReadChannel } from './channel-reader.ts'
import type { SandboxFiles } from './sandbox-files.ts'

/** What a tool may touch: the files of its thread, the time, what was said in its channel, and nothing else. */
export interface ToolContext {
  readonly files: SandboxFiles
  readonly clock: Clock
  /** The asker's. */
  readonly language?: Language
  /** Sends a file along with the answer; returns the name under which it goes, one of a kind. */
  readonly attach?: ((file: OutFile) => string) | undefined
  /** What was said in the channel of the question; undefined where nobody may read that. */
  readonly readChannel?: ReadChannel | undefined
  /** Fires when the member stops the turn. */
  readonly signal?: AbortSignal | undefined
}

export interface ToolResult {
  /** What Claude reads. */
  readonly text: string
  /** Claude is told that the call failed. A command that ends with another code than 0 has not failed. */
  readonly isError: boolean
}

export interface Tool {
  /** For Claude: what it does, and what it does not. */
  readonly description: string
  /** JSON Schema of the input. Claude mostly keeps to it; `run` does not rely on that. */
  readonly schema: { readonly type: 'object' } & Json
  /** Does it. Whatever Claude sends is answered with a result; it rejects only when something of ours is broken. */
  readonly run: (input: Json, context: ToolContext) => Promise<ToolResult>
  /** What the status line says of a call besides the tool's name: raw text, `toolLabel` cleans it. */
  readonly detail: (input: Json) => string
  /**
   * Two calls with the same key have the same result, as long as the key is the same before and after the call.
   * Undefined for a call that has to be made each time.
   */
  readonly sameAs: (input: Json, context: ToolContext) => string | undefined
  /** What to do about a call that a crash cut off: make it again, or tell Claude that nobody knows how it ended. */
  readonly afterCrash: 'again' | 'tell'
}
