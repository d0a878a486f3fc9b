/** A pause ends the answers that are being written, and the members who wait read why. */

import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test } from 'vitest'
import { memberId } from '../build.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { thread } from './thread-object.ts'

const OPERATORS = 'settings:operator'
const paused = { why: 'Exams', by: '700', at: 1 }

afterEach(() => env.CACHE_KV.delete(OPERATORS))

/** An answer of which the first words stand in Discord. */
async function growing(locale: string) {
  const [guild, channel, member, word] = [snowflake(), snowflake(), snowflake(), unique()]
  await script(word, { say: `First words. And the last of ${word}.`, hold: true, holdAfterChars: 12 })
  const asked = await ask({ prompt: word, guild, channel, member, locale })
  await asked.growing('First words.')
  return { guild, channel, member, word, asked }
}

test.each([
  ['en-US', 'First words.\n\n-# ⏹ Stopped, because I am paused'],
  ['de', 'First words.\n\n-# ⏹ Gestoppt, weil ich pausiert bin'],
])(
  "in %s: a server's pause ends its answers with the next alarm, and Claude's stream",
  async (locale, text) => {
    const { guild, channel, word, asked } = await growing(locale)
    await env.GUILDS.getByName(`guild:${guild}`).changeSettings({ paused }, memberId('700'))
    await runDurableObjectAlarm(thread(channel))
    expect(await asked.text(/(paused|pausiert bin)$/)).toBe(text)
    await expect.poll(async () => (await modelCalls(word))[0]?.abortedAt).toBeDefined()
  },
)

test('a question that waits is not answered, and reads why', async () => {
  const { guild, channel, asked, member } = await growing('en-US')
  const word = unique()
  const next = await ask({ prompt: word, guild, channel, member })
  await next.reply(({ messages: [first] }) => first?.content.includes('1 question ahead') === true)
  await env.GUILDS.getByName(`guild:${guild}`).changeSettings({ paused }, memberId('700'))
  await runDurableObjectAlarm(thread(channel))
  await asked.text(/paused$/)
  expect(await next.text(/later$/)).toBe('-# ✖ Not answered, because I am paused. Please ask again later')
  expect(await modelCalls(word)).toEqual([])
})

test("the operator's pause ends all", async () => {
  const { channel, asked } = await growing('en-US')
  await env.CACHE_KV.put(OPERATORS, JSON.stringify({ version: Date.now(), settings: { paused } }))
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text(/paused$/)).toBe('First words.\n\n-# ⏹ Stopped, because I am paused')
})
