/** Modals at the local Discord: what a bot may ask in one, and what a member may send with it. */

import { describe, expect, test } from 'vitest'
import { filledIn, modalFlaws } from '../../src/playground/discord/modal-rules.ts'

const label = (component: object): object => ({ type: 18, label: 'Label', component })
const modal = (...components: readonly object[]) => ({ custom_id: 'm', title: 'Modal', components })
const prompt = { type: 4, custom_id: 'prompt', style: 2, max_length: 10 }
const files = { type: 19, custom_id: 'files', min_values: 0, max_values: 2, required: false }
const tick = { type: 23, custom_id: 'tick', default: true }

const codes = (...components: readonly object[]): readonly string[] =>
  modalFlaws(modal(...components)).map(({ at }) => at.join('.'))

describe('a form is refused', () => {
  test('for fields beyond their limits', () => {
    expect(codes(label(prompt), label(files), label(tick))).toEqual([])
    expect(codes(label({ ...prompt, value: 'x'.repeat(4_001) }))).toEqual([
      'data.components.0.component.value',
    ])
    expect(codes(label({ ...prompt, min_length: -1 }))).toEqual(['data.components.0.component.min_length'])
    expect(codes(label({ ...prompt, placeholder: 'x'.repeat(101) }))).toEqual([
      'data.components.0.component.placeholder',
    ])
    expect(codes(label({ ...files, max_values: 11 }))).toEqual(['data.components.0.component.max_values'])
    expect(codes(label({ ...files, required: true }))).toEqual(['data.components.0.component.min_values'])
    expect(codes(label({ ...tick, default: 'yes' }))).toEqual(['data.components.0.component.default'])
    expect(codes(label({ ...tick, custom_id: 'x'.repeat(101) }))).toEqual([
      'data.components.0.component.custom_id',
    ])
  })

  test('for two fields of one id, and for more than five parts', () => {
    expect(codes(label(prompt), label({ ...tick, custom_id: 'prompt' }))).toEqual(['data.components'])
    expect(codes(...Array.from({ length: 6 }, () => ({ type: 10, content: 'x' })))).toEqual([
      'data.components',
    ])
  })
})

describe('a form that is sent', () => {
  const form = modal({ type: 10, content: 'Read this' }, label(prompt), label(files), label(tick))

  test('has each field, also one that nobody filled in', () => {
    expect(filledIn(form, { prompt: 'a\nb' })).toEqual({
      ok: true,
      data: {
        custom_id: 'm',
        components: [
          { type: 10, id: 1 },
          { type: 18, id: 3, component: { type: 4, id: 4, custom_id: 'prompt', value: 'a\nb' } },
          { type: 18, id: 5, component: { type: 19, id: 6, custom_id: 'files', values: [] } },
          { type: 18, id: 7, component: { type: 23, id: 8, custom_id: 'tick', value: false } },
        ],
      },
    })
  })

  test.each([
    [{}, 'not filled in'],
    [{ prompt: 'x'.repeat(11) }, 'at most 10'],
    [{ prompt: 5 }, 'takes a text'],
    [{ prompt: 'x', files: ['1', '2', '3'] }, 'at most 2 files'],
    [{ prompt: 'x', tick: 'yes' }, 'ticked or not'],
    [{ prompt: 'x', other: 1 }, 'no field other'],
  ])('is not sent with %j', (values, why) => {
    expect(filledIn(form, values)).toEqual({ ok: false, why: expect.stringContaining(why) as string })
  })
})
