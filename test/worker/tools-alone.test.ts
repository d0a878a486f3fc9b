/** An answer that is made of tools alone: what they did stands, a line says so, and the conversation goes on from there. */

import { expect, test } from 'vitest'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'

const write = { name: 'bash', input: { command: 'echo hello > /files/hello.txt' } }
const send = { name: 'send_file', input: { path: '/files/hello.txt' } }

test('a file that Claude sends without a word stands with a line, and is remembered', async () => {
  const [word, next, channel] = [unique('file'), unique('next'), snowflake()]
  await script(word, { say: '', tools: [write] }, { say: '', tools: [send] }, { say: '' })
  await script(next, { say: 'And on.' })
  const asked = await ask({ prompt: word, channel })
  const text = await asked.text(/The answer is attached/)
  expect(text).toMatch(/^Claude added no words\. The answer is attached\.\n-# 2 tools · /)
  const { messages } = await asked.reply(({ messages: [first] }) => first?.attachments.length === 1)
  expect(messages[0]?.attachments[0]).toMatchObject({ filename: 'hello.txt', text: 'hello\n' })
  await ended(channel)
  expect(await (await ask({ prompt: next, channel })).text('And on.')).toBe('And on.')
  const [call] = await modelCalls(next)
  const body = JSON.stringify(call?.body)
  expect(body).toContain(word)
  expect(body).toContain('send_file')
})

test('tools that brought no file are told of too', async () => {
  const [word, next, channel] = [unique('tools'), unique('next'), snowflake()]
  await script(word, { say: '', tools: [write] }, { say: ' \n' })
  await script(next, { say: 'And on.' })
  await (await ask({ prompt: word, channel, locale: 'de' })).text(/keine Antwort geschrieben/)
  await ended(channel)
  await (await ask({ prompt: next, channel })).text('And on.')
  expect(JSON.stringify((await modelCalls(next))[0]?.body)).toContain(word)
})
