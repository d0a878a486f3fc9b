/** A request to Claude, and the texts that are in it. */

import type { FileBlocks } from '../../src/converse/claude/file-block.ts'
import { modelRequest, type ModelRequest } from '../../src/converse/claude/prompt.ts'
import type { Exchange, Transcript } from '../../src/converse/claude/transcript.ts'
import { transcript } from '../build.ts'

export const request = (
  asked: Pick<Exchange, 'name' | 'asked' | 'files'>,
  shown: Partial<Transcript> = {},
  model = 'claude-haiku-5-5',
  files?: FileBlocks,
): ModelRequest =>
  modelRequest({
    model,
    maxTokens: 512,
    systemPrompt: '',
    transcript: transcript(shown),
    asked,
    ...(files === undefined ? {} : { files }),
  })
