/** The settings of one turn, and the cache that they share with none that has others. */

import { describe, expect, test } from 'vitest'
import { answererOf } from '../../src/converse/cache/fingerprint.ts'
import { settingsFor } from '../../src/converse/turn/turn-settings.ts'
import type { GuildSettings } from '../../src/guild/guild-settings.ts'
import { settings } from '../fakes/documented-settings.ts'

const [haiku, sonnet] = ['claude-haiku-5-5', 'claude-sonnet-5-5']
const operator = settings({ MODELS: `${haiku},${sonnet}`, WEB: 'on', READ_CHANNEL: 'everyone' })

describe('what a server has set', () => {
  test('narrows what the operator allows', () => {
    const own: GuildSettings = {
      persona: 'Be brief.',
      model: sonnet,
      tools: false,
      web: false,
      readChannel: false,
      showQuestion: false,
      footer: true,
    }
    expect(settingsFor({ settings: own }, operator)).toMatchObject({
      persona: 'Be brief.',
      model: sonnet,
      tools: 0,
      web: 0,
      mcpServers: [],
      readChannel: 'off',
      showQuestion: false,
      footer: true,
    })
  })

  test('a member who chooses a model has it, the usual one of the operator as well', () => {
    expect(settingsFor({ model: haiku, settings: { model: sonnet } }, operator).model).toBe(haiku)
    expect(settingsFor({ model: 'gone', settings: { model: sonnet } }, operator).model).toBe(sonnet)
  })

  test.each<GuildSettings>([
    { persona: 'Be brief.' },
    { persona: 'Be long.' },
    { model: sonnet },
    { tools: false },
    { web: false },
    { readChannel: false },
  ])('with %j nobody is given an answer that was made with other settings', (own) => {
    const others = [{}, { persona: 'Be kind.' }].map((one) =>
      answererOf(settingsFor({ settings: one }, operator)),
    )
    for (const other of others)
      expect(answererOf(settingsFor({ settings: own }, operator))).not.toEqual(other)
    expect(answererOf(settingsFor({ settings: own }, operator))).toEqual(
      answererOf(settingsFor({ settings: { ...own } }, operator)),
    )
  })
})
