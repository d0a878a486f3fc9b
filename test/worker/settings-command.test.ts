/** `/settings` in Discord, in both languages: what is shown, chosen and typed, and what holds afterwards. */

import { expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { type Asked, ask } from './member.ts'

const MANAGER = '32'

interface Component {
  readonly type: number
  readonly custom_id: string
  readonly label?: string
}

const components = ({ answer }: Asked): readonly Component[] =>
  (answer.data?.components ?? []).flatMap((row) => (row as { components: Component[] }).components)

const content = ({ answer }: Asked): string => answer.data?.content ?? ''

/** A manager in front of the settings of a server, and what they do there. */
async function desk(locale: string, guild = snowflake()) {
  const who = { guild, channel: snowflake(), member: snowflake(), permissions: MANAGER, locale }
  const opened = await ask({ ...who, command: 'settings' })
  const { messages } = await opened.reply(({ messages: all }) => all.length > 0)
  const message = messages[0]?.id ?? ''
  return {
    guild,
    opened,
    press: (customId: string) => ask({ ...who, type: 3, message, customId }),
    choose: (customId: string, type: number, ...values: string[]) =>
      ask({ ...who, type: 3, message, customId, chosen: { type, values } }),
    send: (form: Asked, values: Record<string, unknown>, attachments: readonly unknown[] = []) =>
      ask({ ...who, modal: form.token, values, attachments }),
  }
}

test.each([
  [
    'en-US',
    'Settings of this server',
    'Persona',
    'Changed: Persona',
    'Persona: none (default)',
    'Persona: **You are a pirate.**',
  ],
  [
    'de',
    'Einstellungen dieses Servers',
    'Persona',
    'Geändert: Persona',
    'Persona: keine (Standard)',
    'Persona: **You are a pirate.**',
  ],
])('in %s: a persona is typed, and Claude is it', async (locale, title, name, changed, before, after) => {
  const { guild, opened, press, choose, send } = await desk(locale)
  expect(opened.answer).toMatchObject({ type: 4, data: { flags: 64 | 4 } })
  expect(content(opened)).toContain(`**${title}**`)
  expect(content(opened)).toContain(before)
  const page = await choose('settings:1:menu', 3, 'persona')
  expect(page.answer.type).toBe(7)
  expect(content(page)).toContain(`**${name}**`)
  const form = await press('settings:1:type:persona')
  expect(form.answer).toMatchObject({ type: 9, data: { title: name } })
  const done = await send(form, { text: 'You are a pirate.' })
  expect(done.answer.type).toBe(7)
  expect(content(done)).toMatch(new RegExp(`^${changed}\\n`))
  expect(content(await press('settings:1:home'))).toContain(after)
  const word = unique()
  await script(word, { say: 'Arr.' })
  await (await ask({ guild, prompt: word })).text('Arr.')
  expect(JSON.stringify((await modelCalls(word))[0]?.body)).toContain('\\nYou are a pirate.')
})

test.each([
  ['en-US', 'I do not answer in this channel.'],
  ['de', 'In diesem Kanal antworte ich nicht.'],
])('in %s: a channel is denied, and everybody reads why, in a thread of it too', async (locale, why) => {
  const { guild, choose } = await desk(locale)
  const channel = snowflake()
  const page = await choose('settings:1:deny:channels', 8, channel)
  expect(content(page)).toContain(`<#${channel}>`)
  const here = await ask({ guild, channel, locale, prompt: unique() })
  expect(here.answer).toMatchObject({ type: 4, data: { flags: 64 } })
  expect(content(here)).toContain(why)
  expect(content(await ask({ guild, locale, channel: snowflake(), command: 'status' }))).not.toContain(why)
})

test('a pause ends with a press of its button', async () => {
  const { guild, press, send } = await desk('en-US')
  await send(await press('settings:1:type:paused'), { text: 'Exams' })
  expect(content(await ask({ guild, prompt: unique() }))).toContain('The reason: Exams')
  const lifted = await press('settings:1:lift')
  expect(components(lifted).map(({ label }) => label)).toContain('Pause…')
  const word = unique()
  await script(word, { say: 'Back.' })
  await (await ask({ guild, prompt: word })).text('Back.')
})

test('an export is a private file, and taken on another server it gives the same settings', async () => {
  const one = await desk('en-US')
  await one.press('settings:1:set:tools:off')
  await one.choose('settings:1:pick:mayStop', 3, 'everyone')
  const exported = await one.press('settings:1:export')
  expect(exported.answer).toMatchObject({ type: 5, data: { flags: 64 } })
  const { messages } = await exported.reply(({ messages: all }) =>
    all.some(({ attachments }) => attachments.length > 0),
  )
  const file = messages.flatMap(({ attachments }) => attachments)[0]
  expect(JSON.parse(file?.text ?? '')).toEqual({ tools: false, mayStop: 'everyone' })
  const other = await desk('en-US')
  const form = await other.press('settings:1:import')
  const taken = await other.send(form, { text: file?.text })
  expect(content(taken)).toBe('Changed: Tools, Stopping answers')
  expect(content(await other.press('settings:1:home'))).toContain('Tools: **off**')
})

test('a file is taken, too, and what is wrong in it is named in German', async () => {
  const { press, send } = await desk('de')
  const form = await press('settings:1:import')
  const file = {
    filename: 'settings.json',
    contentType: 'application/json',
    text: '{"footer":true,"tools":7}',
  }
  const taken = await send(form, {}, [file])
  expect(content(taken)).toBe('Geändert: Kostenzeile\n- `tools`: Das sollte `true` oder `false` sein.')
})

test('what was typed is given back where it is refused in part, and is gone with the next page', async () => {
  const { press, send } = await desk('en-US')
  const form = await press('settings:1:import')
  const taken = await send(form, { text: '{"footer":true,"tone":"kind"}' })
  expect(content(taken)).toMatch(/^Changed: .*\n- `tone`: /)
  const typed = { title: 'What you typed, to copy', description: '```\n{"footer":true,"tone":"kind"}\n```' }
  expect(taken.answer).toMatchObject({ type: 7, data: { embeds: [typed], flags: 0 } })
  expect((await press('settings:1:home')).answer).toMatchObject({ type: 7, data: { embeds: [] } })
})

test('a member without the permission reads one sentence, whatever they press', async () => {
  const { guild } = await desk('en-US')
  const asked = await ask({ guild, permissions: '8192', command: 'settings' })
  expect(content(asked)).toBe('You need the Manage Server permission to change the settings.')
})

test('in direct messages there are three settings, and they are the own ones', async () => {
  const dm = { guild: null, member: snowflake(), owners: { 0: '0' }, locale: 'de' }
  const asked = await ask({ ...dm, command: 'settings' })
  expect(content(asked).split('\n')).toEqual([
    '**Deine Einstellungen für Direktnachrichten**',
    'Persona: keine (Standard)',
    'Sprache: die Sprache von Discord (Standard)',
    'Benachrichtigungen: an (Standard)',
    '-# Änderungen gelten überall innerhalb einer Minute.',
  ])
})
