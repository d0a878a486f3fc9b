/** What a press is about comes from Discord, never from the custom id; what nobody draws gets a sentence. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { testClock } from '../fakes/clock.ts'
import { payload } from '../fakes/payload.ts'

const done = (raw: unknown): Action => route(parseInteraction(raw))

const press = (customId: string, from = 'button'): Action =>
  done({ ...payload(from), type: 3, data: { component_type: 2, custom_id: customId } })

const never = (): Promise<never> => new Promise(() => undefined)

/** The conversation, the turn and the language that the answer to a press asks for; or why there is none. */
async function asked(action: Action): Promise<readonly string[]> {
  if (action.do !== 'press') return [action.do === 'refuse' ? action.why : action.do]
  const heard: string[] = []
  const reply = await action.run({
    clock: testClock(),
    conversation: (thread) => ({
      forget: never,
      forgettable: never,
      status: never,
      press: never,
      vote: never,
      answered: never,
      toEdit: never,
      edit: never,
      openThread: never,
      pressEnded: never,
      details: (turn, language) => {
        heard.push(thread, turn, language)
        return Promise.resolve('-# 1 tool')
      },
    }),
    privateReply: () => ({ edit: () => Promise.reject(new Error('not told')) }),
    hasBotToken: false,
    memberObject: () => {
      throw new Error('not asked')
    },
    notices: {
      read: () => Promise.reject(new Error('not asked')),
      set: () => Promise.reject(new Error('not asked')),
    },
    coordinatorHealth: never,
    complain: () => undefined,
  })
  expect(reply).toEqual({ does: 'say', why: '', text: '-# 1 tool' })
  return heard
}

const turn = '786008729715212338'

describe('the button Details', () => {
  test('asks the conversation that everybody shares, in the language of the one who presses', async () => {
    const action = press(`details:${turn}`)
    expect(action).toMatchObject({ do: 'press', button: 'details' })
    expect(await asked(action)).toEqual(['645027906669510667', turn, 'de'])
  })

  test('of an answer for one member asks the conversation of the member who presses, not of the one who asked', async () => {
    expect(await asked(press(`details:${turn}:own`))).toEqual([
      '645027906669510667:53908232506183680',
      turn,
      'de',
    ])
  })

  test.each([
    ['ask-in-bot-dm', '700000000000000001'],
    ['ask-in-thread', '1441000000000000099'],
  ])('pressed where %s was asked means that conversation', async (from, thread) => {
    expect(await asked(press('details:1', from))).toMatchObject([thread, '1', expect.anything()])
    expect(done(payload(from))).toMatchObject({ question: { thread } })
  })

  test.each(['ask-in-foreign-guild', 'ask-in-group-dm'])(
    'so does one of the asker’s own: %s',
    async (from) => {
      const question = done(payload(from))
      const { thread } = question.do === 'ask' ? question.question : { thread: 'none' }
      expect(await asked(press('details:1:own', from))).toMatchObject([thread, '1', expect.anything()])
    },
  )

  test('whatever its id says, only the channel and the member that Discord names are asked', async () => {
    const id = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('details', ':', 'own', '1', '700000000000000001', ' '), { maxLength: 8 })
        .map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(id, async (customId) => {
        const [where] = await asked(press(customId))
        expect(['unknown button', '645027906669510667', '645027906669510667:53908232506183680']).toContain(
          where,
        )
      }),
    )
  })

  test('is a button: its id in a select or a modal is forged', async () => {
    const data = { component_type: 3, custom_id: `details:${turn}`, values: ['x'] }
    expect(await asked(done(payload('select', { data })))).toEqual(['unknown button'])
    expect(await asked(done(payload('modal', { data: { custom_id: `details:${turn}` } })))).toEqual([
      'unknown button',
    ])
  })
})

test.each(['button', 'select', 'modal', 'modal-with-fields'])(
  'what nobody draws any more gets a sentence in the language of the one who presses: %s',
  (name) => {
    expect(done(payload(name, { locale: 'en-US' }))).toMatchObject({
      do: 'refuse',
      why: 'unknown button',
      text: 'This button no longer works. Ask again with `/ask`.',
    })
    expect(done(payload(name, { locale: 'de' }))).toMatchObject({
      do: 'refuse',
      why: 'unknown button',
      text: 'Dieser Button funktioniert nicht mehr. Frag noch einmal mit `/ask`.',
    })
  },
)

test.each(['', ':', 'constructor', '__proto__:1', 'toString:1', 'Details:1', 'details', 'details\n:1'])(
  '%j is the id of nothing',
  async (customId) => {
    expect(await asked(press(customId))).toEqual(['unknown button'])
  },
)

test('an interaction of a component that Discord has yet to invent gets that sentence, too', () => {
  const data = { component_type: 99, custom_id: `details:${turn}` }
  expect(done(payload('button', { data }))).toMatchObject({ do: 'refuse', why: 'unknown button' })
  expect(done(payload('button', { data: {} }))).toMatchObject({ do: 'refuse', why: 'unknown button' })
})
