/** A turn is cut off at each of its steps, by a crash and by an eviction: its answer is whole, on its messages, once. */

import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import './read-shell.ts'
import { logged } from './logged.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { checkpointed, counted, countedTurns, ended } from './rows.ts'
import { untilStored } from './stored.ts'
import { thread } from './thread-object.ts'
import { bash, SHORT, LONG, type Step, holding, sees, expectWhole } from './whole-answer.ts'

/** What is shown is written down a moment later. Cut off in between, the next life rightly edits it once more. */
const knows =
  (what: string) =>
  async (asked: Asked, _: string, channel: string): Promise<unknown> => {
    await sees(what)(asked)
    return checkpointed(channel, what)
  }

const steps: readonly Step[] = [
  {
    name: 'accepted, before Claude has said anything',
    answers: [{ ...holding(SHORT, 0) }, { say: SHORT }],
    whole: SHORT,
    reached: (_, word) => modelCalls(word, 0),
    calls: 2,
  },
  {
    name: 'before the first edit has come back',
    answers: [holding(SHORT, 60), { say: SHORT }],
    whole: SHORT,
    reached: sees('sentence number 1'),
    calls: 2,
  },
  {
    name: 'in mid-stream',
    answers: [holding(SHORT, 150), { say: SHORT }],
    whole: SHORT,
    reached: knows('sentence number 3'),
    calls: 2,
  },
  {
    name: 'between two pages',
    answers: [holding(LONG, 2_600), { say: LONG }],
    whole: LONG,
    reached: (_, __, channel) => shown(channel, 2),
    pages: 3,
    calls: 2,
  },
  {
    name: 'while a tool is at work that may be called again',
    answers: [{ say: 'Sleeping first.', tools: [bash('sleep 2; echo slept')] }, { say: SHORT }],
    whole: `Sleeping first.\n\n${SHORT}`,
    reached: sees('sleep 2'),
    calls: 3,
    footer: /\n\n-# 1 tool · [\d.]+ s$/,
  },
  {
    name: 'after a tool, while Claude speaks of what it brought',
    answers: [{ say: 'Looking first.', tools: [bash('echo there')] }, holding(SHORT, 150), { say: SHORT }],
    whole: `Looking first.\n\n${SHORT}`,
    reached: knows('sentence number 3'),
    calls: 3,
    footer: /\n\n-# 1 tool · [\d.]+ s$/,
  },
  {
    name: 'before the final edit',
    answers: [holding(SHORT, SHORT.length - 1), { say: SHORT }],
    whole: SHORT,
    reached: knows('sentence number 6'),
    calls: 2,
  },
]

/** Waits until it is written down that so many messages stand in Discord. */
const shown = (channel: string, pages: number): Promise<void> =>
  untilStored(
    thread(channel),
    ({ sql }) => sql.exec<{ n: number }>('SELECT json_array_length(shown) AS n FROM turns').one().n === pages,
  )

/** Cuts the turn off, and lets the next life find it. */
const cuts: readonly (readonly [string, (channel: string) => Promise<unknown>])[] = [
  ['a crash', () => abortAllDurableObjects()],
  [
    'a crash and another before anything was said',
    async (channel) => {
      await abortAllDurableObjects()
      await runInDurableObject(thread(channel), () => undefined)
      await abortAllDurableObjects()
    },
  ],
]

describe.each(cuts)('%s', (_, cut) => {
  test.each(steps)('$name', async (step) => {
    const [word, channel] = [unique(), snowflake()]
    let turn = ''
    const events = await logged(async () => {
      await script(word, ...step.answers)
      const asked = await ask({ prompt: word, channel })
      turn = asked.id
      await step.reached(asked, word, channel)
      await cut(channel)
      await runDurableObjectAlarm(thread(channel))
      await expectWhole(asked, step)
      await ended(channel)
      const calls = await modelCalls(word)
      expect(calls.length).toBeLessThanOrEqual(step.calls)
      await counted(turn)
      expect(await countedTurns(turn)).toBe(1)
    })
    const done = events.filter((event) => event['evt'] === 'ask.done' && event['turn'] === turn)
    expect(done).toHaveLength(1)
    await release(word)
  })
})

describe('an eviction', () => {
  // It waits for what is under way, so what is held has to go on; the turn then ends in this life or in the next.
  test.each(steps.slice(0, 4))('$name', async (step) => {
    const [word, channel] = [unique(), snowflake()]
    await script(word, ...step.answers)
    const asked = await ask({ prompt: word, channel })
    await step.reached(asked, word, channel)
    const gone = evictDurableObject(thread(channel))
    await release(word)
    await gone
    await runDurableObjectAlarm(thread(channel))
    await expectWhole(asked, step)
    await ended(channel)
    await counted(asked.id)
    expect(await countedTurns(asked.id)).toBe(1)
  })
})
