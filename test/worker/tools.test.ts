/** Tools end to end: Claude calls, the thread's sandbox does, the member sees what goes on, and a crash repeats nothing. */

import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import './read-charts.ts'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { thread } from './thread-object.ts'

const bash = (command: string) => ({ name: 'bash', input: { command } })

/** What the tools answered, as Claude was told it in this call. */
const results = (call: unknown): readonly { text: string; isError: boolean }[] => {
  const { messages } = (call as { body: { messages: { role: string; content: unknown[] }[] } }).body
  return messages.flatMap(({ content }) =>
    content.flatMap((block) => {
      const one = block as { type: string; content?: { text: string }[]; is_error?: boolean }
      return one.type === 'tool_result'
        ? [{ text: one.content?.[0]?.text ?? '', isError: one.is_error === true }]
        : []
    }),
  )
}

/** The names of the tools that Claude was given. */
const toolsOf = (call: unknown): readonly string[] =>
  (call as { body: { tools: { name: string }[] } }).body.tools.map(({ name }) => name)

/** Where the breakpoint stands is no part of what was said. */
const plain = (messages: unknown): string =>
  JSON.stringify(messages).replaceAll(/,"cache_control":\{[^}]*\}/g, '')

test('a tool is called, Claude reads what it brought, and the answer tells how much was done', async () => {
  const word = unique()
  await script(
    word,
    { say: 'Let me see.', tools: [bash('echo one; echo two >&2; exit 3')] },
    { say: 'It said one.' },
  )
  const asked = await ask({ prompt: `use bash ${word}` })
  const text = await asked.text(/-# 1 tool · \d\.\d s$/)
  expect(text).toMatch(/^Let me see\.\n\nIt said one\.\n\n-# 1 tool · \d\.\d s$/)
  const [first, second] = await modelCalls(word)
  expect(toolsOf(first)).toEqual(['bash', 'send_file', 'chart'])
  expect(results(second)).toEqual([{ text: 'one\n[stderr]\ntwo\n[exit code 3]', isError: false }])
})

test('files last from question to question, and stay in their thread', async () => {
  const [first, second, other] = [unique(), unique(), unique()]
  const channel = snowflake()
  await script(first, { say: '', tools: [bash('echo kept > note.txt; pwd')] }, { say: 'Written.' })
  await script(second, { say: '', tools: [bash('cat note.txt')] }, { say: 'Read.' })
  await script(other, { say: '', tools: [bash('cat note.txt')] }, { say: 'Not there.' })
  await (await ask({ prompt: first, channel })).text(/Written\./)
  await (await ask({ prompt: second, channel })).text(/Read\./)
  await (await ask({ prompt: other, channel: snowflake() })).text(/Not there\./)
  expect(results((await modelCalls(second))[1]).at(-1)?.text).toBe('kept')
  expect(results((await modelCalls(other))[1])[0]?.text).toContain('No such file')
})

test('calls of one round are answered together and in order', async () => {
  const word = unique()
  await script(
    word,
    { say: '', tools: [bash('sleep 0.05; echo a'), { name: 'nonsense', input: {} }, bash('echo c')] },
    { say: 'All three.' },
  )
  await (await ask({ prompt: word })).text(/All three\./)
  expect(results((await modelCalls(word))[1])).toEqual([
    { text: 'a', isError: false },
    { text: 'There is no tool "nonsense".', isError: true },
    { text: 'c', isError: false },
  ])
})

test('a file of the sandbox and a chart go along with the answer', async () => {
  const word = unique()
  await script(
    word,
    {
      say: '',
      tools: [
        bash('printf "month,sum\\nJan,3\\n" > /files/sums.csv'),
        { name: 'chart', input: { type: 'bar', labels: ['Jan', 'Feb'], series: [{ values: [3, 4] }] } },
      ],
    },
    { say: '', tools: [{ name: 'send_file', input: { path: '/files/sums.csv', name: '../Süms .csv' } }] },
    { say: 'Here you are.' },
  )
  const asked = await ask({ prompt: word })
  await asked.text(/Here you are\./)
  const { messages, violations } = await asked.reply(
    ({ messages: [first] }) => (first?.attachments.length ?? 0) > 1,
  )
  expect(messages[0]?.attachments.map(({ filename }) => filename)).toEqual(['chart.png', 'Sums_.csv'])
  expect(violations).toEqual([])
})

test('the status line names what runs, and is gone at the end', async () => {
  const word = unique()
  await script(word, { say: '', tools: [bash('sleep 1.2; echo done')] }, { say: 'Slept.' })
  const asked = await ask({ prompt: word })
  await asked.reply(({ messages: [first] }) => /^-# ⚙ bash · sleep 1.2; echo done/.test(first?.content ?? ''))
  expect(await asked.text(/Slept\./)).not.toContain('⚙')
})

test('a call that goes round in circles is stopped with a sentence', async () => {
  const word = unique()
  await script(word, { say: '', tools: [bash('ls /nowhere')] })
  const asked = await ask({ prompt: word })
  await asked.text(/I was repeating the same steps/)
  expect((await modelCalls(word)).length).toBe(3)
})

test('a crash while a tool is at work calls none twice, and the answer is whole on the same message', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: 'First.', tools: [bash('echo x >> log.txt')] },
    { say: 'Second.', tools: [bash('sleep 2; echo x >> log.txt')] },
    { say: '', tools: [bash('wc -l < log.txt')] },
    { say: 'Whole.' },
  )
  const asked = await ask({ prompt: word, channel })
  await asked.reply(({ messages: [first] }) => first?.content.includes('sleep 2') === true)
  await abortAllDurableObjects()
  await runInDurableObject(thread(channel), (object) => object.alarm())
  const text = await asked.text(/Whole\.[^]*3 tools/)
  expect(text).toMatch(/^First\.\n\nSecond\.\n\nWhole\.\n\n-# 3 tools/)
  const last = results((await modelCalls(word)).at(-1))
  expect(last[1]).toMatchObject({ isError: true })
  expect(last[1]?.text).toMatch(/^Nobody knows/)
  expect(last[2]?.text).toBe('1')
  const { messages } = await asked.reply(() => true)
  expect(messages).toHaveLength(1)
})

test('what tools did is shown to Claude again on the next question, in the same words', async () => {
  const [first, second] = [unique(), unique()]
  const channel = snowflake()
  await script(first, { say: 'Looking.', tools: [bash('echo one')] }, { say: 'One.' })
  await script(second, { say: 'Still one.' })
  await (await ask({ prompt: first, channel })).text(/One\./)
  await (await ask({ prompt: second, channel })).text('Still one.')
  const [before, after] = [(await modelCalls(first))[1], (await modelCalls(second))[0]]
  const length = before?.body.messages.length ?? 0
  expect(plain(after?.body.messages.slice(0, length))).toBe(plain(before?.body.messages))
  expect(after?.usage?.['input_tokens']).toBeLessThan(50)
})

test('who asks the same meanwhile gets the files of the answer, too', async () => {
  const word = unique()
  const channel = snowflake()
  const chart = { name: 'chart', input: { type: 'bar', labels: ['a', 'b'], series: [{ values: [1, 2] }] } }
  await script(word, { say: 'Drawing.', tools: [chart, bash('sleep 1')] }, { say: 'Drawn.' })
  const first = await ask({ prompt: word, channel, member: snowflake() })
  await first.reply(({ messages: [message] }) => message?.content.includes('Drawing.') === true)
  const second = await ask({ prompt: word, channel, member: snowflake() })
  for (const one of [first, second]) {
    const { messages } = await one.reply(({ messages: [message] }) => (message?.attachments.length ?? 0) > 0)
    expect(messages[0]?.attachments.map(({ filename }) => filename)).toEqual(['chart.png'])
  }
  expect(await modelCalls(word)).toHaveLength(2)
})
