/** What comes of a press of `/settings`: who may, what is kept, what is told and to whom. */

import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { route } from '../../src/arrive/route.ts'
import { settingsReply } from '../../src/arrive/settings-reply.ts'
import { parseSettings } from '../../src/guild/guild-settings.ts'
import { isOwnerId, type OwnerId } from '../../src/ids.ts'
import { payload } from '../fakes/payload.ts'
import { type SettingsDesk, settingsDesk } from '../fakes/settings-desk.ts'

const owner = (raw: string): OwnerId => {
  if (!isOwnerId(raw)) throw new Error(raw)
  return raw
}
const server = owner('guild:290926798626357999')
const mason = payload('settings')['member'] as object

async function press(desk: SettingsDesk, raw: object) {
  const action = route(parseInteraction(raw))
  if (action.do !== 'settings') throw new Error(action.do)
  return settingsReply(desk.deps, action.by, action.wish)
}

const pressed = (desk: SettingsDesk, data: object, change: object = {}) =>
  press(desk, payload('settings-select', { data, ...change }))

const button = (id: string) => ({ component_type: 2, custom_id: `settings:1:${id}` })
const select = (type: number, id: string, values: readonly string[]) => ({
  component_type: type,
  custom_id: `settings:1:${id}`,
  values,
  resolved: Object.fromEntries(
    ['users', 'roles', 'channels'].map((kind) => [
      kind,
      Object.fromEntries(values.map((value) => [value, { id: value }])),
    ]),
  ),
})
const typed = (name: string, values: Record<string, string>) => ({
  ...payload('settings-modal'),
  data: {
    custom_id: `settings:1:typed:${name}`,
    components: Object.entries(values).map(([id, value]) => ({
      type: 18,
      component: { type: 4, custom_id: id, value },
    })),
  },
})
const own = (desk: SettingsDesk) => desk.kept.get(server)?.settings

/** A desk on a server that has set this. */
const deskWith = (raw: object): SettingsDesk => {
  const desk = settingsDesk()
  desk.kept.set(server, { version: 1, settings: parseSettings(server, raw).settings })
  return desk
}

describe('who may', () => {
  test.each(['0', '8192'])(
    'a member with the permissions %s changes and sees nothing',
    async (permissions) => {
      const desk = settingsDesk()
      const member = { ...mason, permissions }
      const refused = { does: 'refuse', why: 'may not set' }
      expect(await press(desk, payload('settings', { member }))).toEqual(refused)
      expect(await pressed(desk, button('set:tools:off'), { member })).toEqual(refused)
      expect(await pressed(desk, button('export'), { member })).toEqual(refused)
      expect(await press(desk, { ...typed('persona', { text: 'x' }), member })).toEqual(refused)
      expect(desk.kept.size).toBe(0)
    },
  )

  test('in direct messages everybody has their own', async () => {
    const desk = settingsDesk()
    const dm = {
      guild_id: undefined,
      member: undefined,
      user: { id: '20', username: 'Ada' },
      authorizing_integration_owners: { 0: '0' },
    }
    await pressed(desk, select(3, 'pick:language', ['de']), dm)
    await pressed(desk, button('set:tools:off'), dm)
    expect([...desk.kept]).toEqual([['member:20', { version: 1, settings: { language: 'de' } }]])
  })
})

describe('changes', () => {
  test.each([
    [button('set:tools:off'), { tools: false }],
    [select(3, 'pick:mayStop', ['everyone']), { mayStop: 'everyone' }],
    [select(8, 'allow:channels', ['1', '2']), { channels: { allow: ['1', '2'], deny: [] } }],
    [select(6, 'deny:roles', ['3']), { roles: { allow: [], deny: ['3'] } }],
    [select(5, 'members:blockedMembers', ['4']), { blockedMembers: ['4'] }],
    [select(8, 'pick:logChannel', ['5']), { logChannel: '5' }],
  ])('%j', async (data, settings) => {
    const desk = settingsDesk()
    expect(await pressed(desk, data)).toMatchObject({ does: 'panel' })
    expect(own(desk)).toEqual(settings)
    expect(desk.learned.at(-1)?.settings).toEqual(settings)
  })

  test.each([
    ['persona', { text: ' You are a pirate. ' }, { persona: 'You are a pirate.' }],
    ['memoryDays', { text: '7' }, { memoryDays: 7 }],
    [
      'budgets',
      { serverDayUsd: '$5', memberDayUsd: '0,5' },
      { budgets: { serverDayUsd: 5, memberDayUsd: 0.5 } },
    ],
    ['timeZone', { text: 'Europe/Berlin' }, { timeZone: 'Europe/Berlin' }],
  ])('%s, typed', async (name, values, settings) => {
    const desk = settingsDesk()
    await press(desk, typed(name, values))
    expect(own(desk)).toEqual(settings)
  })

  test('a list that is emptied is a list no more, and the other one stays', async () => {
    const desk = deskWith({ channels: { allow: ['1'], deny: ['2'] } })
    await pressed(desk, select(8, 'deny:channels', []))
    expect(own(desk)).toEqual({ channels: { allow: ['1'], deny: [] } })
    await pressed(desk, select(8, 'allow:channels', []))
    expect(own(desk)).toEqual({})
  })

  test('budgets in tokens stay when those in dollars are typed, and an empty field ends one', async () => {
    const desk = deskWith({ budgets: { serverDayUsd: 5, serverDayTokens: 100 } })
    await press(desk, typed('budgets', { serverDayUsd: '', memberDayUsd: '1' }))
    expect(own(desk)).toEqual({ budgets: { serverDayTokens: 100, memberDayUsd: 1 } })
  })

  test('a bad value is named, and what was there stays', async () => {
    const desk = deskWith({ memoryDays: 7 })
    expect(await press(desk, typed('memoryDays', { text: 'a week' }))).toMatchObject({
      panel: { content: expect.stringContaining('- Memory: This should be a whole number, 0–3650.') },
    })
    expect(own(desk)).toEqual({ memoryDays: 7 })
  })

  test('a reset of all asks first, and leaves a pause', async () => {
    const desk = deskWith({ footer: true, persona: 'x', paused: { why: '', by: '1', at: 1 } })
    await pressed(desk, button('clear'))
    expect(own(desk)).toHaveProperty('footer')
    await pressed(desk, button('cleared'))
    expect(own(desk)).toEqual({ paused: { why: '', by: '1', at: 1 } })
  })

  test('a pause has its reason and who wanted it, until it is lifted', async () => {
    const desk = settingsDesk()
    await press(desk, typed('paused', { text: 'Exams' }))
    expect(own(desk)).toMatchObject({ paused: { why: 'Exams', by: '53908232506183680' } })
    await pressed(desk, button('lift'))
    expect(own(desk)).toEqual({})
  })

  test('an object that is down is told, in time', async () => {
    const down = settingsDesk({
      object: () => ({
        readSettings: () => Promise.reject(new Error('reset')),
        changeSettings: () => new Promise(() => undefined),
      }),
    })
    const unreachable = { does: 'refuse', why: 'settings unreachable' }
    expect(await press(down, payload('settings'))).toEqual(unreachable)
    expect(await pressed(down, button('cleared'))).toEqual(unreachable)
  })
})

const imported = (text: string, file?: string) => ({
  ...payload('settings-modal'),
  data: {
    custom_id: 'settings:1:imported',
    components: [
      { type: 18, component: { type: 19, custom_id: 'files', values: file === undefined ? [] : [file] } },
      { type: 18, component: { type: 4, custom_id: 'text', value: text } },
    ],
    resolved: {
      attachments:
        file === undefined
          ? {}
          : { [file]: { id: file, filename: 'settings.json', size: 100, url: 'https://x.example/y' } },
    },
  },
})

describe('the log channel', () => {
  test('is one of this server: what Discord has not resolved, and what is imported, is not taken', async () => {
    const desk = settingsDesk()
    await pressed(desk, { ...select(8, 'pick:logChannel', ['5']), resolved: { channels: {} } })
    expect(await press(desk, imported('{"logChannel":"5"}'))).toMatchObject({
      panel: { content: expect.stringContaining('`logChannel`: This is not imported.') },
    })
    expect(own(desk) ?? {}).toEqual({})
  })

  test('reads who has changed what, but not how', async () => {
    const desk = deskWith({ logChannel: '5', language: 'de' })
    const reply = await press(desk, typed('persona', { text: 'A secret persona' }))
    expect(desk.told).toEqual([])
    if (reply.does === 'panel') await reply.afterwards?.()
    expect(desk.told).toEqual([
      { channel: '5', content: '<@53908232506183680> hat die Einstellungen geändert: Persona' },
    ])
  })

  test('one that takes no message changes nothing', async () => {
    const complaints: string[] = []
    const desk = settingsDesk({
      channel: () => ({ create: () => Promise.resolve({ ok: false, why: 'gone', code: 10_003 } as never) }),
      complain: (message) => complaints.push(message),
    })
    const reply = await pressed(desk, select(8, 'pick:logChannel', ['5']))
    if (reply.does === 'panel') await reply.afterwards?.()
    expect(own(desk)).toEqual({ logChannel: '5' })
    expect(complaints).toEqual([`the log channel of ${server} took no message: gone`])
  })
})

interface Typed {
  readonly file?: string
  readonly isAway?: boolean
}

describe('export and import', () => {
  test('what is exported, imported elsewhere is the same; a pause stays where it is', async () => {
    const settings = { persona: 'x', channels: { allow: ['1'], deny: [] }, budgets: { serverDayUsd: 5 } }
    const desk = deskWith({ ...settings, paused: { why: '', by: '1', at: 1 } })
    const reply = await pressed(desk, button('export'))
    if (reply.does === 'defer') await reply.afterwards()
    const [file] = desk.replies[0]?.files ?? []
    const elsewhere = settingsDesk({ download: () => Promise.resolve(String(file?.content)) })
    await press(elsewhere, imported('', '9'))
    expect(own(elsewhere)).toEqual(settings)
    const typedIn = settingsDesk()
    await press(typedIn, imported(String(file?.content)))
    expect(own(typedIn)).toEqual(settings)
  })

  test('refused fields are named, and the rest is taken', async () => {
    const desk = deskWith({ footer: true })
    const json = { tools: 'maybe', web: false, tone: 'kind', paused: { why: '', by: '1', at: 1 } }
    const reply = await press(desk, imported(JSON.stringify(json)))
    expect(reply).toMatchObject({
      panel: {
        content: expect.stringMatching(
          /^Changed: Web\n- `paused`: .*\n- `tools`: .*\n- `tone`: I do not know this setting\.$/,
        ),
      },
    })
    expect(own(desk)).toEqual({ footer: true, web: false })
  })

  test.each([
    ['no JSON', imported('persona: x'), 'settings are no object'],
    ['a list', imported('[]'), 'settings are no object'],
    ['a file that cannot be had', imported('', '9'), 'file unreachable'],
  ])('%s is refused', async (_, raw, why) => {
    expect(await press(settingsDesk(), raw)).toMatchObject({ does: 'refuse', why })
  })

  test.each([
    ['what is no JSON', 'persona: x', {}],
    ['what stood beside a file that cannot be had', '{"tools": false}', { file: '9' }],
    ['what nobody could keep', '{"tools": false}', { isAway: true }],
  ])('%s is given back to who typed it', async (_, text, { file, isAway = false }: Typed) => {
    const away = { readSettings: () => Promise.reject(new Error('away')) }
    const gone = { ...away, changeSettings: () => Promise.reject(new Error('away')) }
    const desk = settingsDesk(isAway ? { object: () => gone } : {})
    expect(await press(desk, imported(text, file))).toMatchObject({
      does: 'refuse',
      typed: { title: 'What you typed, to copy', description: `\`\`\`\n${text}\n\`\`\`` },
    })
  })

  test('what is taken in part is given back, and what is taken in whole is not', async () => {
    const part = await press(settingsDesk(), imported('{"web": false, "tone": "kind"}'))
    expect(part).toMatchObject({
      panel: { typed: { description: expect.stringContaining('"tone": "kind"') } },
    })
    const whole = await press(settingsDesk(), imported('{"web": false}'))
    expect(whole).toMatchObject({ panel: { content: 'Changed: Web' } })
    expect(JSON.stringify(whole)).not.toContain('typed')
  })
})
