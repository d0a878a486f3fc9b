/** Tools as a newcomer meets them, with the local Claude's own words; and a thread that stays awake while they misbehave. */

import { expect, test, vi } from 'vitest'
import { isRecord } from '../../src/json.ts'
import './read-charts.ts'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'
import { heldSleep } from './time.ts'

// A busy machine may take longer than a command's five seconds.
vi.mock(import('../../src/converse/tools/bash.ts'), async (importOriginal) => {
  const { runBash } = await importOriginal()
  return { runBash: (command, deps) => runBash(command, { ...deps, withinMs: 600_000 }) }
})

const bash = (command: string) => ({ name: 'bash', input: { command } })

test('without a file, a CSV is made up, summed up and drawn', async () => {
  const asked = await ask({ prompt: 'plot' })
  const text = await asked.text(/3 tools · /)
  expect(text).toMatch(
    /```\n2026-01 \d+\n2026-02 \d+\n2026-03 \d+\n2026-04 \d+\n2026-05 \d+\n2026-06 \d+\n```/,
  )
  const { messages } = await asked.reply(({ messages: [first] }) => first?.attachments.length === 1)
  expect(messages[0]?.attachments[0]?.filename).toBe('chart.png')
})

test('an attached CSV is the one that is plotted', async () => {
  const asked = await ask({
    prompt: 'here is a CSV, plot the monthly sums',
    attachments: [
      {
        filename: 'My shop.csv',
        text: 'day;what;euro\r\n2025-11-02;"tea";10\r\n2025-11-20;"cake";2.5\r\n2025-12-01;"tea";7\r\n',
      },
    ],
  })
  const text = await asked.text(/3 tools · /)
  expect(text).toContain('```\n2025-11 12.5\n2025-12 7\n```')
  expect(text).toContain('**My_shop.csv**')
  await asked.reply(({ messages: [first] }) => first?.attachments[0]?.filename === 'chart.png')
})

test('a file is written and sent, and is there on the next question', async () => {
  const channel = snowflake()
  const asked = await ask({ prompt: 'send me a file', channel })
  await asked.text(/2 tools · /)
  const { messages } = await asked.reply(({ messages: [first] }) => first?.attachments.length === 1)
  expect(messages[0]?.attachments[0]).toMatchObject({
    filename: 'hello.txt',
    text: 'Written in the sandbox.\n',
  })
  expect(await (await ask({ prompt: 'run cat hello.txt', channel })).text(/1 tool · /)).toContain(
    '```\nWritten in the sandbox.\n```',
  )
})

test('a loop, a flood and a bomb leave the thread awake: another member is answered meanwhile', async () => {
  const [hostile, friendly] = [unique(), unique()]
  const channel = snowflake()
  await script(
    hostile,
    {
      say: '',
      tools: [
        bash('sleep 4; echo slept'),
        bash('while :; do :; done'),
        bash('while true; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done | head -c 1000000000'),
        bash(':(){ :|:& };:'),
        bash('x=a; while true; do x=$x$x; done'),
        bash(`echo ${'a'.repeat(50)}! | grep -E '^(a+)+$'`),
      ],
    },
    { say: 'Still here.' },
  )
  await script(friendly, { say: 'Of course.' })
  const sleep = await heldSleep(channel, 4_000)
  const bad = await ask({ prompt: hostile, channel })
  await bad.reply(({ messages: [first] }) => first?.content.includes('⚙') === true)
  const good = await ask({ prompt: friendly, channel })
  await good.text('Of course.')
  // Claude is asked again when the last tool is done, and that one sleeps still.
  expect(await modelCalls(hostile)).toHaveLength(1)
  await sleep.end()
  await bad.text(/Still here\.[^]*6 tools/)
  const [, after] = (await modelCalls(hostile)) as unknown as readonly {
    readonly body: { readonly messages: readonly { readonly content: readonly unknown[] }[] }
  }[]
  const results = after?.body.messages.at(-1)?.content as readonly { readonly is_error?: boolean }[]
  expect(results.map(({ is_error: isError = false }) => isError)).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ])
})

test('a tool that was slow before says so while it is at work', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: '', tools: [bash('sleep 2.1; echo a')] },
    { say: '', tools: [bash('sleep 2.2; echo b')] },
    { say: 'Slept twice.' },
  )
  const asked = await ask({ prompt: word, channel })
  await asked.reply(({ messages: [first] }) =>
    /^-# ⚙ bash · sleep 2\\?\.2.*usually 2 s$/m.test(first?.content ?? ''),
  )
  expect(await asked.text(/Slept twice\./)).not.toContain('usually')
})

test('the log tells how many calls there were, and how many of them were answered from memory', async () => {
  const word = unique()
  const channel = snowflake()
  const events: Record<string, unknown>[] = []
  const { log } = console
  console.log = (...values: unknown[]): void => {
    events.push(...values.filter((value) => isRecord(value)))
    log(...values)
  }
  try {
    await script(
      word,
      { say: '', tools: [bash('echo a > a.txt')] },
      { say: '', tools: [bash('wc -c a.txt')] },
      { say: '', tools: [bash('wc -c a.txt'), bash('date')] },
      { say: 'Counted.' },
    )
    await (await ask({ prompt: word, channel })).text(/Counted\./)
    await ended(channel)
  } finally {
    console.log = log
  }
  expect(events.find(({ evt, thread }) => evt === 'ask.done' && thread === channel)).toMatchObject({
    tool_calls: 4,
    tool_hits: 1,
  })
})
