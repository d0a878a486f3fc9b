/** What the page understands of a line that somebody types, pastes or recalls. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  commandIn,
  completions,
  readCommands,
  readMessageCommands,
  readOptions,
  shownPrompt,
  type Command,
} from '../../src/playground/page/slash.js'

const registered = readCommands(
  {
    global: [
      {
        name: 'ask',
        type: 1,
        description: 'Ask Claude',
        description_localizations: { de: 'Claude fragen' },
        options: [
          { name: 'prompt', type: 3, description: 'The question', required: true },
          { name: 'private', type: 5, description: 'Only for you' },
          { name: 'tokens', type: 4, description: 'How long' },
          { name: 'file', type: 11, description: 'A file' },
        ],
      },
      { name: 'forget', type: 1, description: 'Forget it all' },
      { name: 'Ask about this', type: 3 },
    ],
    guilds: { '1': [{ name: 'forget', description: 'Forget it all, here' }] },
  },
  'en',
)

const command = (name: string): Command => {
  const found = registered.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no command ${name}`)
  return found
}

describe('commands', () => {
  test('are the slash commands that the bot registered, each once, and those of a guild win', () => {
    expect(registered.map(({ name }) => name)).toEqual(['ask', 'forget'])
    expect(command('forget').description).toBe('Forget it all, here')
  })

  test('in the menu of a message are those of messages alone, by the name that the member reads', () => {
    const raw = {
      global: [
        { name: 'ask', type: 1 },
        { name: 'Ask Claude', type: 3, name_localizations: { de: 'Claude fragen' } },
        { name: 'Wave', type: 2 },
      ],
    }
    expect(readMessageCommands(raw, 'de-AT')).toEqual([{ name: 'Ask Claude', label: 'Claude fragen' }])
    expect(readMessageCommands(raw, 'en-US')).toEqual([{ name: 'Ask Claude', label: 'Ask Claude' }])
    expect(readMessageCommands(undefined, 'en')).toEqual([])
  })

  test('are described in the language of who reads them', () =>
    expect(
      readCommands(
        { global: [{ name: 'a', description: 'x', description_localizations: { de: 'y' } }] },
        'de-AT',
      )[0]?.description,
    ).toBe('y'))

  test('that ask for a permission are there for members who have it, for administrators, and in direct messages', () => {
    const raw = { global: [{ name: 'ask' }, { name: 'settings', default_member_permissions: '32' }] }
    const names = (permissions?: string): readonly string[] =>
      readCommands(raw, 'en', permissions).map(({ name }) => name)
    expect(names('64')).toEqual(['ask'])
    for (const permissions of ['96', '8', undefined]) expect(names(permissions)).toEqual(['ask', 'settings'])
  })

  test('are the built-in ones as long as nothing is registered', () => {
    expect(readCommands(undefined, 'en').map(({ name }) => name)).toEqual(['ask'])
    expect(readCommands({ global: [], guilds: {} }, 'en').map(({ name }) => name)).toEqual(['ask'])
  })

  test('are suggested while their name is being typed, and no longer', () => {
    expect(completions('/', registered).map(({ name }) => name)).toEqual(['ask', 'forget'])
    expect(completions('/fo', registered).map(({ name }) => name)).toEqual(['forget'])
    expect(completions('/ask ', registered)).toEqual([])
    expect(completions('ask', registered)).toEqual([])
  })

  test('are recognised when their name stands whole at the beginning', () => {
    expect(commandIn('/ask', registered)).toMatchObject({ rest: '', complete: false })
    expect(commandIn('/ask ', registered)).toMatchObject({ rest: '', complete: true })
    expect(commandIn('/ASK why\nnot', registered)).toMatchObject({ rest: 'why\nnot', complete: true })
    for (const text of ['/asks x', 'please /ask', '/', ''])
      expect(commandIn(text, registered)).toBeUndefined()
  })
})

describe('options', () => {
  test('all that is typed is the question', () =>
    expect(readOptions(command('ask'), ' why: is it so? ')).toEqual({ prompt: 'why: is it so?' }))

  test('switches and numbers are found wherever they stand', () =>
    expect(readOptions(command('ask'), 'private: true why? tokens:20')).toEqual({
      prompt: 'why?',
      private: true,
      tokens: 20,
    }))

  test('a switch without yes or no belongs to the question', () =>
    expect(readOptions(command('ask'), 'is private: maybe')).toEqual({ prompt: 'is private: maybe' }))

  test('a line that names its prompt, as Discord writes it, means the same', () =>
    expect(readOptions(command('ask'), 'prompt: hi private: False')).toEqual({
      prompt: 'hi',
      private: false,
    }))

  test('nothing typed is no option', () => {
    expect(readOptions(command('ask'), '  ')).toEqual({})
    expect(readOptions(command('forget'), 'everything')).toEqual({})
  })

  test('a question without a colon arrives to the letter', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes(':') && text.trim() !== '')
        expect(readOptions(command('ask'), text)).toEqual({ prompt: text.trim() })
      }),
    ))
})

test('a command line is read out as its name and what was asked', () => {
  expect(shownPrompt('/ask prompt: hi there private: true')).toEqual({
    name: 'ask',
    rest: 'hi there private: true',
  })
  expect(shownPrompt('/forget')).toEqual({ name: 'forget', rest: '' })
})

test('a file that is shown beside the line is not named in it as well', () => {
  const line = '/ask prompt: what is file: a.png? file: a.png'
  expect(shownPrompt(line, ['a.png']).rest).toBe('what is file: a.png?')
  expect(shownPrompt(line, ['b.png']).rest).toBe('what is file: a.png? file: a.png')
})
