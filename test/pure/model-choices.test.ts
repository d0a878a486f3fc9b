/** Which models are suggested, what a typed name means, and that no other model is ever asked. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { chosenModel, modelName, suggestions } from '../../src/arrive/model-choices.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { withModel } from '../../src/arrive/with-model.ts'
import { readQuestion } from '../../src/converse/question/question.ts'
import { settingsFor } from '../../src/converse/turn/turn-settings.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { commands } from '../../src/arrive/commands.ts'
import { readCommands, readOptions } from '../../src/playground/page/slash.js'
import { question, settings } from '../build.ts'
import { secrets } from '../fakes/documented-settings.ts'
import { stage } from '../fakes/front-door.ts'
import { asking, payload } from '../fakes/payload.ts'

const haiku = 'claude-haiku-5-5'
const sonnet = 'claude-sonnet-5-5'
const opus = 'claude-opus-4-1'
const all = [haiku, sonnet, opus, 'mine/local-1']

describe('the suggestions', () => {
  test('name and describe each model, the usual one first', () => {
    expect(suggestions(all, '', 'en')).toEqual([
      { name: 'Haiku 5.5 · fast · default', value: haiku },
      { name: 'Sonnet 5.5 · thorough', value: sonnet },
      { name: 'Opus 4.1 · most thorough, slower', value: opus },
      { name: 'mine/local-1', value: 'mine/local-1' },
    ])
    expect(suggestions(all, ' HAI', 'de')).toEqual([
      { name: 'Haiku 5.5 · schnell · voreingestellt', value: haiku },
    ])
    expect(suggestions(all, 'gpt', 'en')).toEqual([])
  })

  test('of a bot with one model say so', () => {
    expect(suggestions([haiku], 'x', 'en')).toEqual([
      { name: 'This bot has one model: Haiku 5.5', value: haiku },
    ])
  })

  test('are as many and as long as Discord takes', () => {
    const many = Array.from({ length: 40 }, (_, n) => `${'m'.repeat(120)}-${n}`)
    const offered = suggestions(many, '', 'de')
    expect([offered.length, offered.every(({ name }) => Array.from(name).length <= 100)]).toEqual([25, true])
  })

  test.each([
    ['claude-3-haiku-20240307', 'claude-3-haiku-20240307'],
    ['claude-opus-4-20250514', 'Opus 4'],
    ['claude-haiku-4-5-20251001', 'Haiku 4.5'],
  ])('%s is called %s', (model, name) => {
    expect(modelName(model)).toBe(name)
  })
})

/** What is done with `/ask` and this model, by a bot that offers these. */
const asked = (model: unknown, models = all, prompt = true): Action =>
  withModel(
    models,
    route(
      parseInteraction(
        asking(...(prompt ? [{ name: 'prompt', value: 'Hi' }] : []), { name: 'model', value: model }),
      ),
    ),
  )

describe('a chosen model', () => {
  test.each([
    [sonnet, sonnet],
    ['sonnet', sonnet],
    [' Opus 4.1 ', opus],
  ])('%j is %s', (typed, model) => {
    expect(asked(typed)).toMatchObject({ do: 'ask', question: { model } })
  })

  test.each(['claude', 'gpt-5', 'constructor', '__proto__', `${sonnet}x`])(
    '%j is none, and is refused with those that there are',
    (typed) => {
      expect(asked(typed)).toMatchObject({
        do: 'refuse',
        why: 'no such model',
        text: expect.stringContaining('`claude-haiku-5-5`, `claude-sonnet-5-5`') as string,
      })
      expect(asked(typed, all, false)).toMatchObject({ do: 'refuse', why: 'no such model' })
    },
  )

  test('is never another one than those of the setting, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...all)), (typed) => {
        const model = chosenModel(all, typed)
        expect([undefined, ...all]).toContain(model)
      }),
    )
  })

  test('of a bot with one model refuses nothing', () => {
    expect(asked('gpt-5', [haiku])).toMatchObject({ do: 'ask', question: { model: haiku } })
  })

  test('that is empty, or no text, is none', () => {
    for (const value of ['', ' ', 5, true])
      expect(asked(value)).toMatchObject({
        do: 'ask',
        question: expect.not.objectContaining({ model: haiku }) as object,
      })
  })

  test('stays with a question that is typed in a modal', () => {
    const opened = asked('sonnet', all, false)
    const id = opened.do === 'open' ? opened.modal.custom_id : ''
    expect(id).toBe('ask:1:model=sonnet')
    const sent = (customId: string): Action => {
      const raw = payload('modal-ask')
      const data = typeof raw['data'] === 'object' ? raw['data'] : {}
      return withModel(all, route(parseInteraction({ ...raw, data: { ...data, custom_id: customId } })))
    }
    expect(sent(id)).toMatchObject({ do: 'ask', question: { model: sonnet } })
    expect(sent('ask:1:model=gpt')).toMatchObject({
      do: 'refuse',
      why: 'no such model',
      typed: expect.anything() as object,
    })
  })
})

describe('a turn', () => {
  const several = settings({ models: [haiku, sonnet] })

  test('asks the chosen model, and MODEL where none is chosen or where it is not allowed any more', () => {
    expect(settingsFor(question({ model: sonnet }), several)).toEqual({ ...several, model: sonnet })
    for (const model of [undefined, haiku, opus])
      expect(settingsFor(model === undefined ? question() : question({ model }), several)).toBe(several)
    expect(settingsFor(question({ model: sonnet }), settings()).model).toBe(haiku)
  })

  test('knows its model after a crash', () => {
    const { token, ...kept } = question({ model: sonnet })
    expect(readQuestion(JSON.parse(JSON.stringify(kept)), token)?.model).toBe(sonnet)
    expect(readQuestion({ ...kept, model: 5 }, token)).not.toHaveProperty('model')
  })
})

const typing = (name: string, value: string): unknown =>
  payload('autocomplete', {
    data: { name: 'ask', type: 1, options: [{ type: 3, name, value, focused: true }] },
  })

test('Discord is given the choices for the option that is typed, and nothing for another', async () => {
  const { post, log } = stage({ models: all })
  expect(await (await post(typing('model', 'son'))).json()).toEqual({
    type: 8,
    data: { choices: [{ name: 'Sonnet 5.5 · thorough', value: sonnet }] },
  })
  expect(await (await post(typing('prompt', 'son'))).json()).toEqual({ type: 8, data: { choices: [] } })
  expect(log).toMatchObject([{ outcome: 'suggest' }, { outcome: 'suggest nothing' }])
})

test.each([
  ['', []],
  [sonnet, [haiku, sonnet]],
  [` ${sonnet},${haiku}  ${opus} `, [haiku, sonnet, opus]],
])('MODELS %j', (MODELS, models) => {
  const read = readSettings({ ...secrets, MODELS })
  expect(read.ok && read.settings.models).toEqual(models)
})

test.each([
  ['claude haiku!', /^MODELS is "haiku!"; it should be models' names/],
  ['x'.repeat(65), /^MODELS is "x{40}…"/],
  [Array.from({ length: 25 }, (_, n) => `m${n}`).join(), /^MODELS is too long; .* 25 models/],
])('MODELS %j is a mistake', (MODELS, problem) => {
  const read = readSettings({ ...secrets, MODELS })
  expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(problem)])
})

test('the page takes the model from what is typed', () => {
  const [ask] = readCommands({ global: [{ ...commands.ask }] }, 'en')
  expect(ask && readOptions(ask, 'What is it? model: sonnet')).toEqual({
    prompt: 'What is it?',
    model: 'sonnet',
  })
})
