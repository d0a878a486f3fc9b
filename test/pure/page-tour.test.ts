/** The guided tour: which messages finish a step, what its presses ask, and what is kept of it. */

import { describe, expect, test } from 'vitest'
import { startDiscord } from '../../src/playground/discord.ts'
import { peopleIn, readState } from '../../src/playground/page/page-state.js'
import { readTour, stepAt, writtenTour } from '../../src/playground/page/tour-progress.js'
import {
  asksOf,
  isDone,
  isWaiting,
  progressOf,
  STEPS,
  stopOf,
  type Facts,
  type Here,
} from '../../src/playground/page/tour-steps.js'
import { tourEnglish, tourGerman } from '../../src/playground/page/tour-words.js'

const discord = await startDiscord()
const raw: object = JSON.parse(await (await fetch(`${discord.url}/_local/state?as=ada`)).text())
await discord.close()
const [ADA, BEN] = ['290000000000000021', '290000000000000022']
const [GENERAL, RANDOM] = ['290000000000000011', '290000000000000012']
const [THREAD, DIRECT] = ['290000000000000013', '290000000000000014']

const button = (id: string): unknown => ({ type: 1, components: [{ type: 2, custom_id: id }] })
let count = 0
const answer = (prompt: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  count += 1
  const { by = ADA, given = [], ...rest } = more
  return {
    id: `m${count}`,
    turn: `t${count}`,
    channel: RANDOM,
    command: { member: by, name: 'A', line: `/ask prompt: ${prompt}`, attachments: given },
    content: 'Words.',
    createdAt: 1_000 + count,
    ...rest,
  }
}

function factsOf(...messages: readonly unknown[]): Here {
  const state = readState({ ...raw, messages })
  return {
    messages: [...state.messages.values()],
    member: ADA,
    since: 1_000,
    lives: new Map(),
    channels: state.channels,
    channel: RANDOM,
    peopleOf: (channel) => peopleIn(state, channel),
  }
}
const words = tourEnglish.tourQuestions
const placesOf = (step: string, here: Here): unknown =>
  asksOf(step, here, words).map(({ member, channel, options }) => [member, channel, options.prompt])

describe('memory', () => {
  const told = answer('my name is Robin', { content: 'Noted, Robin.' })

  test('is shown by an answer that knows the name, in the same conversation', () => {
    const recall = { content: 'You are **Robin**.' }
    expect(progressOf('memory', factsOf())).toBe(0)
    expect(progressOf('memory', factsOf(told))).toBe(1)
    expect(progressOf('memory', factsOf(told, answer('what is my name?')))).toBe(1)
    expect(
      progressOf('memory', factsOf(told, answer('what is my name?', { ...recall, channel: THREAD }))),
    ).toBe(1)
    expect(isDone('memory', factsOf(told, answer('what is my name?', recall)))).toBe(true)
  })

  test('asks for the name where it was told', () => {
    expect(placesOf('memory', factsOf())).toEqual([[ADA, RANDOM, words.tell]])
    const there = factsOf({ ...told, channel: DIRECT })
    expect(placesOf('memory', there)).toEqual([[ADA, DIRECT, words.recall]])
  })

  test('does not count what was said before the step, or by somebody else', () => {
    expect(progressOf('memory', factsOf({ ...told, createdAt: 1_000 }))).toBe(0)
    expect(progressOf('memory', factsOf(answer('my name is Robin', { by: BEN })))).toBe(0)
  })

  test('waits while an answer is awaited or grows', () => {
    expect(isWaiting('memory', factsOf({ ...told, loading: true }))).toBe(true)
    expect(isWaiting('memory', factsOf({ ...told, content: 'Noted ▌' }))).toBe(true)
    expect(isWaiting('memory', factsOf({ ...told, components: [button('cancel:1:9')] }))).toBe(true)
    expect(isWaiting('memory', factsOf(told))).toBe(false)
  })
})

describe('saved answers', () => {
  test('are known by their small print', () => {
    const saved = 'A table.\n\n-# Saved answer from <t:1:R> · add `fresh:true` to get a new one'
    expect(progressOf('cache', factsOf(answer('table')))).toBe(1)
    expect(
      isDone('cache', factsOf(answer('table'), answer('table', { channel: THREAD, content: saved }))),
    ).toBe(true)
  })

  test('are asked for where least was asked, in a server', () => {
    expect(placesOf('cache', factsOf(answer('hi', { channel: GENERAL })))).toEqual([[ADA, RANDOM, 'table']])
    const both = factsOf(answer('hi', { channel: GENERAL }), answer('table'))
    expect(placesOf('cache', both)).toEqual([[ADA, THREAD, 'table']])
  })
})

describe('two members', () => {
  test('ask at once in one channel, also where one is in direct messages', () => {
    expect(placesOf('together', factsOf())).toEqual([
      [ADA, RANDOM, 'slow'],
      [BEN, RANDOM, 'slow'],
    ])
    expect(placesOf('together', { ...factsOf(), channel: DIRECT })).toEqual([
      [ADA, GENERAL, 'slow'],
      [BEN, GENERAL, 'slow'],
    ])
  })

  test('have shared an answer where the buttons of one lead to the turn of the other', () => {
    const mine = answer('slow', { turn: '70', components: [button('good:1:70')] })
    const own = answer('slow', { turn: '71', by: BEN, components: [button('good:1:71')] })
    expect(isDone('together', factsOf(mine, own))).toBe(false)
    expect(isDone('together', factsOf(mine, { ...own, components: [button('good:1:70')] }))).toBe(true)
  })
})

test('a chart is a picture that answers a question with a file', () => {
  const [given, attachments] = [[{ id: '1', filename: 'a.csv' }], [{ id: '2', filename: 'chart.png' }]]
  expect(isDone('chart', factsOf(answer('plot', { attachments })))).toBe(false)
  expect(isDone('chart', factsOf(answer('plot', { given })))).toBe(false)
  expect(isDone('chart', factsOf(answer('plot', { given, attachments })))).toBe(true)
  const [ask] = asksOf('chart', factsOf(), words)
  expect(ask?.attachments?.[0]?.filename).toBe('sales.csv')
})

test('a crash needs an answer that grows, and is over when that answer has had two lives', () => {
  const slow = answer('slow')
  expect(progressOf('crash', factsOf({ ...slow, loading: true }))).toBe(0)
  const growing = factsOf({ ...slow, content: 'This takes ▌' })
  expect(progressOf('crash', growing)).toBe(1)
  expect(isWaiting('crash', growing)).toBe(false)
  const after = (lives: number): Facts => ({
    ...factsOf(slow),
    lives: new Map([[String(slow['turn']), lives]]),
  })
  expect(isWaiting('crash', factsOf(slow))).toBe(true)
  expect(isWaiting('crash', after(1))).toBe(false)
  expect(progressOf('crash', after(1))).toBe(0)
  expect(isDone('crash', after(2))).toBe(true)
})

test('Stop is the button of an answer that grows, and the line below says that it was pressed', () => {
  const growing = answer('slow', { content: 'One ▌', components: [button('stop:1:9')] })
  const [message] = factsOf(growing).messages
  expect(message && stopOf(message)).toBe('stop:1:9')
  expect(progressOf('stop', factsOf(growing))).toBe(1)
  expect(progressOf('stop', factsOf(answer('slow', { content: 'One two.' })))).toBe(0)
  expect(isDone('stop', factsOf(answer('slow', { content: 'One\n\n-# ⏹ Stopped by Ada' })))).toBe(true)
})

test('a member without a place for a step asks nothing', () => {
  for (const step of STEPS) expect(asksOf(step, { ...factsOf(), channels: [] }, words)).toEqual([])
})

test('the tour is kept over a reload, and what cannot be read begins anew', () => {
  const tour = { isOpen: true, step: 2, since: 5, done: ['memory', 'cache'] }
  expect(readTour(writtenTour(tour))).toEqual(tour)
  const fresh = { isOpen: false, step: 0, since: 0, done: [] }
  for (const odd of [undefined, '', 'null', '{', '7', '{"step":9,"since":"x","done":"memory"}'])
    expect(readTour(odd)).toEqual(fresh)
})

test('an address names one of six steps', () => {
  expect(['1', '6'].map(stepAt)).toEqual([0, 5])
  expect(['0', '7', '', 'x', null].map(stepAt)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test.each([tourEnglish, tourGerman])('each step has its words', (language) => {
  for (const names of [language.tourNames, language.tourWhy, language.tourPresses, language.tourDone])
    expect(Object.keys(names)).toEqual(STEPS)
})
