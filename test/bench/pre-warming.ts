/** Whether it saves time to warm Claude's prompt cache when a session opens from a kept transcript. */

import { systemClock } from '../../src/clock.ts'
import { claude } from '../../src/converse/claude/claude.ts'
import { modelRequest, type ModelRequest } from '../../src/converse/claude/prompt.ts'
import type { LocalClaude } from '../../src/playground/claude.ts'
import { nextWord, quantile } from './playground.ts'
import { prose } from '../workload/prose.ts'
import { cells, ms, say, whole } from './print.ts'

/**
 * How a thousand tokens that are not cached delay the first token. No one publishes it for today's models; the sign of
 * the result does not depend on it.
 */
const PACE = { firstTokenMs: 600, msPerUncachedThousand: 60 } as const

const EXCHANGE_CHARACTERS = 800
const TRIES = 3

/** What is done when the question comes: ask; warm up and then ask; both at once; or ask what was warmed before. */
const ways = {
  'ask directly': async ({ askNow }) => askNow(),
  'warm up, then ask': async ({ warm, askNow }) => {
    await warm()
    await askNow()
  },
  'both at once': async ({ warm, askNow }) => {
    const warming = warm()
    await askNow()
    return warming
  },
} satisfies Record<
  string,
  (steps: { warm: () => Promise<void>; askNow: () => Promise<void> }) => Promise<void>
>

interface Tried {
  readonly firstTextMs: number
  readonly cost: number
}

export async function preWarming(local: LocalClaude): Promise<void> {
  const ask = claude({ apiKey: 'local-stand-in', baseUrl: local.url }, systemClock)
  const match = nextWord()
  local.script(match, [{ say: 'As I said before.', ...PACE }])
  // The instructions are warm: other threads use them all the time.
  for await (const event of ask(requestOf(match, 0), new AbortController().signal)) void event

  const once = async (name: keyof typeof ways, tokens: number): Promise<Tried> => {
    const word = `${match} ${nextWord()} of them`
    const request = requestOf(word, tokens)
    const began = Date.now()
    let firstTextMs = 0
    await ways[name]({
      warm: () => fillCache(local.url, request),
      askNow: async () => {
        for await (const event of ask(request, new AbortController().signal))
          if (event.kind === 'text' && firstTextMs === 0) firstTextMs = Date.now() - began
      },
    })
    const cost = (await local.requests(word)).reduce((sum, { usage }) => sum + costOf(usage ?? {}), 0)
    return { firstTextMs, cost }
  }

  say(
    '\nPre-warming when a session opens from its transcript (Claude: 600 ms, and 60 ms more for each 1,000 tokens not cached)',
  )
  say(cells('to first words, and input cost', ...Object.keys(ways).flatMap((name) => [name, ''])))
  for (const tokens of [2_000, 10_000, 40_000]) {
    const tried = await Promise.all(
      waysInOrder.map((name) => Promise.all(Array.from({ length: TRIES }, () => once(name, tokens)))),
    )
    say(
      cells(
        `a transcript of ${tokens} tokens`,
        ...tried.flatMap((some) => [
          ms(
            quantile(
              some.map(({ firstTextMs }) => firstTextMs),
              0.5,
            ),
          ),
          whole(
            quantile(
              some.map(({ cost }) => cost),
              0.5,
            ),
          ),
        ]),
      ),
    )
  }
}

const waysInOrder = [
  'ask directly',
  'warm up, then ask',
  'both at once',
] as const satisfies readonly (keyof typeof ways)[]

function requestOf(word: string, tokens: number): ModelRequest {
  const count = Math.round((tokens * 4) / EXCHANGE_CHARACTERS)
  const exchanges = Array.from({ length: count }, (_, n) => ({
    name: 'Ada',
    asked: `${word}, part ${n}: ${prose(100)}`,
    answered: prose(EXCHANGE_CHARACTERS - 150),
  }))
  return modelRequest({
    model: 'claude-haiku-5-5',
    maxTokens: 4_096,
    systemPrompt: '',
    transcript: { nonce: '482715', summary: undefined, exchanges },
    asked: { name: 'Ada', asked: `And what about ${word}?` },
  })
}

/** A request that only fills the cache. Source: Claude API, Prompt caching, "Pre-warming". */
async function fillCache(url: string, request: ModelRequest): Promise<void> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer local-stand-in',
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify({ ...request, max_tokens: 0 }),
  })
  if (!response.ok) throw new Error(await response.text())
  await response.body?.cancel()
}

const costOf = (usage: Readonly<Record<string, unknown>>): number => {
  const tokens = (name: string): number => Number(usage[name] ?? 0)
  return (
    tokens('input_tokens') +
    1.25 * tokens('cache_creation_input_tokens') +
    0.1 * tokens('cache_read_input_tokens')
  )
}
