/** The question stands above its answer in Discord, and is no part of what Claude has said. */

import { expect, test } from 'vitest'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ended, storedText } from './rows.ts'

const ON = { SHOW_QUESTION: 'on' }

test('it stands there while the answer grows and at its end, and the transcript knows nothing of it', async () => {
  const [word, then] = [unique('one'), unique('then')]
  const [channel, member] = [snowflake(), snowflake()]
  await script(word, { say: `First words to read. Last words.`, hold: true, holdAfterChars: 22 })
  const asked = await askWith(ON, { prompt: `**${word}**\nhttps://example.com`, channel, member })
  const line = `> \\*\\*${word}\\*\\* https\\://example.com`
  expect((await asked.text(/First words to read\./)).startsWith(`${line}\nFirst words`)).toBe(true)
  await release(word)
  expect(await asked.text(/Last words\.$/)).toBe(`${line}\nFirst words to read. Last words.`)
  await ended(channel)
  expect(await storedText(channel, 'exchanges')).not.toContain('https\\\\://')
  await script(then, { say: 'Then.' })
  const next = await askWith(ON, { prompt: then, channel, member })
  expect(await next.text(/Then\.$/)).toBe(`> ${then}\nThen.`)
  const body = JSON.stringify((await modelCalls(then))[0]?.body)
  expect(body).toContain('First words to read. Last words.')
  expect(body).not.toContain(`> ${then}`)
})

test('it stands above a sentence of ours that takes the place of an answer', async () => {
  const word = unique()
  await script(word, { status: 400 })
  const asked = await askWith(ON, { prompt: word, channel: snowflake(), member: snowflake() })
  expect(await asked.text(/\.$/)).toMatch(new RegExp(`^> ${word}\\n\\p{Lu}`, 'u'))
})

test('where the operator says no there is none', async () => {
  const word = unique()
  await script(word, { say: 'Plain.' })
  const asked = await askWith(
    { SHOW_QUESTION: 'off' },
    { prompt: word, channel: snowflake(), member: snowflake() },
  )
  expect(await asked.text(/Plain\.$/)).toBe('Plain.')
})
