/** A conversation in which tools were used goes on when TOOLS is off. */

import { expect, test } from 'vitest'
import './read-shell.ts'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'

test('with TOOLS off, what they did before is told as text', async () => {
  const [word, next, channel, member] = [unique('tools'), unique('next'), snowflake(), snowflake()]
  await script(
    word,
    { say: 'Let me see.', tools: [{ name: 'bash', input: { command: 'echo wool' } }] },
    { say: 'Wool.' },
  )
  await script(next, { say: 'Still there.' })
  await (await ask({ prompt: word, channel, member })).text(/Wool\./)
  await ended(channel)
  const reply = await askWith({ TOOLS: 'off' }, { prompt: next, channel, member })
  expect(await reply.text(/Still there\.$/)).toBe('Still there.')
  const calls = await modelCalls(next)
  expect(calls).toHaveLength(1)
  const body = JSON.stringify(calls[0]?.body)
  expect(body).toMatch(/\[tool \w+: bash\]\\n\{\\"command\\":\\"echo wool\\"\}\\n\[tool result \w+\]\\nwool/)
  for (const block of ['"tool_use"', '"tool_result"', '"tools"']) expect(body).not.toContain(block)
})
