/** The command table by Discord's rules, and by what the router reads of it. */

import { describe, expect, test } from 'vitest'
import { commands, commandsBody } from '../../src/arrive/commands.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { route } from '../../src/arrive/route.ts'
import { readCommands } from '../../src/playground/discord/command-rules.ts'
import { payload } from '../fakes/payload.ts'

const json: unknown = JSON.parse(JSON.stringify(commandsBody()))

interface Named {
  readonly name: string
  readonly description: string
  readonly description_localizations?: Readonly<Record<string, string>>
}
const slash = Object.values(commands).flatMap((command) => ('options' in command ? [command] : []))
const named: readonly Named[] = slash.flatMap((command) => [command, ...command.options])

test('Discord accepts them, everywhere', () => {
  expect(readCommands(json, false)).toMatchObject({ ok: true })
})

test('Discord accepts them for one guild without what is not for guilds', () => {
  const trimmed: unknown = JSON.parse(
    JSON.stringify(json, (key, value: unknown) =>
      key === 'contexts' || key === 'integration_types' ? undefined : value,
    ),
  )
  expect(readCommands(trimmed, true)).toMatchObject({ ok: true })
  expect(readCommands(json, true)).toMatchObject({ ok: false })
})

describe('Discord’s rules, counted here', () => {
  test.each(named)('$name has a name and a description that fit', ({ name, description }) => {
    expect(name).toMatch(/^[-_\p{Ll}\p{N}]{1,32}$/u)
    expect(description.length).toBeGreaterThan(0)
    expect(Array.from(description).length).toBeLessThanOrEqual(100)
  })

  test.each(named)('$name is described in German too, within 100 characters', (thing) => {
    const german = thing.description_localizations?.['de'] ?? ''
    expect(german.length).toBeGreaterThan(0)
    expect(Array.from(german).length).toBeLessThanOrEqual(100)
    expect(german).not.toBe(thing.description)
  })

  test('required options stand first', () => {
    for (const { options } of slash) {
      const required = options.map((option) => 'required' in option && option.required)
      expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)))
    }
  })

  test('all texts of a command are within 8,000 characters', () => {
    const size = named.reduce((sum, { name, description }) => sum + name.length + description.length, 0)
    expect(size).toBeLessThanOrEqual(8_000)
  })
})

test('it can be used in guilds, in the bot’s messages and in other direct messages', () => {
  expect(commands.ask).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] })
})

test('every command of the table is known at the door', () => {
  for (const { name } of Object.values(commands)) {
    const data = { name, type: 1, options: [{ name: 'prompt', type: 3, value: 'hi' }] }
    const action = route(parseInteraction(payload('ask-in-guild', { data })))
    expect(action).not.toMatchObject({ why: 'unknown command' })
  }
})
