/** What the page makes of an option whose values the bot suggests, while one is typed. */

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { choiceFinder } from '../../src/playground/page/choices.js'
import { readCommands, readOptions, valueAtEnd, type Command } from '../../src/playground/page/slash.js'

const [ask] = readCommands(
  {
    global: [
      {
        name: 'ask',
        options: [
          { name: 'prompt', type: 3 },
          { name: 'model', type: 3, autocomplete: true },
          { name: 'tone', type: 3 },
        ],
      },
    ],
  },
  'en',
) as [Command]

describe('the value that is being typed', () => {
  test.each([
    ['model:', '', ''],
    ['model: ', '', ''],
    ['Why? model: so', 'so', 'Why?'],
    ['Why?\nmodel:so', 'so', 'Why?'],
  ])('is at the end of %j', (text, typed, before) =>
    expect(valueAtEnd(text, ask)).toEqual({ option: 'model', typed, before }),
  )

  test.each(['model', 'Why? tone: calm', 'other: x', 'remodel: x', 'model: sonnet and then'])(
    'is not in %j',
    (text) => expect(valueAtEnd(text, ask)).toBeUndefined(),
  )

  test('is what the whole line would give the option, and the rest what is left of it', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ?]{0,20}$/),
        fc.stringMatching(/^[a-z0-9-]{1,12}$/),
        (text, value) => {
          const line = `${text} model: ${value}`
          const found = valueAtEnd(line, ask)
          expect(readOptions(ask, line)).toEqual({
            ...readOptions(ask, found?.before ?? ''),
            model: found?.typed,
          })
        },
      ),
    ))
})

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200)

describe('the bot', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const finder = () => {
    const asked: { typed: string; answer: (choices: Choices) => void }[] = []
    const changed = vi.fn<() => void>()
    const made = choiceFinder(
      ({ typed }: { typed: string }) =>
        new Promise<Choices>((answer) => {
          asked.push({ typed, answer })
        }),
      changed,
    )
    return { ...made, asked, changed }
  }
  type Choices = { name: string; value: string }[] | undefined
  const sonnet = [{ name: 'Sonnet', value: 'sonnet' }]

  test('is asked once for what is typed quickly', async () => {
    const { look, asked } = finder()
    for (const typed of ['s', 'so', 'son']) look({ typed })
    await settle()
    expect(asked.map(({ typed }) => typed)).toEqual(['son'])
  })

  test('is not asked again for the same, and what it offers is there when it answers', async () => {
    const { look, found, asked, changed } = finder()
    look({ typed: 's' })
    await settle()
    look({ typed: 's' })
    await settle()
    expect([asked.length, found()]).toEqual([1, undefined])
    asked[0]?.answer(sonnet)
    await settle()
    expect(found()).toEqual(sonnet)
    expect(changed).toHaveBeenCalledOnce()
  })

  test('is not listened to when something else is typed meanwhile', async () => {
    const { look, found, asked, changed } = finder()
    look({ typed: 's' })
    await settle()
    look({ typed: 'h' })
    asked[0]?.answer(sonnet)
    await settle()
    expect([found(), changed.mock.calls.length]).toEqual([undefined, 0])
    look(undefined)
    asked[1]?.answer(sonnet)
    await settle()
    expect(found()).toBeUndefined()
  })

  test('that fails is told apart from one that offers nothing', async () => {
    const { look, found, asked } = finder()
    look({ typed: 's' })
    await settle()
    asked[0]?.answer(undefined)
    await settle()
    expect(found()).toBe('failed')
  })
})
