/** The modal of a question: Discord takes its form, and what is filled in becomes an ordinary question. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { askModal, readAskModal } from '../../src/arrive/modal.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { isInteractionId } from '../../src/ids.ts'
import { isRecord, listAt, recordAt, textAt } from '../../src/json.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import type { Language } from '../../src/sentences/sentences.ts'
import { asking, payload } from '../fakes/payload.ts'

const done = (raw: unknown): Action => route(parseInteraction(raw))
const longest = '9'.repeat(20)
const idOf = (raw: string) => (isInteractionId(raw) ? raw : undefined)
const languages: readonly Language[] = ['en', 'de']

describe.each(languages)('the form in %s', (language) => {
  const modal = askModal(language, { private: true, fresh: false, model: undefined, files: 3 }, idOf(longest))

  test('keeps Discord’s rules', () => {
    expect(modalFlaws(modal)).toEqual([])
  })

  test('keeps them as they are counted here', () => {
    expect(modal.custom_id.length).toBeLessThanOrEqual(100)
    expect(modal.title.length).toBeLessThanOrEqual(45)
    expect(modal.components).toHaveLength(4)
    for (const part of modal.components) {
      expect((textAt(part, 'label') ?? '').length).toBeGreaterThan(0)
      expect((textAt(part, 'label') ?? '').length).toBeLessThanOrEqual(45)
      expect((textAt(part, 'description') ?? 'x').length).toBeLessThanOrEqual(100)
      expect((textAt(recordAt(part, 'component'), 'placeholder') ?? '').length).toBeLessThanOrEqual(100)
    }
  })

  test('has a long text, as many files as are left, and what the command has said', () => {
    const fields = modal.components.map((part) => recordAt(part, 'component'))
    expect(fields).toMatchObject([
      { type: 4, custom_id: 'prompt', style: 2, max_length: 4_000 },
      { type: 19, custom_id: 'files', min_values: 0, max_values: 7, required: false },
      { type: 23, custom_id: 'private', default: true },
      { type: 23, custom_id: 'fresh', default: false },
    ])
    expect(JSON.stringify(modal)).not.toContain('{n}')
  })
})

test('the custom id says what is held for it, and nothing forged is one', () => {
  const chosen = { private: false, fresh: false, model: undefined, files: 0 }
  expect(readAskModal(askModal('en', chosen, undefined).custom_id, {})).toMatchObject({ held: undefined })
  expect(readAskModal(askModal('en', chosen, idOf(longest)).custom_id, {})).toMatchObject({ held: longest })
  for (const forged of [
    '',
    'ask',
    'ask:',
    'ask:2',
    'ask:1:',
    'ask:1:x',
    'ask:1:1:2',
    `ask:1:${longest}9`,
    'ask:1\n',
  ])
    expect(readAskModal(forged, {})).toBeUndefined()
})

test('whatever is in the fields, it is read as a text, ids of files and ticks', () => {
  const value = fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string()))
  const name = fc.constantFrom('prompt', 'files', 'private', 'fresh', 'other')
  fc.assert(
    fc.property(fc.dictionary(name, value), (fields) => {
      expect(readAskModal('ask:1', fields)).toEqual({
        text: typeof fields['prompt'] === 'string' ? fields['prompt'] : '',
        files: Array.isArray(fields['files']) ? fields['files'] : [],
        private: fields['private'] === true,
        fresh: fields['fresh'] === true,
        held: undefined,
      })
    }),
  )
})

describe('/ask without a prompt', () => {
  test('opens the form in the member’s language', () => {
    const data = { name: 'ask', type: 1, options: [] }
    expect(done(payload('ask-in-guild', { data, locale: 'de' }))).toMatchObject({
      do: 'open',
      modal: { custom_id: 'ask:1', title: 'Claude fragen' },
      hold: undefined,
    })
  })

  test('holds the files that came along, in a place of the member’s own', () => {
    const raw = payload('ask-with-file')
    const data = recordAt(raw, 'data')
    const options = listAt(data, 'options').filter((one) => isRecord(one) && one['name'] !== 'prompt')
    const action = done({ ...raw, data: { ...data, options } })
    const id = String(raw['id'])
    expect(action).toMatchObject({
      do: 'open',
      modal: { custom_id: `ask:1:${id}` },
      hold: {
        at: { id, thread: '645027906669510667:53908232506183680' },
        held: { files: [{ id: '1111', name: 'bug.png' }] },
      },
    })
  })

  test('with a file that did not come along is refused', () => {
    expect(done(asking({ name: 'file', value: '7' }))).toMatchObject({ do: 'refuse', why: 'file gone' })
  })
})

describe('a filled-in form', () => {
  const form = payload('modal-ask')
  const data = recordAt(form, 'data')
  const changed = (customId: string, prompt: unknown, files: unknown = []): Action =>
    done({
      ...form,
      data: {
        custom_id: customId,
        components: [
          { type: 18, component: { type: 4, custom_id: 'prompt', value: prompt } },
          { type: 18, component: { type: 19, custom_id: 'files', values: files } },
        ],
        resolved: data['resolved'],
      },
    })

  test('is a question like any other, to the letter', () => {
    expect(done(form)).toMatchObject({
      do: 'ask',
      held: undefined,
      question: {
        id: '1441100000000000020',
        thread: '645027906669510667:53908232506183680',
        text: 'First line\n\n    second <@53908232506183681>',
        files: [{ id: '1111', name: 'bug.png' }],
        private: true,
        fresh: false,
        isTyped: true,
      },
    })
  })

  test('has what is held for it looked for where only its member’s interactions lead', () => {
    expect(changed('ask:1:42', 'hi')).toMatchObject({
      do: 'ask',
      held: { id: '42', thread: '645027906669510667:53908232506183680' },
      question: { thread: '645027906669510667' },
    })
  })

  test('that is blank is refused, and there is nothing to give back', () => {
    expect(changed('ask:1', ' \n')).toMatchObject({ do: 'refuse', why: 'empty prompt' })
    expect(changed('ask:1', ' \n')).not.toHaveProperty('typed')
  })

  test('whose file is gone is refused with what was typed', () => {
    expect(changed('ask:1', 'Look at ```this```', ['9'])).toMatchObject({
      do: 'refuse',
      why: 'file gone',
      typed: { title: 'Your question, to copy', description: '```\nLook at ``\u200b`this``\u200b`\n```' },
    })
  })
})
