/** Claude's answer as it comes, with Anthropic's own SDK: the same for all peers. */

import Anthropic from '@anthropic-ai/sdk'

export async function* claudeText(claudeUrl: string, prompt: string): AsyncGenerator<string> {
  const client = new Anthropic({ apiKey: 'local-stand-in', authToken: null, baseURL: claudeUrl })
  const events = await client.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 16_000,
    stream: true,
    messages: [{ role: 'user', content: prompt }],
  })
  for await (const event of events)
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
}
