/** Details tell what tools did, to the letter, in one message in which nothing comes to life. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toolLog } from '../../src/converse/turn/tool-log.ts'
import type { KeptRound } from '../../src/converse/turn/turn-tools.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { MESSAGE_CODE_POINTS } from '../../src/limits.ts'

interface Did {
  readonly name?: string
  readonly input?: unknown
  /** Undefined for a call that did not finish. */
  readonly text?: string | undefined
  readonly isError?: boolean
}

/** One round with these calls. */
const round = (ms: number | undefined, ...did: readonly Did[]): KeptRound => ({
  content: [
    { type: 'thinking', thinking: 'secret thoughts' },
    { type: 'text', text: 'Let me see.' },
    ...did.map(({ name = 'bash', input = { command: 'ls' } }, id) => ({
      type: 'tool_use',
      id: `call-${id}`,
      name,
      input,
    })),
  ],
  results: did.flatMap(({ text, isError = false }, id) =>
    text === undefined ? [] : [{ id: `call-${id}`, text, isError }],
  ),
  ...(ms === undefined ? {} : { ms }),
})

/** A block by which Claude calls a tool. */
const used = (id: string, type: string, name: string, input: unknown) => ({ id, type, name, input })

/** What stands outside of code blocks, and what stands in each. */
function parted(message: string): { readonly outside: string; readonly blocks: readonly string[] } {
  const parts = message.split('```')
  return {
    outside: parts.filter((_, index) => index % 2 === 0).join(''),
    blocks: parts.filter((_, index) => index % 2 === 1),
  }
}

describe('what tools did', () => {
  test('one call: what was called, with what, and what came of it', () => {
    expect(toolLog([round(480, { input: { command: 'ls -la' }, text: 'a.txt\nb.txt' })], 'en')).toBe(
      '-# 1 tool · 0.5 s\n**1** `bash`\n```bash\nls -la\n```\n```\na.txt\nb.txt\n```',
    )
  })

  test('the calls of all rounds are counted through, and their times added up', () => {
    const message = toolLog(
      [
        round(
          1_000,
          { text: 'one' },
          { name: 'chart', input: { type: 'bar', labels: ['Jan'] }, text: 'two' },
        ),
        round(undefined, { name: 'send_file', input: { path: '/files/a.csv' }, text: 'three' }),
        round(500, { text: 'four' }),
      ],
      'en',
    )
    expect(message?.match(/\*\*\d\*\* `\w+`/g)).toEqual([
      '**1** `bash`',
      '**2** `chart`',
      '**3** `send_file`',
      '**4** `bash`',
    ])
    expect(message).toMatch(/^-# 4 tools · 1\.5 s\n/)
    expect(message).toContain('```json\n{"type":"bar","labels":["Jan"]}\n```')
    expect(message).toContain('```\n/files/a.csv\n```')
  })

  test('a call that failed and one that did not finish are marked', () => {
    const message = toolLog([round(0, { text: 'No such tool.', isError: true }, { text: undefined })], 'de')
    expect(message).toContain('**1** `bash` · ⚠ fehlgeschlagen\n')
    expect(message).toContain('**2** `bash` · ⚠ nicht beendet\n')
  })

  test('a round whose tools are still at work has no results yet', () => {
    const { content } = round(0, {})
    expect(toolLog([{ content, results: undefined }], 'en')).toContain('⚠ did not finish')
  })

  test('what Claude’s own tools and those of a server did is told, too, whenever it came', () => {
    const first = [
      used('a', 'server_tool_use', 'web_search', { query: 'monads' }),
      used('b', 'server_tool_use', 'web_fetch', { url: 'https://example.com' }),
      used('c', 'mcp_tool_use', 'list_issues', { repo: 'x', open: true }),
      used('d', 'tool_use', 'bash', { command: 'ls' }),
    ]
    const second = [
      {
        type: 'web_search_tool_result',
        tool_use_id: 'a',
        content: [
          {
            type: 'web_search_result',
            title: 'Monads',
            url: 'https://a.example',
            encrypted_content: 'sealed',
          },
          { type: 'web_search_result', title: 'More', url: 'https://b.example', encrypted_content: 'sealed' },
        ],
      },
      {
        type: 'web_fetch_tool_result',
        tool_use_id: 'b',
        content: { type: 'web_fetch_tool_result_error', error_code: 'url_not_accessible' },
      },
      {
        type: 'mcp_tool_result',
        tool_use_id: 'c',
        is_error: false,
        content: [{ type: 'text', text: 'Issue 7' }],
      },
    ]
    const message = toolLog(
      [
        { content: first, results: [{ id: 'd', text: 'a.txt', isError: false }], ms: 100 },
        { content: second, results: [] },
      ],
      'en',
    )
    expect(message).toBe(
      [
        '-# 4 tools · 0.1 s',
        '**1** `web_search`\n```\nmonads\n```',
        '```\nMonads · https://a.example\nMore · https://b.example\n```',
        '**2** `web_fetch` · ⚠ failed\n```\nhttps://example.com\n```\n```\nurl_not_accessible\n```',
        '**3** `list_issues`\n```json\n{"repo":"x","open":true}\n```\n```\nIssue 7\n```',
        '**4** `bash`\n```bash\nls\n```\n```\na.txt\n```',
      ].join('\n'),
    )
  })

  test('what Claude thought and said is not among it', () => {
    expect(toolLog([round(0, { text: 'x' })], 'en')).not.toMatch(/secret|Let me see/)
  })

  test('arguments that are none, or were cut off, leave only the name', () => {
    for (const input of [{}, null, [], 'ls', { command: ' \n' }]) {
      expect(toolLog([round(0, { input, text: 'x' })], 'en')).toMatch(/\*\*1\*\* `bash`\n```\nx\n```$/)
    }
  })

  test('where no tool was called there are none', () => {
    expect(toolLog([], 'en')).toBeUndefined()
    expect(toolLog([round(0)], 'en')).toBeUndefined()
  })
})

const lines = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n}`).join('\n')

describe('what is long', () => {
  test('shows its first and its last lines, whole', () => {
    const { blocks } = parted(toolLog([round(0, { text: lines(5_000) })], 'en') ?? '')
    const result = (blocks[1] ?? '').trim().split('\n')
    expect(result[0]).toBe('line 0')
    expect(result.at(-1)).toBe('line 4999')
    expect(result.filter((line) => !/^(line \d+|…)$/.test(line))).toEqual([])
    expect(result.filter((line) => line === '…')).toHaveLength(1)
    expect(result.length).toBeGreaterThan(100)
  })

  test('of one line is cut between graphemes, and its end is shown', () => {
    const family = '👨‍👩‍👧'
    const { blocks } = parted(toolLog([round(0, { text: `${family.repeat(900)}end` })], 'en') ?? '')
    expect(blocks[1]).toMatch(/^\n(?:👨‍👩‍👧)+\n…\n(?:👨‍👩‍👧)+end\n$/u)
  })

  test('leaves the others their place', () => {
    const message = toolLog([round(0, { text: lines(900) }, { text: 'short' })], 'en') ?? ''
    expect(message).toContain('```\nshort\n```')
    expect(codePoints(message)).toBeGreaterThan(1_000)
  })

  test('many calls with long results: at least eight are shown, and the others are counted', () => {
    const name = 'n'.repeat(60)
    const did = { name, input: { command: lines(90) }, text: lines(90), isError: true }
    const message = toolLog([round(0, ...Array.from({ length: 40 }, () => did))], 'en') ?? ''
    const shown = message.match(/^\*\*\d+\*\*/gm)?.length ?? 0
    expect(shown).toBeGreaterThanOrEqual(8)
    expect(message).toMatch(new RegExp(`\n-# Not shown here: ${40 - shown} more$`))
    expect(codePoints(message)).toBeLessThanOrEqual(MESSAGE_CODE_POINTS)
  })
})

describe('nothing comes to life', () => {
  test.each([
    '```\n@everyone <@53908232506183680>',
    '``````',
    'a```js\n# big\n```',
    '`',
    '``',
    '\u202ereversed',
    '\ud800 torn',
  ])('%j stays in its code block', (text) => {
    const message = toolLog([round(0, { input: { command: text }, text }, { text: 'next' })], 'en') ?? ''
    const { outside, blocks } = parted(message)
    expect(blocks).toHaveLength(4)
    expect(outside).toBe('-# 2 tools · 0.0 s\n**1** `bash`\n\n\n**2** `bash`\n\n')
    expect(message.isWellFormed()).toBe(true)
    expect(message).not.toMatch(/[\u202a-\u202e]/)
  })

  test.each(['`', '` @everyone', '**x**\n# y', '<@1>', ''])('a tool called %j neither', (name) => {
    const { outside } = parted(toolLog([round(0, { name, text: 'x' })], 'en') ?? '')
    expect(outside).toMatch(/^-# 1 tool · 0\.0 s\n\*\*1\*\* `[\w.-]+`\n\n$/)
  })

  test('whatever was called and came of it, it fits, and outside of code blocks are only our own words', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('`', '``', '\n', '@everyone', '🇩', '👨‍👩‍👧', 'e\u0301', ' ', '\u200b', 'a'),
      }),
      fc
        .tuple(fc.constantFrom('x', '`', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'line\n', 'e\u0301\u0301'), fc.nat(2_500))
        .map(([unit, n]) => unit.repeat(n)),
    )
    const did = fc.record({
      name: fc.oneof(fc.constant('bash'), text),
      input: fc.oneof(fc.record({ command: text }), fc.jsonValue(), fc.constant(undefined)),
      text: fc.option(text, { nil: undefined }),
      isError: fc.boolean(),
    })
    const anyRound = fc
      .tuple(fc.nat(90_000), fc.array(did, { maxLength: 8 }))
      .map(([ms, calls]) => round(ms, ...calls))
    fc.assert(
      fc.property(fc.array(anyRound, { maxLength: 5 }), fc.constantFrom('en', 'de'), (rounds, language) => {
        const message = toolLog(rounds, language)
        const calls = rounds.flatMap(({ content }) =>
          content.filter(({ type }) => type === 'tool_use'),
        ).length
        expect(message === undefined).toBe(calls === 0)
        if (message === undefined) return
        expect(codePoints(message)).toBeLessThanOrEqual(MESSAGE_CODE_POINTS)
        expect(message.isWellFormed()).toBe(true)
        const { outside } = parted(message)
        expect((message.split('```').length - 1) % 2).toBe(0)
        for (const line of outside.split('\n')) {
          expect(line).toMatch(
            /^$|^-# (?:\d+ (?:tools?|Werkzeuge?) · [\d.]+ s|Not shown here: \d+ more|Hier nicht gezeigt: \d+ weitere)$|^\*\*\d+\*\* `[\w.-]{1,40}`(?: · ⚠ [a-z ]+)?$/,
          )
        }
        const shown = message.match(/^\*\*\d+\*\* `[\w.-]+`/gm)?.length ?? 0
        const left = Number(/^-# (?:And|Und) (\d+)/m.exec(outside)?.[1] ?? 0)
        expect(left === 0 || shown >= 8).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

test('what was read in the channel is not shown to the member who presses', () => {
  const text = toolLog(
    [
      {
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'read_channel', input: { limit: 5 } }],
        results: [{ id: 'toolu_1', text: 'a secret of the past', isError: false }],
      },
    ],
    'en',
  )
  expect(text).toContain('read_channel')
  expect(text).not.toContain('secret')
})
