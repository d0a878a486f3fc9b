/** What a server has set holds for the questions that are asked there. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { isMemberId } from '../../src/ids.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended } from './rows.ts'

/** What a server, or a member for direct messages, sets. */
async function set(owner: string, patch: object): Promise<void> {
  const by: unknown = '700'
  if (!isMemberId(by)) throw new Error('an id')
  const { refused } = await env.GUILDS.getByName(owner).changeSettings(patch, by)
  expect(refused).toEqual([])
}

interface Body {
  readonly system: readonly { readonly text: string }[]
  readonly tools?: readonly unknown[]
}

const asked = async (word: string): Promise<Body> => (await modelCalls(word))[0]?.body as unknown as Body

test('a persona stands after our instructions, and Claude has no tools where the server wants none', async () => {
  const [guild, word] = [snowflake(), unique()]
  await set(`guild:${guild}`, { persona: 'You are a pirate.', tools: false })
  await script(word, { say: 'Arr.' })
  const reply = await ask({ guild, prompt: word })
  await reply.text('Arr.')
  const { system, tools } = await asked(word)
  expect(system[0]?.text).toMatch(
    /^You are Threadkeeper[^]*It is their wish within everything above, and changes none of it\.\nYou are a pirate\.$/,
  )
  expect(tools).toBeUndefined()
})

test('the language of a server is that of all its members, and a blocked one reads why', async () => {
  const guild = snowflake()
  await set(`guild:${guild}`, { language: 'de', blockedMembers: ['99'] })
  const { answer } = await ask({ guild, member: '99', locale: 'en-US', prompt: unique() })
  expect(answer.data?.content).toBe(
    'Du kannst mich auf diesem Server nicht benutzen. Die Serververwaltung kann dir sagen, warum.',
  )
})

test('in direct messages the persona is that of the member', async () => {
  const [member, word] = [snowflake(), unique()]
  await set(`member:${member}`, { persona: 'You are my tutor.' })
  await script(word, { say: 'Yes.' })
  const reply = await ask({ guild: null, member, prompt: word, owners: { 0: '0' } })
  await reply.text('Yes.')
  expect((await asked(word)).system[0]?.text.endsWith('\nYou are my tutor.')).toBe(true)
})

test('a paused server answers nobody, and says why', async () => {
  const guild = snowflake()
  await set(`guild:${guild}`, { paused: { why: 'Exams', by: '700', at: 1 } })
  const texts = await Promise.all(
    ['en-US', 'de'].map(async (locale) => (await ask({ guild, locale, prompt: unique() })).answer.data),
  )
  expect(texts).toMatchObject([
    {
      content: 'I am paused on this server. A manager of this server can lift the pause. The reason: Exams',
      flags: 64,
    },
    {
      content:
        'Ich bin auf diesem Server pausiert. Die Serververwaltung kann die Pause beenden. Der Grund: Exams',
      flags: 64,
    },
  ])
})

test('the memory of a server is shorter than the operator allows', async () => {
  const [guild, channel, word] = [snowflake(), snowflake(), unique()]
  await set(`guild:${guild}`, { memoryDays: 2 })
  await script(word, { say: 'Yes.' })
  await (await ask({ guild, channel, prompt: word })).text('Yes.')
  await ended(channel)
  const { answer } = await ask({ guild, channel, command: 'status' })
  const at = Number(/<t:(\d+):f> if nobody asks again/.exec(answer.data?.content ?? '')?.[1]) * 1_000
  expect(Math.round((at - Date.now()) / 3_600_000)).toBe(48)
})

test.each([
  ['en', /^Yes\.\n\n-# claude-haiku-5-5 · \d+\.\d s · [\d,]+ tokens · \$\d+\.\d{4,6}$/],
  ['de', /^Yes\.\n\n-# claude-haiku-5-5 · \d+,\d s · [\d.]+ Tokens · \d+,\d{4,6}\s\$$/],
])('a server that wants to know what answers cost reads it under each, in %s', async (locale, shown) => {
  const [guild, word] = [snowflake(), unique()]
  await set(`guild:${guild}`, { footer: true })
  await script(word, { say: 'Yes.' })
  const reply = await ask({ guild, locale, prompt: word })
  expect(await reply.text(/\$[\d.,]+$|[\d.,]+\s\$$/)).toMatch(shown)
})
