/** The message that mentions the asker when an answer took long: to whom it comes, once, and how it is switched off and on. */

import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { type Language, sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { script } from './local-claude.ts'
import { logged } from './logged.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { buttonOf, labels, menuOn, press, pressId } from './press.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'

const LONG_MS = 25_000

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
  readonly guild: string
}

const somewhere = (more: Pick<AskOptions, 'locale' | 'private'> = {}): Where => ({
  channel: snowflake(),
  member: snowflake(),
  guild: snowflake(),
  ...more,
})

const keyOf = ({ channel, member, private: alone }: Where): string =>
  alone === true ? `${channel}:${member}` : channel

/** A question that was asked so long ago: an id tells when Discord made it. Here it is only on its way now. */
const askedBefore = (ms: number): string => String(BigInt(snowflake()) - (BigInt(ms) << 22n))

async function answered(where: Where, ms = LONG_MS): Promise<Asked> {
  const word = unique()
  await script(word, { say: `The end of ${word}.` })
  const asked = await ask({ prompt: word, id: askedBefore(ms), ...where })
  await asked.text(`The end of ${word}.`)
  await ended(keyOf(where))
  return asked
}

/** The message after the answer, when it is there. */
const noticeAfter = async (asked: Asked) => {
  const { messages, violations } = await asked.reply((reply) => reply.messages.length > 1)
  expect(violations).toEqual([])
  return { answer: messages[0], notice: messages[1], count: messages.length }
}

/** What the thread says of the notices of these turns. */
const outcomes = (events: readonly object[]): readonly unknown[] =>
  events.flatMap((event) =>
    'evt' in event && event.evt === 'answer.notice' && 'outcome' in event ? [event.outcome] : [],
  )

test.each([
  ['en-US', 'en'],
  ['de', 'de'],
] as const)(
  'in %s a long answer ends with a message that mentions its asker alone',
  async (locale, language) => {
    const where = somewhere({ locale })
    const asked = await answered(where)
    const { answer, notice } = await noticeAfter(asked)
    const link = `https://discord.com/channels/${where.guild}/${where.channel}/${answer?.id}`
    expect(notice?.content).toBe(`<@${where.member}> ${sentence('notice done', language, link)}`)
    expect(notice?.pings).toEqual([where.member])
    expect(answer?.pings).toEqual([])
    expect(
      labels({ ...(await asked.reply(() => true)), messages: notice === undefined ? [] : [notice] }),
    ).toEqual([sentence('quiet', language)])
  },
)

test('a quick answer, a private one and a stopped one end without', async () => {
  const events = await logged(async () => {
    for (const [where, ms] of [
      [somewhere(), 1_000],
      [somewhere({ private: true }), LONG_MS],
    ] as const)
      expect((await (await answered(where, ms)).reply(() => true)).messages).toHaveLength(1)
    const where = somewhere()
    const word = unique()
    await script(word, { say: 'First words. And more.', hold: true, holdAfterChars: 13 })
    const asked = await ask({ prompt: word, id: askedBefore(LONG_MS), ...where })
    await press(asked, sentence('stop', 'en'), where)
    await ended(where.channel)
    expect((await asked.reply(() => true)).messages).toHaveLength(1)
  })
  expect(outcomes(events)).toEqual([])
})

test('a question that did not work out says so', async () => {
  const where = somewhere({ locale: 'de' })
  const word = unique()
  await script(word, { say: '', stop: 'refusal' })
  const asked = await ask({ prompt: word, id: askedBefore(LONG_MS), ...where })
  const { answer, notice } = await noticeAfter(asked)
  const link = `https://discord.com/channels/${where.guild}/${where.channel}/${answer?.id}`
  expect(notice?.content).toBe(`<@${where.member}> ${sentence('notice failed', 'de', link)}`)
})

test.each(['en', 'de'] as const)(
  'in %s the one who is mentioned switches it off and on, everywhere',
  async (language: Language) => {
    const where = somewhere({ locale: language === 'de' ? 'de' : 'en-GB' })
    const say = (which: Parameters<typeof sentence>[0]): string => sentence(which, language)
    const first = await answered(where)
    await noticeAfter(first)
    const other = { ...where, member: snowflake() }
    expect(await press(first, say('quiet'), other)).toBe(say('notice of another'))
    expect(await press(first, say('quiet'), where)).toBe(say('notices off'))
    const elsewhere = { ...where, channel: snowflake(), guild: snowflake() }
    let asked = first
    const events = await logged(async (soFar) => {
      asked = await answered(elsewhere)
      while (outcomes(soFar).length === 0) await asked.reply(() => true)
    })
    expect(outcomes(events)).toEqual(['off'])
    const menu = await menuOn(asked, elsewhere)
    const tell = menu.buttons.find(({ label }) => label === say('tell'))
    expect(await pressId(tell?.custom_id ?? '', { ...elsewhere, message: menu.message })).toBe(
      say('notices on'),
    )
    expect((await noticeAfter(await answered(elsewhere))).count).toBe(2)
  },
)

test('after a crash nobody is told a second time', async () => {
  const where = somewhere()
  const asked = await answered(where)
  await noticeAfter(asked)
  await evictDurableObject(thread(where.channel))
  await runDurableObjectAlarm(thread(where.channel))
  expect((await noticeAfter(asked)).count).toBe(2)
})

test('a forged button is a sentence', async () => {
  const where = somewhere()
  const asked = await answered(where)
  await noticeAfter(asked)
  const { customId, message } = await buttonOf(asked, sentence('quiet', 'en'))
  for (const forged of [`${customId}:own`, 'quiet:2:1', 'tell:1:x'])
    expect(await pressId(forged, { ...where, message })).toBe(sentence('unknown button', 'en'))
})
