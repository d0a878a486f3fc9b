/** The settings of a server: what JSON they take, what a change does, and what holds within the operator's limits. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effective, leastSpending, type OperatorLimits } from '../../src/guild/effective.ts'
import {
  changed,
  type GuildSettings,
  mayHave,
  parseSettings,
  settingNames,
} from '../../src/guild/guild-settings.ts'
import { readKept } from '../../src/guild/kept-settings.ts'
import { isOwnerId, type OwnerId } from '../../src/ids.ts'
import { listed } from '../../src/settings/prices.ts'
import { sentence } from '../../src/sentences/sentences.ts'

const owner = (raw: string): OwnerId => {
  if (!isOwnerId(raw)) throw new Error(raw)
  return raw
}
const server = owner('guild:1')
const member = owner('member:2')

/** A good value of each setting, as JSON. */
const whole = {
  persona: 'You are a pirate.',
  language: 'de',
  model: 'claude-haiku-4-5',
  tools: false,
  web: true,
  readChannel: false,
  channels: { allow: ['1'], deny: ['2', '3'] },
  roles: { allow: [], deny: ['4'] },
  blockedMembers: ['5'],
  mayStop: 'everyone',
  showQuestion: false,
  footer: true,
  notify: false,
  memoryDays: 7,
  budgets: { serverDayUsd: 5, memberDayTokens: 10_000 },
  timeZone: 'Europe/Berlin',
  logChannel: '6',
  paused: { why: '', by: '7', at: 8 },
}

const names = (refused: readonly { readonly name: string; readonly why: string }[]) =>
  refused.map(({ name, why }) => `${name}: ${why}`)

describe('what JSON they take', () => {
  test('every setting has a good value here, and all are taken', () => {
    expect(Object.keys(whole)).toEqual(settingNames)
    expect(parseSettings(server, JSON.parse(JSON.stringify(whole)))).toEqual({ settings: whole, refused: [] })
  })

  test('a bad value is refused with its reason, and the others stay', () => {
    const { settings, refused } = parseSettings(server, {
      ...whole,
      persona: 'x'.repeat(2_001),
      language: 'fr',
      model: 'a model',
      tools: 'yes',
      channels: { allow: ['#general'] },
      roles: [],
      blockedMembers: Array.from({ length: 26 }, (_, n) => String(n)),
      mayStop: 'nobody',
      memoryDays: 1.5,
      budgets: { serverDayUsd: -1 },
      timeZone: 'Berlin',
      logChannel: 6,
      paused: { why: 'Tests' },
      tone: 'kind',
    })
    expect(names(refused)).toEqual([
      'persona: setting too long',
      'language: setting no choice',
      'model: setting no model',
      'tools: setting no flag',
      'channels: setting no id',
      'roles: setting no lists',
      'blockedMembers: setting list too long',
      'mayStop: setting no choice',
      'memoryDays: setting no number',
      'budgets: setting no amount',
      'timeZone: setting no zone',
      'logChannel: setting no id',
      'paused: setting no pause',
      'tone: setting unknown',
    ])
    expect(settings).toEqual({
      web: true,
      readChannel: false,
      showQuestion: false,
      footer: true,
      notify: false,
    })
  })

  test('the reason says what would be right', () => {
    const [refused] = parseSettings(server, { mayStop: 'nobody' }).refused
    expect(refused && sentence(refused.why, 'en', refused.n)).toBe(
      'This should be one of `asker`, `moderators`, `everyone`.',
    )
  })

  test('a persona counts in code points, and is kept without the blanks around it', () => {
    expect(parseSettings(server, { persona: ` ${'🦜'.repeat(2_000)}\n` }).settings.persona).toBe(
      '🦜'.repeat(2_000),
    )
  })

  test('a member has a persona, a language and notifications alone', () => {
    expect(settingNames.filter((name) => mayHave(member, name))).toEqual(['persona', 'language', 'notify'])
    const { settings, refused } = parseSettings(member, { persona: 'Be brief.', model: 'claude-haiku-5-5' })
    expect(settings).toEqual({ persona: 'Be brief.' })
    expect(names(refused)).toEqual(['model: setting unknown'])
  })

  test('whatever comes, nothing is thrown, and what is taken would be taken again', () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(whole)))
    const json = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('__proto__', 'tone', ...settingNames), values),
    )
    fc.assert(
      fc.property(json, (raw) => {
        const { settings } = parseSettings(server, raw)
        expect(parseSettings(server, settings)).toEqual({ settings, refused: [] })
      }),
    )
  })

  test('kept settings of another version are read as far as they go', () => {
    expect(readKept(server, { version: 3, settings: { footer: true, tone: 'kind', persona: 1 } })).toEqual({
      version: 3,
      settings: { footer: true },
    })
    expect([null, 'x', {}, { version: -1 }, { version: '1' }].map((raw) => readKept(server, raw))).toEqual(
      Array.from({ length: 5 }),
    )
  })
})

describe('a change', () => {
  const before: GuildSettings = { persona: 'Be brief.', footer: true }

  test('takes what is good, resets what is null, and leaves the rest', () => {
    expect(changed(server, before, { persona: null, tools: false, web: 'x' })).toEqual({
      settings: { footer: true, tools: false },
      refused: [{ name: 'web', why: 'setting no flag' }],
    })
  })

  test('a refused value leaves what was there', () => {
    expect(changed(server, before, { persona: 7, footer: false }).settings).toEqual({
      persona: 'Be brief.',
      footer: false,
    })
    expect(changed(server, before, 'no patch').settings).toEqual(before)
  })
})

describe('what holds', () => {
  const operator: OperatorLimits = {
    model: 'claude-sonnet-5-5',
    models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
    tools: 1,
    web: 0,
    readChannel: 'moderators',
    showQuestion: true,
    transcriptRetentionDays: 30,
    prices: listed,
  }

  test('without settings, what the operator says', () => {
    expect(effective(operator, {})).toEqual({
      settings: {
        persona: '',
        language: undefined,
        model: 'claude-sonnet-5-5',
        tools: 1,
        web: 0,
        readChannel: 'moderators',
        mayStop: 'moderators',
        showQuestion: true,
        footer: false,
        notify: true,
        memoryDays: 30,
      },
      overruled: [],
    })
  })

  test('a server may turn off, shorten and choose', () => {
    const own: GuildSettings = {
      model: 'claude-haiku-5-5',
      tools: false,
      readChannel: false,
      showQuestion: false,
      memoryDays: 7,
    }
    expect(effective(operator, own)).toMatchObject({
      settings: {
        model: 'claude-haiku-5-5',
        tools: 0,
        readChannel: 'off',
        showQuestion: false,
        memoryDays: 7,
      },
      overruled: [],
    })
  })

  test('where the operator allows less, that holds, and it is told', () => {
    const own: GuildSettings = {
      model: 'claude-opus-9',
      tools: true,
      web: true,
      readChannel: true,
      memoryDays: 90,
    }
    const { settings, overruled } = effective({ ...operator, readChannel: 'off' }, own)
    expect(settings).toMatchObject({
      model: 'claude-sonnet-5-5',
      tools: 1,
      web: 0,
      readChannel: 'off',
      memoryDays: 30,
    })
    expect(overruled).toEqual(['model', 'web', 'readChannel', 'memoryDays'])
  })

  test('where nobody knows the settings, the cheapest model answers in one call', () => {
    expect(effective(operator, leastSpending(operator)).settings).toMatchObject({
      model: 'claude-haiku-5-5',
      tools: 0,
      web: 0,
      readChannel: 'off',
    })
    expect(leastSpending({ ...operator, models: [], model: 'unpriced' }).model).toBe('unpriced')
  })
})
