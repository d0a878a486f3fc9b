/** `/help` asks an example for who presses it; `/forget` asks first; `/status` shows the last questions. */

import { expect, test } from 'vitest'
import { askToForget, pressUnder } from './forgetting.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type AskOptions } from './member.ts'
import { ended } from './rows.ts'

const MODERATOR = '8192'
const ORDINARY = '2147475447'

async function say(prompt: string, where: AskOptions & { readonly channel: string }): Promise<void> {
  await script(prompt, { say: `Noted ${prompt}.` })
  await (await ask({ prompt, ...where })).text(`Noted ${prompt}.`)
  await ended(where.channel)
}

const statusOf = async (where: AskOptions): Promise<string> =>
  (await ask({ command: 'status', ...where })).answer.data?.content ?? ''

test('an example of /help is asked and answered for everybody, by the one who pressed', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const help = await ask({ command: 'help', channel, member })
  expect(help.answer).toMatchObject({ type: 4, data: { flags: 68 } })
  const { messages } = await help.reply(({ messages: all }) => all.length > 0)
  const buttons = messages[0]?.components.flatMap((row) => row.components ?? []) ?? []
  expect(buttons.map(({ custom_id: id }) => id)).toHaveLength(3)
  const [sky] = buttons
  const pressed = await ask({
    type: 3,
    channel,
    member,
    name: 'Ada',
    message: messages[0]?.id ?? '',
    customId: sky?.custom_id ?? '',
  })
  expect(pressed.answer.type).toBe(5)
  const { messages: answers, violations } = await pressed.reply(
    ({ messages: [first] }) => first?.content.endsWith('in my place.') === true,
  )
  expect([violations, answers.length, (answers[0]?.flags ?? 0) & 64]).toEqual([[], 1, 0])
  await ended(channel)
  expect(await statusOf({ channel })).toContain(`> **Ada**: ${sky?.label ?? ''}`)
})

test('/status shows who asked what last, and nothing of another conversation', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const [open, secret] = [unique('open'), unique('secret')]
  await say(open, { channel, member, name: 'Ada_*' })
  await script(secret, { say: 'Hush.' })
  await (await ask({ prompt: secret, channel, member, private: true })).text('Hush.')
  await ended(`${channel}:${member}`)
  const shared = await statusOf({ channel })
  expect(shared).toContain(`The last questions:\n> **Ada\\_\\***: ${open.replaceAll('-', '\\-')}`)
  expect(shared).not.toContain(secret.replaceAll('-', '\\-'))
  const own = await statusOf({ channel, member, private: true })
  expect(own).toContain(`\n> ${secret.replaceAll('-', '\\-')}`)
  expect(own).not.toContain(open.replaceAll('-', '\\-'))
})

test('/forget says what will go and since when, and forgets nothing before Forget is pressed', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const who = { channel, member, permissions: MODERATOR }
  await say(unique(), { channel })
  const question = await askToForget(who)
  expect(question.answer.data?.content).toMatch(
    /^\*\*Forget this conversation\?\*\*\n- Questions and answers: 1\n- All of it since <t:\d{10}:f>\n- The saved answers of this server\n/,
  )
  expect(await statusOf({ channel })).toContain('remembered in full: 1')
  const kept = await pressUnder(question, who, 1)
  expect(kept.answer).toMatchObject({ type: 7, data: { content: 'I have forgotten nothing.' } })
  expect(await statusOf({ channel })).toContain('remembered in full: 1')
})

test('two presses of Forget are one, also after something was said in between', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const who = { channel, member, permissions: MODERATOR }
  await say(unique(), { channel })
  const question = await askToForget(who)
  const { messages } = await question.reply(({ messages: all }) => all.length > 0)
  const customId = messages[0]?.components.flatMap((row) => row.components ?? [])[0]?.custom_id ?? ''
  const press = (): ReturnType<typeof ask> =>
    ask({ ...who, type: 3, message: messages[0]?.id ?? '', customId })
  const [one, two] = await Promise.all([press(), press()])
  for (const { answer } of [one, two])
    expect(answer).toMatchObject({ type: 7, data: { content: 'I have forgotten this conversation.' } })
  await say(unique(), { channel })
  await press()
  expect(await statusOf({ channel })).toContain('remembered in full: 1')
})

test('a press after something was said forgets nothing and asks anew with what would go now', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const who = { channel, member, permissions: MODERATOR }
  await say(unique(), { channel })
  const question = await askToForget(who)
  await say(unique(), { channel })
  const late = await pressUnder(question, who)
  expect(late.answer).toMatchObject({ type: 7 })
  expect(late.answer.data?.content).toMatch(
    /^Something has changed here .*\n.*\n- Questions and answers: 2\n/,
  )
  expect(await statusOf({ channel })).toContain('remembered in full: 2')
  await question.reply(({ messages: [first] }) => first?.content === late.answer.data?.content)
  const again = await pressUnder(question, who)
  expect(again.answer).toMatchObject({ data: { content: 'I have forgotten this conversation.' } })
  expect(await statusOf({ channel })).toMatch(/^I do not remember anything/)
})

test('a press by one who may not manage messages any more forgets nothing', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  await say(unique(), { channel })
  const question = await askToForget({ channel, member, permissions: MODERATOR })
  const refused = await pressUnder(question, { channel, member, permissions: ORDINARY })
  expect(refused.answer).toMatchObject({ type: 4, data: { flags: 68 } })
  expect(refused.answer.data?.content).toMatch(/^You need the Manage Messages permission/)
  expect(await statusOf({ channel })).toContain('remembered in full: 1')
})

test('an answer in progress is named, arrives, and is not remembered', async () => {
  const [channel, member, word] = [snowflake(), snowflake(), unique()]
  const who = { channel, member, permissions: MODERATOR }
  await script(word, { say: `All of ${word}.`, hold: true })
  const asked = await ask({ prompt: word, channel })
  await modelCalls(word, 0)
  const question = await askToForget(who)
  expect(question.answer.data?.content).toContain('\n- Answers in progress will still arrive')
  expect((await pressUnder(question, who)).answer.data?.content).toMatch(
    /^I have forgotten this conversation/,
  )
  await release(word)
  await asked.text(`All of ${word}.`)
  await ended(channel)
  expect(await statusOf({ channel })).toMatch(/^I do not remember anything/)
})
