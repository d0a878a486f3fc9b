/** The message of `/settings`: fit for Discord whatever is set, and each of its controls is read back. */

import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { settingsModal } from '../../src/arrive/settings-modals.ts'
import { newsOf, panelOf, resetPanel } from '../../src/arrive/settings-panel.ts'
import { type Page, readWish } from '../../src/arrive/settings-wish.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { type GuildSettings, mayHave, parseSettings, settingNames } from '../../src/guild/guild-settings.ts'
import { isOwnerId, type OwnerId } from '../../src/ids.ts'
import { componentFlaws } from '../../src/playground/discord/components.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import { settingsWords } from '../../src/sentences/settings-words.ts'
import { settings } from '../fakes/documented-settings.ts'
import { payload } from '../fakes/payload.ts'

const owner = (raw: string): OwnerId => {
  if (!isOwnerId(raw)) throw new Error(raw)
  return raw
}
const [server, member] = [owner('guild:1'), owner('member:2')]
const ids = Array.from({ length: 25 }, (_, n) => `18446744073709551${600 + n}`)

/** As long as everything may be. */
const { settings: full } = parseSettings(server, {
  persona: '*'.repeat(2_000),
  language: 'de',
  model: 'x'.repeat(64),
  tools: true,
  web: true,
  readChannel: true,
  channels: { allow: ids, deny: ids },
  roles: { allow: ids, deny: ids },
  blockedMembers: ids,
  mayStop: 'moderators',
  showQuestion: true,
  footer: true,
  notify: true,
  memoryDays: 3_650,
  budgets: Object.fromEntries(
    ['member', 'server'].flatMap((whose) =>
      ['DayUsd', 'MonthUsd', 'DayTokens', 'MonthTokens'].map((what) => [`${whose}${what}`, 999_999_999]),
    ),
  ),
  timeZone: 'America/Argentina/ComodRivadavia',
  logChannel: ids[0],
  paused: { why: '*'.repeat(200), by: '1', at: 1 },
})

const operator = settings({ TOOLS: 'off', SHOW_QUESTION: 'off', TRANSCRIPT_RETENTION_DAYS: '1' })

const pages: readonly Page[] = ['home', ...settingNames]
const each = [server, member].flatMap((whose) =>
  pages
    .filter((page) => page === 'home' || mayHave(whose, page))
    .flatMap((page) => (['en', 'de'] as const).map((language) => [whose, page, language] as const)),
)

interface Control {
  readonly type: number
  readonly custom_id: string
  readonly options?: readonly { readonly value: string }[]
}

const controlsIn = (rows: readonly object[]): readonly Control[] =>
  rows.flatMap((row) => (row as { components: Control[] }).components)

/** What pressing this control wants. */
function wishOf({ type, custom_id: customId, options = [] }: Control) {
  const values = type === 3 ? options.slice(0, 1).map(({ value }) => value) : ['1']
  const read = parseInteraction(
    payload(type === 2 ? 'button' : 'settings-select', {
      data: {
        component_type: type,
        custom_id: customId,
        ...(type === 2 ? {} : { values }),
        resolved: { users: { 1: {} }, roles: { 1: {} }, channels: { 1: {} } },
      },
    }),
  )
  return read.kind === 'component' ? readWish(read) : undefined
}

describe.each<[string, GuildSettings]>([
  ['nothing', {}],
  ['everything', full],
])('%s is set', (_, own) => {
  test.each(each)(
    '%s, page %s in %s: Discord takes it whole, and reads each control back',
    (whose, page, language) => {
      const { content, rows } = panelOf(page, { owner: whose, own, operator, language })
      expect(componentFlaws(rows, false)).toEqual([])
      expect(codePoints(content)).toBeLessThan(2_000)
      expect(content).not.toMatch(/undefined|NaN|\{n\}/)
      const wishes = controlsIn(rows).map(wishOf)
      expect(wishes.length).toBeGreaterThan(0)
      expect(wishes).not.toContain(undefined)
    },
  )

  test.each(['en', 'de'] as const)('Discord takes each form, in %s', (language) => {
    const forms = ([...settingNames, 'import'] as const).flatMap(
      (form) => settingsModal(form, own, settingsWords(language)) ?? [],
    )
    expect(forms.map((form) => modalFlaws(form))).toEqual(forms.map(() => []))
    expect(forms.map(({ custom_id: id }) => id)).toEqual([
      ...['persona', 'memoryDays', 'budgets', 'timeZone', 'paused'].map((name) => `settings:1:typed:${name}`),
      'settings:1:imported',
    ])
  })
})

test('it says what is set, what is the default, and where the operator allows less', () => {
  const own: GuildSettings = { model: 'claude-haiku-5-5', tools: true, memoryDays: 30 }
  const { content } = panelOf('home', { owner: server, own, operator, language: 'en' })
  expect(content).toContain('\nModel: **Haiku 5.5**\n')
  expect(content).toContain('\nTools: **on**\n-# The operator of this bot allows less: off\n')
  expect(content).toContain('\nMemory: **30 days**\n-# The operator of this bot allows less: 1 day\n')
  expect(content).toContain('\nCost line: off (default)\n')
  expect(panelOf('tools', { owner: server, own, operator, language: 'de' }).content).toContain(
    '-# Der Betreiber dieses Bots hat das ausgeschaltet.',
  )
})

test('counts, amounts and refusals read well', () => {
  const { settings: own } = parseSettings(server, {
    memoryDays: 1,
    roles: { allow: [], deny: ids.slice(0, 1) },
    blockedMembers: ids.slice(0, 1),
    budgets: { memberDayUsd: 0.5 },
  })
  const { content } = panelOf('home', { owner: server, own, operator, language: 'de' })
  expect(content).toContain('\nGedächtnis: **1 Tag**\n')
  expect(content).toContain('\nRollen: **1 verboten**\n')
  expect(content).toContain('**Pro Mitglied und Tag, in Dollar: 0,5**')
  expect(content).toContain('\nProtokollkanal: keiner (Standard)\n')
  expect(panelOf('blockedMembers', { owner: server, own, operator, language: 'en' }).content).toContain(
    'Blocked: <@',
  )
  const refused = [{ name: 'budgets', why: 'setting no amount' }] as const
  expect(newsOf([], refused, 'en', false)).toContain('- Budgets: Each amount should be a number')
  expect(newsOf([], refused, 'en', true)).toContain('- `budgets`: ')
  expect(newsOf([], [{ name: '`x`', why: 'setting unknown' }], 'en', true)).toContain('- `x`: I do not know')
})

test('nothing that somebody has typed is alive', () => {
  const own: GuildSettings = { persona: '**bold** [link](https://example.com) @everyone <@1>' }
  for (const page of ['home', 'persona'] as const)
    expect(panelOf(page, { owner: server, own, operator, language: 'en' }).content).toContain(
      '\\*\\*bold\\*\\* \\[link\\]',
    )
})

test('many refused values leave room', () => {
  const refused = Array.from(
    { length: 50 },
    () => ({ name: '*'.repeat(40), why: 'setting no lists' }) as const,
  )
  expect(newsOf(settingNames, refused, 'de', true).length).toBeLessThan(2_000)
})

test('a reset of everything is asked once more', () => {
  expect(controlsIn(resetPanel('en').rows).map((one) => wishOf(one)?.does)).toEqual(['reset all', 'show'])
})

test.each([
  'settings:1:set:tone:on',
  'settings:1:set:tools:maybe',
  'settings:2:home',
  'settings:1:allow:persona:on:on',
  'settings:1:',
  'settings:1:type:__proto__',
])('the forged id %s wants nothing', (customId) => {
  expect(wishOf({ type: 2, custom_id: customId })).toBeUndefined()
})

test('the two menus of channels and of roles are told apart, also where both have a choice', () => {
  for (const page of ['channels', 'roles'] as const) {
    const { content } = panelOf(page, { owner: server, own: full, operator, language: 'en' })
    expect(content).toContain('\n-# First menu: allow only these. Second menu: deny these.')
  }
  const { content } = panelOf('blockedMembers', { owner: server, own: full, operator, language: 'en' })
  expect(content).not.toContain('menu:')
})
