/** A member who chooses a model is answered by that one, and by no saved answer of another. */

import { expect, test } from 'vitest'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ended } from './rows.ts'

const SONNET = 'claude-sonnet-5-5'
const MODELS = `claude-haiku-5-5, ${SONNET}`

test('the chosen model is asked, with its own parameters, and the next question asks the usual one', async () => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  await script(word, { say: 'One.' }, { say: 'Two.' })
  const first = await askWith({ MODELS }, { prompt: `What is ${word}?`, channel, member, model: SONNET })
  await first.text(/One\.$/)
  await ended(channel)
  const other = snowflake()
  const second = await askWith({ MODELS }, { prompt: `What is ${word}?`, channel: other, member })
  await second.text(/Two\.$/)
  const bodies = (await modelCalls(word)).map(({ body }) => body)
  expect(bodies).toMatchObject([
    { model: SONNET, thinking: { type: 'between_tools' } },
    { model: 'claude-haiku-5-5', thinking: { type: 'disabled' } },
  ])
})

test('a model that the operator does not allow any more is not asked', async () => {
  const word = unique()
  const channel = snowflake()
  await script(word, { say: 'One.' })
  const asked = await askWith({ MODELS: '' }, { prompt: word, channel, member: snowflake(), model: SONNET })
  await asked.text(/One\.$/)
  expect((await modelCalls(word)).map(({ body }) => body)).toMatchObject([{ model: 'claude-haiku-5-5' }])
})
