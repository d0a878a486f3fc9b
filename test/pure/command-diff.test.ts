/** What a registration changed, told by name. */

import { expect, test } from 'vitest'
import { changesBetween } from '../../src/operate/command-diff.ts'

const ask = {
  id: '1',
  version: '10',
  name: 'ask',
  description: 'Ask.',
  options: [
    { type: 3, name: 'prompt', required: true },
    { type: 5, name: 'private' },
  ],
  description_localizations: { de: 'Frag.', fr: 'Demande.' },
}
const inShort = (before: unknown, after: unknown): readonly string[] =>
  changesBetween(before, after).map(({ name, what }) => `${name}: ${what}`)

test('a command is new, unchanged, changed or gone', () => {
  const old = { id: '2', name: 'old', description: 'Old.' }
  const other = { id: '3', name: 'other', description: 'One.' }
  expect(
    inShort([ask, old, other], [ask, { ...other, description: 'Two.' }, { id: '4', name: 'fresh' }]),
  ).toEqual(['ask: unchanged', 'other: changed', 'fresh: new', 'old: gone'])
})

test('a new version, a new id and another order of fields are no change', () => {
  const again = {
    options: ask.options.map(({ type, ...rest }) => ({ ...rest, type })),
    description_localizations: { fr: 'Demande.', de: 'Frag.' },
    description: 'Ask.',
    name: 'ask',
    version: '11',
    id: '9',
  }
  expect(inShort([ask], [again])).toEqual(['ask: unchanged'])
})

test.each([
  ['an option’s order', { options: ask.options.toReversed() }],
  ['an option’s flag', { options: [{ ...ask.options[0], required: false }, ask.options[1]] }],
  ['a translation', { description_localizations: { de: 'Frage!' } }],
  ['a field more', { nsfw: true }],
])('%s is a change', (_, change) => {
  expect(inShort([ask], [{ ...ask, ...change }])).toEqual(['ask: changed'])
})

test.each([undefined, null, {}, 'text', [null, 5, 'x']])('%j is no list of commands', (raw) => {
  expect(inShort(raw, [ask])).toEqual(['ask: new'])
  expect(inShort([ask], raw)).toEqual(['ask: gone'])
})
