/** Each flag that is off, end to end: what a member sees, what Claude is asked, and what the log says of the thread. */

import { expect, test } from 'vitest'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script, verdictCalls } from './local-claude.ts'
import { logged } from './logged.ts'
import { ended } from './rows.ts'

interface Told {
  readonly text: string
  /** The turn's own event. */
  readonly event: Readonly<Record<string, unknown>>
}

/** Asks in a fresh channel whose thread has these settings, and waits until the answer is remembered. */
async function told(
  vars: Readonly<Record<string, string>>,
  prompt: string,
  say: RegExp,
  channel = snowflake(),
): Promise<Told> {
  let text = ''
  const events = await logged(async () => {
    const asked = await askWith(vars, { prompt, channel, member: snowflake() })
    text = await asked.text(say)
    await ended(channel)
  })
  const event = events.find((one) => one['evt'] === 'ask.done' && one['thread'] === channel)
  return { text, event: event ?? {} }
}

test('PROMPT_CACHE off: Claude is asked without a breakpoint, and reads and writes nothing', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: `One ${word}.` }, { say: `Two ${word}.` })
  const vars = { PROMPT_CACHE: 'off' }
  const first = await told(vars, word, /^One/, channel)
  const second = await told(vars, `${word} again`, /^Two/, channel)
  for (const { event } of [first, second])
    expect(event).toMatchObject({ x_prompt_cache: 'off', cache_read_tok: 0, cache_write_tok: 0 })
  const sent = [...(await modelCalls(word)), ...(await verdictCalls(word, 0))]
  expect(sent.length).toBeGreaterThanOrEqual(3)
  for (const call of sent) expect(JSON.stringify(call.body)).not.toContain('cache_control')
})

test('PROMPT_CACHE on: the second turn reads what the first has written', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: `One ${word}.` }, { say: `Two ${word}.` })
  await told({}, word, /^One/, channel)
  const { event } = await told({}, `${word} again`, /^Two/, channel)
  expect(event).toMatchObject({ x_prompt_cache: 'on' })
  expect(event['cache_read_tok']).toBeGreaterThan(500)
})
