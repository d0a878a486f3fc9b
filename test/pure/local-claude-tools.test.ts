/** The words with which the local Claude uses tools: what it calls, and that its answer says what they brought. */

import { expect, test } from 'vitest'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import type { Json } from '../../src/json.ts'
import type { Message } from '../../src/playground/claude/content.ts'
import { replyTo } from '../../src/playground/claude/reply.ts'
import { checkRequest } from '../../src/playground/claude/rules.ts'
import { talk } from '../../src/playground/claude/canned-replies.ts'
import { contentOf } from '../../src/playground/claude/wire.ts'
import { useCache } from '../../src/playground/claude/prompt-cache.ts'

interface Played {
  /** The tools called, round by round. */
  readonly rounds: readonly (readonly { readonly name: string; readonly input: Json }[])[]
  readonly said: string
}

/** A question with tools that answer `results`, one round after the other, under the API's own rules. */
function play(
  asked: string,
  results: readonly (readonly string[])[] = [],
  tools: readonly unknown[] = toolDefinitions(),
): Played {
  const messages: Json[] = [{ role: 'user', content: asked }]
  const rounds: Played['rounds'][number][] = []
  for (let n = 0; ; n += 1) {
    const body = { model: 'claude-haiku-5-5', max_tokens: 4_096, stream: true, tools, messages }
    const checked = checkRequest(body, new Set())
    if (!checked.ok) throw new Error(checked.problem.message)
    const { request } = checked
    const answer = talk(request.messages, request.system, request.tools)
    if (!('say' in answer)) throw new Error('it says nothing')
    if (answer.tools === undefined) return { rounds, said: answer.say }
    rounds.push(answer.tools)
    const content = contentOf(replyTo(request, answer, useCache(new Map(), request, 0), n))
    messages.push(
      { role: 'assistant', content },
      {
        role: 'user',
        content: content
          .filter(({ type }) => type === 'tool_use')
          .map(({ id }, call) => ({
            type: 'tool_result',
            tool_use_id: id,
            content: [{ type: 'text', text: results[n]?.[call] ?? 'nothing' }],
          })),
      },
    )
  }
}

const commands = ({ rounds }: Played): readonly (readonly unknown[])[] =>
  rounds.map((calls) => calls.map(({ name, input }) => input['command'] ?? name))

test.each(['ls', 'files', 'Dateien'])('"%s" shows what is in the sandbox', (word) => {
  const played = play(word, [['a.csv\nb.csv']])
  expect(commands(played)).toEqual([['ls -la /files']])
  expect(played.said).toContain('```\na.csv\nb.csv\n```')
})

test.each([
  ['run echo a; exit 3', 'echo a; exit 3'],
  ['run: `wc -l *`', 'wc -l *'],
  ['run\n```sh\nfor i in 1 2; do\n  echo $i\ndone\n```', 'for i in 1 2; do\n  echo $i\ndone\n'],
])('%j is a command', (asked, command) => {
  const played = play(asked, [['a\n[exit code 3]']])
  expect(commands(played)).toEqual([[command]])
  expect(played.said).toContain('[exit code 3]')
})

test('what a command says cannot end the block of code that it is shown in', () => {
  expect(play('run x', [['```\n# loud']]).said).toContain("```\n'''\n# loud\n```")
})

test('a CSV is looked at, summed up, drawn, and the sums are told', () => {
  const played = play('here is a CSV, plot the monthly sums', [
    ["it's.csv\ndate,amount"],
    ['2026-01 30\n2026-02 12.5'],
    ['chart.png is attached'],
  ])
  expect(played.rounds.map(([call]) => call?.name)).toEqual(['bash', 'bash', 'chart'])
  expect(played.rounds[1]?.[0]?.input['command']).toContain(`'/files/it'\\''s.csv'`)
  expect(played.rounds[2]?.[0]?.input).toMatchObject({
    labels: ['2026-01', '2026-02'],
    series: [{ values: [30, 12.5] }],
  })
  expect(played.said).toContain('2026-02 12.5')
  expect(played.said).toContain('chart.png is attached')
})

test('a CSV without numbers is shown instead of drawn', () => {
  const played = play('csv', [['words.csv\na,b'], ['[no output]']])
  expect(played.rounds).toHaveLength(2)
  expect(played.said).toContain('I find nothing in **words.csv**')
})

test('a file is written, and sent', () => {
  const played = play('send me a file', [['23 /files/hello.txt'], ['hello.txt (23 bytes) will be attached']])
  expect(played.rounds.map(([call]) => call?.name)).toEqual(['bash', 'send_file'])
  expect(played.said).toContain('hello.txt (23 bytes)')
})

test('two tools are called in one round', () => {
  const played = play('two tools', [['the first', 'the second']])
  expect(played.rounds.map((calls) => calls.length)).toEqual([2])
  expect(played.said).toContain('```\nthe first\n```\n```\nthe second\n```')
})

test('only what was asked last counts', () => {
  const messages: Message[] = [
    { role: 'user', content: [{ type: 'text', text: 'ls' }] },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'bash', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'old' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'This is there.' }] },
    { role: 'user', content: [{ type: 'text', text: '[speaker 482715: Ada]\nls' }] },
  ]
  const tools = [{ name: 'bash', input_schema: { type: 'object' } }]
  expect(talk(messages, [], tools)).toMatchObject({ tools: [{ name: 'bash' }] })
})

test('without tools the words mean nothing', () => {
  expect(play('ls', [], []).said).toContain('local stand-in')
  const bashAlone = [{ name: 'bash', input_schema: { type: 'object' } }]
  expect(play('plot', [], bashAlone).said).toContain('local stand-in')
})

test('help names the words', () => {
  for (const word of ['ls', 'run <command>', 'csv', 'plot', 'send', 'two tools', 'channel', 'web', 'summary'])
    expect(play('help').said).toContain(`\`${word}\``)
})
