/** What was chosen or filled in is read as it is, and what is something else is not there. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readControl, readFields, readValues } from '../../src/arrive/components.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import type { Json } from '../../src/json.ts'
import { payload } from '../fakes/payload.ts'

test('a modal’s texts, ticks, choices and files are read by the ids of their fields', () => {
  expect(parseInteraction(payload('modal-with-fields'))).toMatchObject({
    kind: 'modal',
    customId: 'ask',
    fields: {
      prompt: 'First line\nSecond line',
      files: ['1111'],
      private: true,
      model: ['claude-haiku-5-5'],
    },
    attachments: new Map([['1111', expect.objectContaining({ id: '1111', name: 'bug.png' })]]),
  })
})

test('a field that was left empty is not there', () => {
  const read = parseInteraction(payload('modal-with-fields'))
  expect(read.kind === 'modal' && Object.keys(read.fields)).not.toContain('tone')
})

test('a modal of the older kind has its fields in rows', () => {
  const row = { type: 1, components: [{ type: 4, id: 2, custom_id: 'q', value: 'Why?' }] }
  expect({ ...readFields({ components: [row, { type: 1 }, null, 'row'] }) }).toEqual({ q: 'Why?' })
})

const label = (field: unknown): Json => ({ type: 18, component: field })

test('fields of strange names and kinds harm nothing', () => {
  const components = [
    label({ custom_id: '__proto__', value: 'polluted' }),
    label({ custom_id: 'number', value: 5 }),
    label({ custom_id: 'object', value: { toString: 'polluted' } }),
    label({ custom_id: 'list', values: ['a', 5, null, 'b'] }),
    label({ custom_id: 7, value: 'nameless' }),
    label({ value: 'nameless' }),
    label(null),
  ]
  const fields = readFields({ components })
  expect(Object.entries(fields)).toEqual([
    ['__proto__', 'polluted'],
    ['list', ['a', 'b']],
  ])
  expect(fields['toString']).toBeUndefined()
})

test.each([
  [2, 'button'],
  [3, 'select'],
  [5, 'select'],
  [6, 'select'],
  [7, 'select'],
  [8, 'select'],
  [1, 'unknown'],
  [4, 'unknown'],
  [99, 'unknown'],
  ['2', 'unknown'],
  [undefined, 'unknown'],
])('a component of type %j is: %s', (component_type, control) => {
  expect(readControl({ component_type })).toBe(control)
})

test('what was chosen is texts, whatever comes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (values) => {
      const read = readValues({ values })
      expect(read.every((value) => typeof value === 'string')).toBe(true)
      for (const value of Object.values(readFields({ components: values })))
        expect(['string', 'boolean', 'object']).toContain(typeof value)
    }),
  )
})
