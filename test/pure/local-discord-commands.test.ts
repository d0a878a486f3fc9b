/** Which commands the local Discord registers. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCommands } from '../../src/playground/discord/command-rules.ts'

const ask = (more: object = {}): object => ({ name: 'ask', description: 'Ask Claude', ...more })
const option = (more: object = {}): object => ({ type: 3, name: 'prompt', description: 'What', ...more })
const where = (command: object, guild = false): string => {
  const read = readCommands([command], guild)
  return read.ok ? 'accepted' : JSON.stringify(read.refusal.errors)
}

describe('commands', () => {
  test('a plain command is accepted', () => {
    const options = [option({ required: true, max_length: 6_000 }), option({ type: 5, name: 'private' })]
    const translated = { description_localizations: { de: 'Frag Claude' } }
    expect(where(ask({ options, contexts: [0, 1, 2], integration_types: [0, 1], ...translated }))).toBe(
      'accepted',
    )
  })

  test('names are lowercase and have at most 32 characters of the right kind', () => {
    for (const name of ['Ask', 'a sk', '', 'x'.repeat(33), 'ask!'])
      expect(where(ask({ name }))).toMatch(/"name"/)
    expect(where(ask({ name: 'fragen-ä' }))).toBe('accepted')
  })

  test('descriptions have 1 to 100 characters', () => {
    for (const description of ['', undefined, 'x'.repeat(101)])
      expect(where(ask({ description }))).toMatch(/"description"/)
  })

  test('a message command has no description and may have capitals and spaces', () => {
    expect(where({ type: 3, name: 'Ask about this' })).toBe('accepted')
    expect(where({ type: 3, name: 'Ask about this', description: 'x' })).toMatch(/DESCRIPTION_CANNOT_BE_SET/)
    expect(where({ type: 3, name: 'Ask about this', options: [option()] })).toMatch(/OPTIONS_CANNOT_BE_SET/)
  })

  test('required options come first', () => {
    const options = [option(), option({ name: 'then', required: true })]
    expect(where(ask({ options }))).toBe(
      '{"0":{"options":{"1":{"_errors":[{"code":"APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID","message":"Required options must be placed before non-required options"}]}}}}',
    )
  })

  test('names are unique, of commands and of options', () => {
    expect(where(ask({ options: [option(), option()] }))).toMatch(/NAME_ALREADY_EXISTS/)
    expect(readCommands([ask(), ask()], false).ok).toBe(false)
    expect(readCommands([ask(), { type: 3, name: 'ask' }], false).ok).toBe(true)
  })

  test('at most 25 options and 25 choices', () => {
    const many = (count: number): object[] =>
      Array.from({ length: count }, (_, n) => option({ name: `o${n}` }))
    expect(where(ask({ options: many(25) }))).toBe('accepted')
    expect(where(ask({ options: many(26) }))).toMatch(/BAD_LENGTH/)
    const choices = Array.from({ length: 26 }, (_, n) => ({ name: `c${n}`, value: `${n}` }))
    expect(where(ask({ options: [option({ choices })] }))).toMatch(/choices/)
  })

  test('all texts of a command together have at most 8,000 characters', () => {
    const choices = Array.from({ length: 25 }, (_, n) => ({
      name: `${n}${'x'.repeat(90)}`,
      value: 'y'.repeat(90),
    }))
    const options = ['a', 'b'].map((name) => option({ name, choices }))
    expect(where(ask({ options: options.slice(0, 1) }))).toBe('accepted')
    expect(where(ask({ options }))).toMatch(/TOO_LARGE/)
  })

  test('the commands of one guild say nothing about contexts', () => {
    expect(where(ask({ contexts: [0] }), true)).toMatch(/contexts/)
    expect(where(ask({ integration_types: [7] }))).toMatch(/integration_types/)
  })

  test('unknown locales, option types and lengths are refused', () => {
    expect(where(ask({ name_localizations: { 'de-DE': 'frage' } }))).toMatch(/CHOICES/)
    expect(where(ask({ options: [option({ type: 12 })] }))).toMatch(/"type"/)
    expect(where(ask({ options: [option({ max_length: 6_001 })] }))).toMatch(/max_length/)
    expect(where(ask({ default_member_permissions: 8 }))).toMatch(/default_member_permissions/)
  })

  test('sub-commands do not mix with other options', () => {
    const sub = { type: 1, name: 'sub', description: 'x', options: [option()] }
    expect(where(ask({ options: [sub] }))).toBe('accepted')
    expect(where(ask({ options: [sub, option()] }))).toMatch(/mutually exclusive/)
    expect(where(ask({ options: [{ ...sub, options: [sub] }] }))).toMatch(/"type"/)
  })

  test('no body whatever makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(fc.object())), (raw) => {
        expect(readCommands(raw, false)).toHaveProperty('ok')
      }),
    )
  })
})
