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
    transcript: transcript({ ...shown, exchanges: (shown.exchanges ?? []).map(numbered) }),
    asked: numbered(asked),
    ...(files === undefined ? {} : { files }),
  })

const KNOWN = ['Ada', 'Ben']

/** Each name has a number: Ada is 1, Ben is 2, and anybody else is 3. */
export const numbered = <T extends { readonly name: string }>(one: T): T & { readonly person?: number } =>
  one.name === '' ? one : { ...one, person: KNOWN.indexOf(one.name) + 1 || 3 }
