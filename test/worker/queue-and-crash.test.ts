/** What a member would suffer: a place in the queue over an answer, and a shared answer that a crash cuts off. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import './read-shell.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked, scriptReply } from './member.ts'
import { ended, shownTexts } from './rows.ts'
import { thread } from './thread-object.ts'

const AHEAD = /ahead of yours/

/** A thread in which nobody's next place in the queue ever comes by itself: the pause before it does not end. */
const pausePlaces = (channel: string): Promise<void> =>
  runInDurableObject(thread(channel), (object) => {
    object.clock = {
      now: () => Date.now(),
      sleep: (ms, signal, watch) =>
        watch === undefined && ms > 3_000
          ? new Promise((wake) => signal?.addEventListener('abort', () => wake()))
          : systemClock.sleep(ms, signal),
    }
  })

/** A thread whose next pause lasts until it is ended. */
async function holdPause(channel: string) {
  const held: { wake?: () => void } = {}
  await runInDurableObject(thread(channel), (object) => {
    object.clock = {
      now: () => Date.now(),
      sleep(ms, signal, watch) {
        if (watch !== undefined || held.wake !== undefined) return systemClock.sleep(ms, signal)
        return new Promise((wake) => {
          held.wake = wake
        })
      },
    }
  })
  return {
    isHeld: () => held.wake !== undefined,
    end: () => runInDurableObject(thread(channel), () => held.wake?.()),
  }
}

/** What was written on a reply, call by call, and what stands there. */
async function written(asked: Asked): Promise<readonly string[]> {
  const { calls, messages } = await asked.reply(() => true)
  return [...calls.map(({ content = '' }) => content), ...messages.map(({ content }) => content)]
}

/** Three questions of one member; gives the third, which waits behind the other two. */
async function threeInARow(third: object) {
  const [channel, member] = [snowflake(), snowflake()]
  const words = [unique('one'), unique('two'), unique('three')] as const
  await script(words[0], { say: 'One. The end.', hold: true, holdAfterChars: 4 })
  await script(words[1], { say: 'Two. The end.', hold: true, holdAfterChars: 4 })
  await script(words[2], third)
  await pausePlaces(channel)
  await (await ask({ prompt: words[0], channel, member, fresh: true })).growing('One.')
  await ask({ prompt: words[1], channel, member, fresh: true })
  const waiting = await ask({ prompt: words[2], channel, member, fresh: true })
  expect(await waiting.text(AHEAD)).toBe('-# 2 questions ahead of yours')
  // From here on one question is ahead of it, which is told after a pause.
  await release(words[0])
  await modelCalls(words[1], 0)
  return { words, waiting, channel }
}

test('no place in the queue is written over an answer that has begun meanwhile', async () => {
  const { words, waiting, channel } = await threeInARow({
    say: 'Three. The end.',
    hold: true,
    holdAfterChars: 6,
  })
  await release(words[1])
  await waiting.growing('Three.')
  await release(words[2])
  expect(await waiting.text('The end.')).toBe('Three. The end.')
  await ended(channel)
  const texts = await written(waiting)
  const begun = texts.findIndex((text) => text.startsWith('Three'))
  expect(texts.slice(begun).filter((text) => AHEAD.test(text))).toEqual([])
})

test('nor over one that began and ended within the pause', async () => {
  const { words, waiting, channel } = await threeInARow({ say: 'Three. The end.', chunkChars: 100 })
  await release(words[1])
  expect(await waiting.text('The end.')).toBe('Three. The end.')
  await ended(channel)
  const texts = await written(waiting)
  const begun = texts.findIndex((text) => text.startsWith('Three'))
  expect(texts.slice(begun).filter((text) => AHEAD.test(text))).toEqual([])
})

test('the second of two who asked the same gets its last edit after a crash, with the tools that were used', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(
    word,
    { say: 'Looking first.', tools: [{ name: 'bash', input: { command: 'echo there' } }] },
    { say: 'It is there. The end.', hold: true, holdAfterChars: 12 },
  )
  const first = await ask({ prompt: word, channel, member: snowflake() })
  await first.growing(/It is there\.$/)
  const second = await ask({ prompt: word, channel, member: snowflake() })
  await second.growing(/It is there\.$/)
  while (!(await shownTexts(channel)).every(([text = '']) => text.includes('there.'))) await Promise.resolve()
  // Discord is silent to the second from now on.
  await scriptReply(second, { faults: [{ on: 'edit', times: 50, answer: { hang: true } }] })
  await release(word)
  const whole = /^Looking first\.\n\nIt is there\. The end\.\n\n-# 1 tool · [\d.]+ s$/
  expect(await first.text(/1 tool/)).toMatch(whole)
  await abortAllDurableObjects()
  await scriptReply(second, { clearFaults: true })
  await runDurableObjectAlarm(thread(channel))
  const { messages } = await second.reply(({ messages: [one] }) => /1 tool/.test(one?.content ?? ''))
  expect(messages.map(({ content }) => content)).toEqual([expect.stringMatching(whole)])
  expect(
    messages[0]?.components.flatMap(({ components = [] }) => components.map(({ label }) => label)),
  ).toEqual(['🔁 Try again', '✏ Edit question', '💬 Follow up', '👍 Good', '⋯ More'])
  await ended(channel)
  expect(await modelCalls(word)).toHaveLength(2)
})

test('a question whose turn begins while its place is about to be written shows no place', async () => {
  const [channel, member] = [snowflake(), snowflake()]
  const [one, two] = [unique('one'), unique('two')]
  await script(one, { say: 'One. The end.', hold: true, holdAfterChars: 4 })
  await script(two, { say: 'Two. The end.' })
  const first = await ask({ prompt: one, channel, member, fresh: true })
  await first.growing('One.')
  const pause = await holdPause(channel)
  const second = await ask({ prompt: two, channel, member, fresh: true })
  while (!pause.isHeld()) await systemClock.sleep(1)
  await release(one)
  await first.text('The end.')
  await modelCalls(two, 0)
  await pause.end()
  expect(await second.text('The end.')).toBe('Two. The end.')
  expect((await written(second)).filter((text) => AHEAD.test(text))).toEqual([])
})
