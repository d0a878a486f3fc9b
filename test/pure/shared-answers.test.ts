/** Equal questions in flight: one answer, heard whole by everyone who asked. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedAnswers } from '../../src/converse/turn/shared-answers.ts'
import { settle, testClock } from '../fakes/clock.ts'

const forEver = new AbortController().signal

/** Grows by a word after each 10 ms; counts how often it was begun, and knows when it was stopped. */
function speaker(words: readonly string[], clock = testClock()) {
  const state = { begun: 0, stoppedAt: undefined as number | undefined }
  return {
    clock,
    state,
    begin: async function* begin(this: void, stop: AbortSignal) {
      state.begun += 1
      stop.addEventListener('abort', () => (state.stoppedAt ??= clock.now()))
      let text = ''
      for (const word of words) {
        await clock.sleep(10, stop)
        if (stop.aborted) return
        yield (text += word)
      }
    },
  }
}

async function* breaks() {
  yield 'a'
  await settle()
  throw new Error('a bug')
}

/** The last state that was seen. */
async function collect(states: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const state of states) text = state
  return text
}

const never = (): boolean => false

test('two equal questions are answered by one answer, whole for both', async () => {
  const { begin, clock, state } = speaker(['a', 'b', 'c', 'd'])
  const answers = sharedAnswers<string>(never)
  const first = answers.follow('same', begin, forEver)
  const one = collect(first.states)
  await clock.advance(25)
  const second = answers.follow('same', begin, forEver)
  const both = await clock.until(Promise.all([one, collect(second.states)]))
  expect(both).toEqual(['abcd', 'abcd'])
  expect([first.isFirst, second.isFirst, state.begun]).toEqual([true, false, 1])
})

test('other questions, and those that want to be alone, get their own', async () => {
  const { begin, clock, state } = speaker(['a'])
  const answers = sharedAnswers<string>(never)
  const all = ['one', 'two', undefined, undefined].map((print) => answers.follow(print, begin, forEver))
  expect(await clock.until(Promise.all(all.map(({ states }) => collect(states))))).toEqual([
    'a',
    'a',
    'a',
    'a',
  ])
  expect(state.begun).toBe(4)
})

test('the answer goes on when the first asker leaves, and stops when the last one does', async () => {
  const { begin, clock, state } = speaker(['a', 'b', 'c', 'd'])
  const answers = sharedAnswers<string>(never)
  const stop = new AbortController()
  const first = answers.follow('same', begin, stop.signal)
  const second = answers.follow('same', begin, forEver)
  const one = collect(first.states)
  const two = collect(second.states)
  await clock.advance(15)
  stop.abort()
  expect(await one).toBe('a')
  first.leave()
  await settle()
  expect(state.stoppedAt).toBeUndefined()
  expect(await clock.until(two)).toBe('abcd')
  second.leave()
  await settle()
  expect(state.stoppedAt).toBe(40)
})

test('an asker who leaves twice takes nobody else along', async () => {
  const { begin, clock, state } = speaker(['a', 'b'])
  const answers = sharedAnswers<string>(never)
  const first = answers.follow('same', begin, forEver)
  const second = answers.follow('same', begin, forEver)
  const two = collect(second.states)
  first.leave()
  first.leave()
  expect(await clock.until(two)).toBe('ab')
  expect(state.stoppedAt).toBeUndefined()
})

test('everybody who follows can have the call made again, while there is one', async () => {
  const answers = sharedAnswers<string>(never)
  const once = new AbortController()
  const asking: { call?: { once: AbortController | undefined } } = {}
  const following = [1, 2].map(() =>
    answers.follow(
      'same',
      async function* begin(_, inFlight) {
        asking.call = inFlight
        yield await Promise.resolve('a')
      },
      forEver,
    ),
  )
  expect(following.map(({ again }) => again())).toEqual([false, false])
  if (asking.call !== undefined) asking.call.once = once
  expect(following[1]?.again()).toBe(true)
  expect(once.signal.aborted).toBe(true)
  await Promise.all(following.map(({ states }) => collect(states)))
})

test('until the last turn has ended an equal question joins, and after that it asks anew', async () => {
  const { begin, clock, state } = speaker(['a'])
  const answers = sharedAnswers<string>(never)
  const first = answers.follow('same', begin, forEver)
  await clock.until(collect(first.states))
  const late = answers.follow('same', begin, forEver)
  expect(await collect(late.states)).toBe('a')
  first.leave()
  late.leave()
  await clock.until(collect(answers.follow('same', begin, forEver).states))
  expect([late.isFirst, state.begun]).toEqual([false, 2])
})

test('nobody joins an answer that has failed, while those who wanted it are still being told', async () => {
  const { begin, clock, state } = speaker(['overloaded'])
  const answers = sharedAnswers<string>((said) => said === 'overloaded')
  const first = answers.follow('same', begin, forEver)
  await clock.until(collect(first.states))
  const late = answers.follow('same', begin, forEver)
  await clock.until(collect(late.states))
  expect([late.isFirst, state.begun]).toEqual([true, 2])
  const broken = answers.follow('other', breaks, forEver)
  await expect(collect(broken.states)).rejects.toThrow('a bug')
  expect(answers.follow('other', begin, forEver).isFirst).toBe(true)
})

test('what breaks breaks for everybody who listens', async () => {
  const answers = sharedAnswers<string>(never)
  const all = [1, 2].map(() => collect(answers.follow('same', breaks, forEver).states))
  for (const one of all) await expect(one).rejects.toThrow('a bug')
})

test('however listeners come and go, each hears the beginning without a gap, and those who stay hear all', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 }),
      fc.array(fc.record({ comes: fc.nat(60), stays: fc.option(fc.nat(60)) }), {
        minLength: 1,
        maxLength: 6,
      }),
      async (words, guests) => {
        const { begin, clock } = speaker(words)
        const answers = sharedAnswers<string>(never)
        const host = answers.follow('same', begin, forEver)
        const heard = guests.map(async ({ comes, stays }) => {
          await clock.sleep(comes)
          const stop = new AbortController()
          const { states, leave } = answers.follow('same', begin, stop.signal)
          if (stays !== null) void clock.sleep(stays).then(() => stop.abort())
          const text = await collect(states)
          leave()
          return { text, stayed: stays === null }
        })
        const all = await clock.until(Promise.all([collect(host.states), ...heard]))
        const whole = words.join('')
        const [mine, ...theirs] = all
        expect(mine).toBe(whole)
        for (const one of theirs) {
          if (typeof one === 'string') continue
          expect(one.stayed ? one.text : whole.slice(0, one.text.length)).toBe(one.stayed ? whole : one.text)
        }
      },
    ),
  )
})
