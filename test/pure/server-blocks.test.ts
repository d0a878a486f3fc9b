/** Blocks of Claude's own tools: kept as they are, in pairs, or not at all. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/converse/claude/content.ts'
import { modelRequest } from '../../src/converse/claude/prompt.ts'
import { serverPart, withoutPairs } from '../../src/converse/claude/server-blocks.ts'
import { lasting, textIn, type Round } from '../../src/converse/claude/rounds.ts'
import { webTools } from '../../src/converse/claude/server-tools.ts'
import { settings, transcript } from '../build.ts'

const text = (words: string, citations?: readonly unknown[]): Block => ({
  type: 'text',
  text: words,
  ...(citations === undefined ? {} : { citations }),
})
const use = (id: string): Block => ({
  type: 'server_tool_use',
  id,
  name: 'web_search',
  input: { query: id },
})
const result = (id: string, size = 10): Block => ({
  type: 'web_search_tool_result',
  tool_use_id: id,
  content: [{ type: 'web_search_result', encrypted_content: 'x'.repeat(size) }],
})
const mcp = (id: string, server: string): readonly Block[] => [
  { type: 'mcp_tool_use', id, name: 'find', server_name: server, input: {} },
  { type: 'mcp_tool_result', tool_use_id: id, is_error: false, content: [] },
]
const round = (...content: readonly Block[]): Round => ({ content, results: [] })
const types = (rounds: readonly Round[]): readonly string[] =>
  rounds.flatMap(({ content }) => content.map(({ type }) => type))
const ids = (rounds: readonly Round[]): readonly unknown[] =>
  rounds.flatMap(({ content }) => content.flatMap((block) => block['id'] ?? block['tool_use_id'] ?? []))

test('what comes after the last of its tools is the answer, all before is kept as blocks', () => {
  const content = [text('Let me look.'), use('a'), result('a'), text('So.')]
  expect(serverPart(content)).toEqual(content.slice(0, 3))
  expect(serverPart([text('So.')])).toEqual([])
})

test('a new paragraph follows each tool, where something was said before it', () => {
  expect(textIn(round(text('A'), use('a'), result('a'), text('B'), text('C')))).toBe('A\n\nBC')
  expect(textIn(round(use('a'), result('a'), text('B')))).toBe('B')
})

describe('a pair goes together', () => {
  test('even where its halves stand in two messages', () => {
    const rounds = [round(text('A'), use('a')), round(result('a'), text('B'))]
    expect(withoutPairs(rounds, () => true)).toEqual(rounds)
    expect(types(withoutPairs(rounds, () => false))).toEqual(['text', 'text'])
  })

  test('and one without its other half goes always', () => {
    const rounds = [round(use('a'), use('b'), result('b'), result('c'), text('A', [{ url: 'x' }]))]
    expect(withoutPairs(rounds, () => true)).toEqual([round(use('b'), result('b'), text('A'))])
  })

  test('whatever is left out, each use that stays is with its result', () => {
    const block = fc.oneof(
      fc.constantFrom('a', 'b', 'c').map(use),
      fc.constantFrom('a', 'b', 'c').map((id) => result(id)),
      fc.constant(text('A', [{ url: 'x' }])),
    )
    const wanted = fc.subarray(['a', 'b', 'c'])
    fc.assert(
      fc.property(fc.array(fc.array(block)), wanted, (contents, some) => {
        const left = withoutPairs(
          contents.map((content) => round(...content)),
          ({ id }) => some.some((one) => one === id),
        )
        const all = left.flatMap(({ content }) => content)
        const uses = new Set(all.flatMap((one) => one['id'] ?? []))
        const results = new Set(all.flatMap((one) => one['tool_use_id'] ?? []))
        expect(results).toEqual(uses)
      }),
    )
  })
})

describe('what a transcript keeps', () => {
  test('is sealed: whole or not at all, the newest first', () => {
    const rounds = [
      round(use('a'), result('a', 30_000), text('A', [{ url: 'x' }])),
      round(use('b'), result('b', 30_000)),
    ]
    const kept = lasting(rounds)
    expect(ids(kept)).toEqual(['b', 'b'])
    expect(kept[1]).toEqual(rounds[1])
    expect(kept[0]?.content).toEqual([text('A')])
  })

  test('is everything while it is short', () => {
    const rounds = [round(use('a'), result('a'), text('A', [{ url: 'x' }]))]
    expect(lasting(rounds)).toEqual(rounds)
  })

  test('leaves out what a server said that it can do', () => {
    const listing = { type: 'mcp_tool_listing', mcp_server_name: 'docs', tools: [] }
    expect(lasting([round(listing, ...mcp('m', 'docs'))])).toEqual([round(...mcp('m', 'docs'))])
  })
})

test('what can no longer be called is told as text, with all rounds of its exchange', () => {
  const rounds = [round(use('a'), result('a')), round(...mcp('m', 'docs')), round(text('Then.'))]
  const shown = (toolbox: Parameters<typeof modelRequest>[0]['toolbox']): readonly unknown[] =>
    modelRequest({
      ...settings(),
      transcript: transcript({ exchanges: [{ name: '', asked: 'A?', answered: 'A.', rounds }] }),
      asked: { name: '', asked: 'B?' },
      toolbox: toolbox ?? [],
    }).messages.map(({ content }) =>
      typeof content === 'string' ? content : content.map(({ type }) => type).join(' '),
    )
  const docs = { type: 'mcp_toolset', mcp_server_name: 'docs' } as const
  for (const toolbox of [[], webTools, [docs]]) expect(new Set(shown(toolbox))).toEqual(new Set(['text']))
  expect(shown([...webTools, docs])).toEqual([
    'text',
    'server_tool_use web_search_tool_result',
    'mcp_tool_use mcp_tool_result',
    'text',
    'text',
    'text',
  ])
})
