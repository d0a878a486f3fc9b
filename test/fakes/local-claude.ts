/** A local Claude for a test file, the real SDK as its client, and questions that no two tests share. */

import { BaseAnthropic } from '@anthropic-ai/sdk/client'
import {
  type Message,
  type MessageCreateParamsNonStreaming,
  Messages,
} from '@anthropic-ai/sdk/resources/messages'
import type { Answer } from '../../src/playground/claude/answer.ts'
import type { RecordedRequest } from '../../src/playground/claude/control.ts'
import { type ClaudeOptions, type LocalClaude, startClaude } from '../../src/playground/claude.ts'

class Client extends BaseAnthropic {
  messages = new Messages(this)
}
export type Params = Partial<MessageCreateParamsNonStreaming>

export interface Stage {
  readonly claude: LocalClaude
  readonly client: Client
  /** A text that scripts and records of no other test match. */
  readonly question: () => string
  readonly params: (text: string, more?: Params) => MessageCreateParamsNonStreaming
  /** POSTs any body, past the SDK and its types. */
  readonly post: (
    body: unknown,
    headers?: Record<string, string | undefined>,
    path?: string,
  ) => Promise<Response>
  /** Status, error type and message for a body that differs from a good one by `more`. */
  readonly refusal: (more: Record<string, unknown>) => Promise<string>
  readonly local: (method: string, path: string, body?: unknown) => Promise<Response>
  /** Sets the answers over the control route, and gives the question that gets them. */
  readonly scripted: (...answers: Answer[]) => Promise<string>
  /** Streams an answer through the SDK. */
  readonly ask: (question: string, more?: Params) => Promise<Message>
  /** What the SDK throws, or the answer. */
  readonly failure: (question: string, more?: Params) => Promise<unknown>
  /** The bytes of a stream, with what broke it. */
  readonly raw: (question: string, more?: object) => Promise<Raw>
  /** What was asked with this question; waits until there are more than `after`. */
  readonly records: (question: string, after?: number) => Promise<readonly RecordedRequest[]>
}

interface Raw {
  readonly text: string
  readonly broken: boolean
  readonly headers: Headers
}

const params: Stage['params'] = (text, more = {}) => ({
  model: 'claude-haiku-5-5',
  max_tokens: 512,
  thinking: { type: 'disabled' },
  messages: [{ role: 'user', content: text }],
  ...more,
})

export async function stage(options: ClaudeOptions = {}): Promise<Stage> {
  const claude = await startClaude(options)
  const client = new Client({ apiKey: 'sk-ant-test', baseURL: claude.url, maxRetries: 0, logLevel: 'off' })
  let asked = 0
  const post: Stage['post'] = (body, headers = {}, path = '/v1/messages') => {
    const all = {
      'content-type': 'application/json',
      authorization: 'Bearer sk-ant-test',
      'anthropic-version': '2026-10-21',
      ...headers,
    }
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return fetch(claude.url + path, {
      method: 'POST',
      headers: sent,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }
  const question = (): string => `question ${String((asked += 1))};`
  const local: Stage['local'] = (method, path, body) =>
    fetch(`${claude.url}/_local/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const ask: Stage['ask'] = (text, more) => client.messages.stream(params(text, more)).finalMessage()
  return {
    claude,
    client,
    question,
    params,
    post,
    refusal: async (more) => {
      const response = await post({ ...params('hi'), ...more })
      const { error } = await response.json<{ error?: { type: string; message: string } }>()
      return `${String(response.status)} ${String(error?.type)} ${String(error?.message)}`
    },
    local,
    async scripted(...answers) {
      const match = question()
      const response = await local('POST', 'scripts', { match, answers })
      if (response.status !== 200) throw new Error(`The script was refused: ${await response.text()}`)
      return match
    },
    ask,
    failure: (text, more) => ask(text, more).catch((error: unknown) => error),
    raw: async (text, more = {}) => {
      const response = await post({ ...params(text), stream: true, ...more })
      return { ...(await bytesOf(response)), headers: response.headers }
    },
    records: async (match, after) => {
      const query = new URLSearchParams({ match, ...(after === undefined ? {} : { after: String(after) }) })
      return (await local('GET', `requests?${query.toString()}`)).json<RecordedRequest[]>()
    },
  }
}

async function bytesOf(response: Response): Promise<Omit<Raw, 'headers'>> {
  let text = ''
  try {
    for await (const part of response.body ?? []) text += Buffer.from(part).toString('utf8')
    return { text, broken: false }
  } catch {
    return { text, broken: true }
  }
}
