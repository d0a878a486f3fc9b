/** The busy stretch that the bench plays, and that it would see a wrong answer. */

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Message } from '../../src/playground/claude/content.ts'
import { fieldsOf } from '../workload/done-events.ts'
import { followUps, openers, stampedClaude, stampIn, type Stamped } from '../workload/questions.ts'
import {
  crossings,
  faultOf,
  plan,
  type Planned,
  repeatedInVain,
  repeats,
  type Seen,
} from '../workload/workload.ts'

const shape = {
  seed: 'a test',
  guild: '290000000000000001',
  firstChannel: 290_000_000_000_001_000n,
  questions: 500,
  threads: 60,
  overMs: 60_000,
}
const planned = plan(shape)
const channelsOf = (turns: readonly Planned[]): Set<string> =>
  new Set(turns.map(({ conversation }) => conversation.channel))

test('the same seed plans the same stretch, another one another', () => {
  expect(plan(shape)).toEqual(planned)
  expect(plan({ ...shape, seed: 'other' })).not.toEqual(planned)
})

test('500 questions come in the order of their time, over 60 threads and all of the stretch', () => {
  expect(planned).toHaveLength(500)
  expect(channelsOf(planned).size).toBe(60)
  const times = planned.map(({ atMs }) => atMs)
  expect(times.filter((at, n) => at < (times[n - 1] ?? 0) - 120)).toEqual([])
  expect(Math.max(...times)).toBeGreaterThan(58_000)
})

test('the openers are 120 different ones', () => expect(new Set(openers).size).toBe(120))

test('four in ten are follow-ups, and no thread begins with one', () => {
  const share = planned.filter(({ asks }) => asks.kind === 'follow-up').length / planned.length
  expect(share).toBeGreaterThan(0.36)
  expect(share).toBeLessThan(0.44)
  const firsts = [...channelsOf(planned)].map((channel) =>
    planned.find(({ conversation }) => conversation.channel === channel),
  )
  expect(firsts.every((first) => first?.asks.kind === 'opener' && first.isFirst)).toBe(true)
  expect(planned.filter(({ isFirst }) => isFirst)).toHaveLength(firsts.length)
})

test('the openers are distributed as by Zipf: the first twelve of 120 make about half of all', () => {
  const counts = openers
    .map((_, opener) => planned.filter(({ asks }) => asks.kind === 'opener' && asks.opener === opener).length)
    .toSorted((a, b) => b - a)
  const all = counts.reduce((sum, count) => sum + count, 0)
  const top = counts.slice(0, 12).reduce((sum, count) => sum + count, 0)
  expect(top / all).toBeGreaterThan(0.45)
  expect(top / all).toBeLessThan(0.75)
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(60)
})

test('a private conversation has one member, a shared one several', () => {
  const own = plan({ ...shape, private: true })
  expect(own.every(({ member, conversation }) => member === conversation.owner)).toBe(true)
  expect(new Set(planned.map(({ member }) => member)).size).toBeGreaterThan(120)
})

test('who asks side by side is not the one whose answer is growing', () => {
  const last = new Map<string, string>()
  const same = planned.filter(({ conversation: { channel }, member, thinksMs }) => {
    const before = last.get(channel)
    last.set(channel, member)
    return before === member && thinksMs === undefined
  })
  expect(same).toEqual([])
})

const user = (text: string): Message => ({
  role: 'user',
  content: [
    { type: 'text', text: '[speaker: Ada]\n' },
    { type: 'text', text },
  ],
})
const claude = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] })
const stampOf = (...messages: Message[]): Stamped | undefined => {
  const answer = stampedClaude({ firstTokenMs: 0, tokensPerSecond: 0 }).talk(messages)
  return stampIn('say' in answer ? answer.say : '')
}

test('an answer names its question, however it is spelt', () => {
  expect(stampOf(user('  HOW does  a mutex work'))).toEqual({
    answer: 1,
    opener: openers.indexOf('How does a mutex work?'),
    followUp: undefined,
  })
})

test('an answer to a follow-up names the subject of the answer before it', () => {
  const before = [
    user('x'),
    claude('Answer 7, to question 5: …'),
    user('go on'),
    claude('Answer 8, to follow-up 1 on question 6: …'),
  ]
  expect(stampOf(...before, user('go on'))).toEqual({
    answer: 1,
    opener: 6,
    followUp: followUps.indexOf('go on'),
  })
})

test('a follow-up without anything before it gets no answer that counts', () => {
  expect(stampOf(user('go on'))).toBeUndefined()
})

test('no two answers are the same', () => {
  const { talk, said } = stampedClaude({ firstTokenMs: 0, tokensPerSecond: 0 })
  for (let n = 0; n < 8; n += 1) talk([user('How does a mutex work?')])
  expect(new Set(said.values()).size).toBe(8)
})

const conversation = { guild: '1', channel: '2', owner: undefined }
const turn = (
  asks: Planned['asks'],
  stamp: Stamped | undefined,
  at: number,
  where: Partial<Planned['conversation']> = {},
): Seen => ({
  planned: {
    conversation: { ...conversation, ...where },
    member: '3',
    text: '',
    asks,
    isFirst: false,
    atMs: 0,
    thinksMs: undefined,
  },
  postedAt: at,
  firstWordsAt: at + 700,
  wholeAt: at + 2_000,
  stamp,
})
const opener = (which: number, stamp: Partial<Stamped>, at: number): Seen =>
  turn({ kind: 'opener', opener: which }, { answer: at, opener: which, followUp: undefined, ...stamp }, at)
const followUp = (about: number, at: number): Seen =>
  turn({ kind: 'follow-up', followUp: 2 }, { answer: at, opener: about, followUp: 2 }, at)

test('the right answers have no fault', () => {
  const first = opener(5, {}, 0)
  expect(faultOf(first, [first])).toBeUndefined()
  expect(faultOf(followUp(5, 3_000), [first])).toBeUndefined()
})

test('an answer to another question is a fault', () => {
  expect(faultOf(opener(5, { opener: 6 }, 0), [])).toBe('another question')
  expect(faultOf(opener(5, { followUp: 1 }, 0), [])).toBe('another question')
  const asked = turn({ kind: 'follow-up', followUp: 1 }, { answer: 9, opener: 5, followUp: 2 }, 3_000)
  expect(faultOf(asked, [opener(5, {}, 0)])).toBe('another question')
})

test('an answer to a follow-up about anything but the last subject is a fault', () => {
  const before = [opener(5, {}, 0), opener(6, {}, 3_000)]
  expect(faultOf(followUp(6, 6_000), before)).toBeUndefined()
  expect(faultOf(followUp(5, 6_000), before)).toBe('another context')
  expect(faultOf(followUp(6, 6_000), [])).toBe('another context')
})

test('where another answer ends meanwhile, a follow-up may be about either', () => {
  const before = [opener(5, {}, 0), opener(6, {}, 4_200)]
  expect(faultOf(followUp(5, 6_000), before)).toBeUndefined()
  expect(faultOf(followUp(6, 6_000), before)).toBeUndefined()
})

test('what is no answer of Claude is a fault', () => {
  expect(faultOf(turn({ kind: 'opener', opener: 5 }, undefined, 0), [])).toBe('it is no answer')
})

test('an answer that is seen in two guilds, or in private and elsewhere, has crossed', () => {
  const stamp = { answer: 1, opener: 5, followUp: undefined }
  const asks = { kind: 'opener', opener: 5 } as const
  const here = turn(asks, stamp, 0)
  expect(crossings([here, turn(asks, stamp, 1, { channel: '9' })])).toBe(0)
  expect(crossings([here, turn(asks, stamp, 1, { guild: '8' })])).toBe(1)
  expect(crossings([here, turn(asks, stamp, 1, { owner: '7' })])).toBe(1)
})

const shown = (text: string, answer: number): Seen => {
  const seen = opener(openers.indexOf(text), { answer }, answer)
  return { ...seen, planned: { ...seen.planned, text } }
}

test('what each wants for themselves and two are shown is repeated in vain', () => {
  expect(repeatedInVain([shown('Lance un dé', 1), shown('Lance un dé', 2)])).toBe(0)
  expect(repeatedInVain([shown('Lance un dé', 1), shown('Lance un dé', 1), shown('続けて', 3)])).toBe(1)
  expect(repeatedInVain([shown('How does a mutex work?', 1), shown('How does a mutex work?', 1)])).toBe(0)
})

test('a repeat is an opener that the guild has seen within the time', () => {
  const elsewhere = turn({ kind: 'opener', opener: 5 }, undefined, 10, { guild: '8' })
  const turns = [opener(5, {}, 0), elsewhere, opener(6, {}, 20), opener(5, {}, 30), opener(5, {}, 5_000)]
  expect(repeats(turns, 1_000).map(({ postedAt }) => postedAt)).toEqual([30])
})

test('the fields of an event are read from how the runtime prints it', () => {
  const event = {
    evt: 'ask.done',
    why: '',
    model: "it's",
    thread: '1/2',
    edits: 3,
    ttft_ms: -1,
    share: 0.5,
    held: 1e21,
  }
  expect(fieldsOf(inspect(event))).toEqual(event)
})
