/** The local Claude over real HTTP: who may ask, how it streams, what scripts make it do. */
import { BaseAnthropic } from '@anthropic-ai/sdk/client'
import { Messages, type MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'

class Client extends BaseAnthropic {
  messages = new Messages(this)
}
let claude: LocalClaude
let client: Client
beforeAll(async () => {
  claude = await startClaude()
  client = new Client({ apiKey: 'sk-ant-test', baseURL: claude.url, maxRetries: 0 })
})
afterAll(() => claude.close())

let asked = 0
/** A question that no other test asks, so that scripts and records do not meet. */
const question = (): string => `question ${String((asked += 1))};`
const params = (
  text: string,
  more: Partial<MessageCreateParamsNonStreaming> = {},
): MessageCreateParamsNonStreaming => ({
  model: 'claude-haiku-5-5',
  max_tokens: 512,
  thinking: { type: 'disabled' },
  messages: [{ role: 'user', content: text }],
  ...more,
})
const answerOf = async (text: string, more: Partial<MessageCreateParamsNonStreaming> = {}) =>
  client.messages.stream(params(text, more)).finalMessage()

test('a scripted answer arrives whole through the SDK', async () => {
  const text = question()
  claude.script(text, [{ say: 'Hello 👋 there, ä ö ü!' }])
  const message = await answerOf(text)
  expect(message.content).toEqual([{ type: 'text', text: 'Hello 👋 there, ä ö ü!' }])
  expect(message.stop_reason).toBe('end_turn')
})
