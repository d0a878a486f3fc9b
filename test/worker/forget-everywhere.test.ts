/** `/forget` with `everywhere` takes what is a member's out of all of their conversations, whatever breaks, and nothing of others. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { places } from '../../src/guild/places.ts'
import { interactionId, memberId, threadId } from '../build.ts'
import { askToForget, pressUnder } from './forgetting.ts'
import { snowflake, unique } from './ids.ts'
import { cachedAnswer } from './kept-answers.ts'
import { settledIn } from './ledger-of.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { allStored, ended, rowsOf } from './rows.ts'
import { untilStored } from './stored.ts'
import { thread } from './thread-object.ts'

const objectOf = (member: string) => env.GUILDS.getByName(`member:${member}`)

/** Asks something, and waits until it is written down. */
async function say(prompt: string, where: AskOptions & { readonly channel: string }, key = where.channel) {
  await script(prompt, { say: `Noted ${prompt}.` })
  await (await ask({ prompt, ...where })).text(`Noted ${prompt}.`)
  await ended(key)
}

/** Waits until the member's object knows of so many conversations. */
const indexed = (member: string, count: number): Promise<void> =>
  untilStored(
    objectOf(member),
    ({ kv, sql }) =>
      kv.get('schema') !== undefined && sql.exec('SELECT * FROM spoke').toArray().length >= count,
  )

const storedIn = (key: string): Promise<string> => runInDurableObject(thread(key), allStored)

/** Waits until the ledgers know what was spent here. */
const reported = (key: string): Promise<void> =>
  untilStored(thread(key), (storage) => rowsOf(storage, 'reports').length === 0)

/** What Claude is shown with a question of this member. */
async function shown(where: AskOptions): Promise<string> {
  const word = unique('then')
  await script(word, { say: 'Hm.' })
  await (await ask({ prompt: word, ...where })).text('Hm.')
  return JSON.stringify((await modelCalls(word))[0]?.body)
}

/** Presses Forget, and gives what the member reads in private. */
async function pressForget(question: Asked, who: AskOptions): Promise<string> {
  const pressed = await pressUnder(question, who)
  expect(pressed.answer).toMatchObject({ type: 5, data: { flags: 64 } })
  const { messages, violations } = await pressed.reply(
    ({ messages: [first] }) => first !== undefined && !first.loading,
  )
  expect(violations).toEqual([])
  return messages[0]?.content ?? ''
}

const ORDINARY = '2147475447'

const file = (text: string) => [{ filename: `${text}.txt`, text: `about ${text}` }]

test('what is a member’s goes, in a channel with others and in private; what others said stays', async () => {
  const [adas, bens, secret] = [unique('ada'), unique('ben'), unique('secret')]
  const [guild, channel, other, ada, ben] = [snowflake(), snowflake(), snowflake(), snowflake(), snowflake()]
  const asAda = { guild, channel, member: ada, permissions: ORDINARY }
  await say(adas, asAda)
  await say(bens, { guild, channel, member: ben })
  await say(secret, { ...asAda, private: true }, `${channel}:${ada}`)
  await say(`${adas} there`, { ...asAda, channel: other })
  await indexed(ada, 3)
  await settledIn(`guild:${guild}`, 4)
  await objectOf(ada).changeSettings({ notify: false }, memberId(ada))

  const question = await askToForget({ ...asAda, everywhere: true })
  expect(question.answer.data?.flags).toBe(68)
  expect(question.answer.data?.content).toContain('In 3 conversations that I know')
  expect(await storedIn(channel)).toContain(adas)
  expect(await pressForget(question, asAda)).toBe('I have forgotten everything of yours. Conversations: 3')

  const left = await storedIn(channel)
  expect(left).toContain(bens)
  for (const gone of [adas, ada]) expect(left).not.toContain(gone)
  expect(await storedIn(`${channel}:${ada}`)).not.toContain(secret)
  for (const gone of [adas, ada]) expect(await storedIn(other)).not.toContain(gone)
  expect((await objectOf(ada).readSettings()).settings).toEqual({})
  const body = await shown({ guild, channel, member: ben })
  expect(body).toContain(bens)
  expect(body).not.toContain(adas)
  const usage = await ask({ command: 'usage', guild, channel, member: ben, server: true })
  expect(usage.answer.data?.content).toMatch(/Questions: [45]/)
  expect(usage.answer.data?.content).not.toContain(ada)
  expect(
    await runInDurableObject(objectOf(ada), (_, { storage }) =>
      storage.sql.exec('SELECT * FROM spoke').toArray(),
    ),
  ).toEqual([])
})

test('a number is not given to somebody else, and who comes back is remembered again; a second press does nothing', async () => {
  const [before, after] = [unique('before'), unique('after')]
  const [channel, ada, ben] = [snowflake(), snowflake(), snowflake()]
  const asAda = { channel, member: ada, locale: 'de' }
  await say(before, asAda)
  await indexed(ada, 1)
  const question = await askToForget({ ...asAda, everywhere: true })
  expect(question.answer.data?.content).toContain('Überall alles von dir vergessen?')
  expect(await pressForget(question, asAda)).toBe('Ich habe alles von dir vergessen. Gespräche: 1')
  await say(unique(), { channel, member: ben })
  await say(after, asAda)
  const numbers = await runInDurableObject(thread(channel), (_, { storage }) =>
    storage.sql
      .exec('SELECT number, id FROM people ORDER BY number')
      .toArray()
      .map(({ id }) => id),
  )
  expect(numbers).toEqual(['gone:1', ben, ada])
  expect(await pressForget(question, asAda)).toBe('Ich habe alles von dir vergessen. Gespräche: 1')
  const left = await storedIn(channel)
  expect(left).toContain(after)
  expect(left).not.toContain(before)
  await indexed(ada, 1)
})

test('a question that runs is stopped and leaves nothing; the object asks again until it has ended', async () => {
  const word = unique()
  const [channel, ada] = [snowflake(), snowflake()]
  const asAda = { channel, member: ada }
  await say(`${word} before`, asAda)
  await indexed(ada, 1)
  await script(`${word} runs`, { say: `First words. Last words of ${word}.`, hold: true, holdAfterChars: 12 })
  const running = await ask({ prompt: `${word} runs`, ...asAda })
  await running.growing('First words.')
  const told = await pressForget(await askToForget({ ...asAda, everywhere: true }), asAda)
  expect(told).toMatch(/^I have forgotten everything of yours\. Conversations: 0\nI continue .* left: 1\./)
  await running.text(/-# .*[Ss]topped/)
  await release(`${word} runs`)
  await ended(channel)
  await reported(channel)
  await runInDurableObject(objectOf(ada), (object) => {
    object.clock = { ...object.clock, now: () => Date.now() + 3_600_000 }
  })
  await runDurableObjectAlarm(objectOf(ada))
  expect(await objectOf(ada).forgettingProgress()).toMatchObject({ cleaned: 1, left: 0 })
  const left = await storedIn(channel)
  for (const gone of [word, ada]) expect(left).not.toContain(gone)
})

test('a crash at any moment loses nothing and takes nothing twice', async () => {
  const [before, after] = [unique('before'), unique('after')]
  const [channel, other, ada] = [snowflake(), snowflake(), snowflake()]
  for (const where of [channel, other]) await say(before, { channel: where, member: ada })
  await indexed(ada, 2)
  const asked = interactionId(snowflake())
  // Written down, and one conversation has been told already, when everything stops.
  await runInDurableObject(objectOf(ada), async (_, { storage }) => {
    places(storage).begin(asked, [], [], Date.now())
    await storage.setAlarm(Date.now() + 60_000)
  })
  await thread(channel).forgetMember({ id: asked, member: memberId(ada), thread: threadId(channel) })
  await say(after, { channel, member: ada })
  await reported(channel)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(objectOf(ada))
  expect(await objectOf(ada).forgettingProgress()).toMatchObject({ cleaned: 2, left: 0 })
  expect(await storedIn(other)).not.toContain(before)
  const left = await storedIn(channel)
  expect(left).toContain(after)
  expect(left).not.toContain(before)
})

test('a Discord thread that began with a copy of a member’s words is known, and forgets them', async () => {
  const [adas, bens] = [unique('ada'), unique('ben')]
  const [ada, ben, opened] = [snowflake(), snowflake(), snowflake()]
  await thread(opened).plant({
    summary: `${adas} and ${bens}`,
    memoryDays: undefined,
    people: [
      { id: ada, name: 'Ada' },
      { id: ben, name: 'Ben' },
    ],
    exchanges: [
      { name: 'Ada', person: 1, asked: adas, answered: `Noted ${adas}.` },
      { name: 'Ben', person: 2, asked: bens, answered: `Noted ${bens}.` },
    ],
  })
  await indexed(ada, 1)
  const asAda = { channel: snowflake(), member: ada, guild: null }
  await pressForget(await askToForget({ ...asAda, everywhere: true }), asAda)
  const left = await storedIn(opened)
  expect(left).toContain(`Noted ${bens}.`)
  for (const gone of [adas, ada, 'Ada']) expect(left).not.toContain(gone)
})

test('no saved answer of the server is given any more', async () => {
  const word = unique()
  const [guild, channel, ada] = [snowflake(), snowflake(), snowflake()]
  const asAda = { guild, channel, member: ada }
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  await (await ask({ prompt: word, ...asAda })).text(/All about/)
  await cachedAnswer(word)
  await indexed(ada, 1)
  await pressForget(await askToForget({ ...asAda, everywhere: true }), asAda)
  const again = await ask({ prompt: word, guild, channel: snowflake() })
  await again.text(/All about/)
  expect([again.answer.type, (await modelCalls(word)).length]).toEqual([5, 2])
})

test('what counts for a budget of members stays until the month is over', async () => {
  const [guild, ada] = [snowflake(), memberId(snowflake())]
  const ledger = env.GUILDS.getByName(`guild:${guild}`)
  await ledger.changeSettings({ budgets: { memberDayUsd: 1 } }, ada)
  const spent = { nanoUsd: 5, tokens: 2 }
  await ledger.settle({ id: unique(), member: ada, spent, model: 'claude', turns: 1, cached: 0 })
  const used = async (): Promise<number> => (await ledger.usage(ada)).month.turns
  const again = await ledger.forgetSpent(ada)
  expect([await used(), again]).toEqual([1, expect.any(Number)])
  await runInDurableObject(ledger, (object) => {
    object.clock = { ...object.clock, now: () => again ?? 0 }
  })
  expect(await ledger.forgetSpent(ada)).toBeUndefined()
  await ledger.changeSettings({ budgets: null }, ada)
  await ledger.settle({ id: unique(), member: ada, spent, model: 'claude', turns: 1, cached: 0 })
  expect([await used(), await ledger.forgetSpent(ada), await used()]).toEqual([1, undefined, 0])
})

test('the files that a member attached go, and those of others stay', async () => {
  const [channel, ada, ben] = [snowflake(), snowflake(), snowflake()]
  const [adas, bens] = [unique('ada'), unique('ben')]
  await say(unique(), { channel, member: ada, attachments: file(adas) })
  await say(unique(), { channel, member: ben, attachments: file(bens) })
  await indexed(ada, 1)
  expect(await storedIn(channel)).toContain(adas)
  const asAda = { channel, member: ada }
  await pressForget(await askToForget({ ...asAda, everywhere: true }), asAda)
  const left = await storedIn(channel)
  expect(left).toContain(bens)
  expect(left).not.toContain(adas)
})
