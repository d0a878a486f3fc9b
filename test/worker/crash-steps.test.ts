/** A turn is cut off at each of its steps, by a crash and by an eviction: its answer is whole, on its messages, once. */

import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ThreadObject } from '../../src/converse/thread/thread.ts'
import './read-shell.ts'
import { logged } from './logged.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked, type Reply } from './member.ts'
import { checkpointed, ended } from './rows.ts'
import { thread } from './thread-object.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const bash = (command: string) => ({ name: 'bash', input: { command } })

/** Numbered sentences, so that one that is missing, or there twice, is seen. */
const sentences = (count: number): string =>
  Array.from({ length: count }, (_, n) => `This is sentence number ${n + 1} of a long answer.`).join('\n\n')

const SHORT = sentences(6)
/** Three pages. */
const LONG = sentences(100)

interface Step {
  readonly name: string
  /** What Claude says at its first call, at its second, …; the last is said again and again. */
  readonly answers: readonly object[]
  /** The whole answer. */
  readonly whole: string
  /** Waits until the turn has come so far. */
  readonly reached: (asked: Asked, word: string, channel: string) => Promise<unknown>
  readonly pages?: number
  /** Calls to Claude at most, those of before the crash included. */
  readonly calls: number
  /** What ends the answer besides what Claude says. */
  readonly footer?: RegExp
}

const holding = (say: string, at: number): object => ({ say, hold: true, holdAfterChars: at })
const stored = (value: unknown): string => (typeof value === 'string' ? value : '')
const textOf = ({ messages }: Reply): string => messages.map(({ content }) => content).join('\n')
const sees =
  (what: string) =>
  (asked: Asked): Promise<unknown> =>
    asked.reply((reply) => textOf(reply).includes(what))
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
async function shown(channel: string, pages: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const kept = await runInDurableObject(thread(channel), (_, { storage }) =>
        storage.sql.exec<{ n: number }>('SELECT json_array_length(shown) AS n FROM turns').one(),
      )
      expect(kept.n).toBe(pages)
    },
    { timeout: 10_000 },
  )
}

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

/** What stands in Discord when all is over: each sentence once, in order, on so many messages, and no call that Discord minds. */
async function expectWhole(asked: Asked, { whole, pages = 1, footer = /$/ }: Step): Promise<void> {
  const last = whole.slice(-30)
  const { messages, violations } = await asked.reply(
    (reply) => textOf(reply).replace(footer, '').endsWith(last) && reply.messages.at(-1)?.loading === false,
  )
  expect(violations).toEqual([])
  const standing = messages.filter(({ deleted }) => !deleted)
  expect(standing).toHaveLength(pages)
  const text = standing.map(({ content }) => content).join('\n\n')
  expect(text.replace(footer, '').split(/\s+/).join(' ')).toBe(whole.split(/\s+/).join(' '))
  expect(text).toMatch(footer)
}

/** How often the coordinator has counted a turn. */
const counted = (turn: string): Promise<number> =>
  runInDurableObject(env.COORDINATOR.getByName('fleet'), (_, { storage }) =>
    Number(storage.sql.exec('SELECT count(*) AS n FROM turns WHERE turn = ?', turn).one()['n']),
  )

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
      await vi.waitFor(async () => expect(await counted(turn)).toBe(1))
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
    await vi.waitFor(async () => expect(await counted(asked.id)).toBe(1))
  })
})

test('a crash before the object has begun with a question that it took leaves nobody unanswered', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: SHORT })
  // It takes the question and dies in the same moment.
  vi.spyOn(ThreadObject.prototype, 'ask').mockImplementationOnce(async function taken(
    this: ThreadObject,
    question,
  ) {
    const { ctx } = Object.create(this) as { ctx: DurableObjectState }
    void question
    await ctx.storage.setAlarm(Date.now() + 10_000)
    ctx.abort('in the moment of taking it')
    return 'taken'
  })
  const asked = await ask({ prompt: word, channel })
  await asked.text(/number 6 of a long answer\.$/)
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a crash after the final edit edits nothing and asks nobody again', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: SHORT })
  const asked = await ask({ prompt: word, channel })
  await asked.text(/number 6 of a long answer\.$/)
  await ended(channel)
  const { calls } = await asked.reply(() => true)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  const after = await asked.reply(() => true)
  expect(after.calls).toHaveLength(calls.length)
  expect(await modelCalls(word)).toHaveLength(1)
  await vi.waitFor(async () => expect(await counted(asked.id)).toBe(1))
})

test('a crash while a page is being made makes no second one, and the whole answer is there as a file', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, holding(LONG, 2_600), { say: LONG })
  const asked = await ask({ prompt: word, channel })
  await asked.reply(({ messages }) => messages.length > 1)
  const isKnown = await runInDurableObject(thread(channel), (_, { storage }) => {
    // What the object has on disk while the call that makes the page is under way.
    const [one] = JSON.parse(stored(storage.sql.exec('SELECT shown FROM turns').one()['shown']))
    storage.sql.exec('UPDATE turns SET shown = ?', JSON.stringify([{ ...one, noneAfter: true }]))
    return one.message !== undefined
  })
  expect(isKnown).toBe(true)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  const { messages } = await asked.reply((reply) => (reply.messages[0]?.attachments.length ?? 0) > 0)
  expect(messages).toHaveLength(2)
  expect(messages[0]?.attachments.map((file) => file.text)).toEqual([LONG])
  await release(word)
})

test('a tool for two who asked the same is not called again for the one who was further', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(
    word,
    { say: 'Looking first.', tools: [bash('echo there')] },
    { ...holding(SHORT, 150), continues: true },
    { say: SHORT, continues: true },
  )
  const first = await ask({ prompt: word, channel })
  await first.reply((reply) => textOf(reply).includes('Looking'))
  const second = await ask({ prompt: word, channel, member: snowflake() })
  await sees('sentence number 3')(first)
  await sees('sentence number 3')(second)
  await runInDurableObject(thread(channel), (_, { storage }) =>
    vi.waitFor(() => {
      const rows = storage.sql.exec<{ shown: string }>('SELECT shown FROM turns ORDER BY seq').toArray()
      for (const { shown: kept } of rows) expect(kept).toContain('number 3')
      // As where Discord was slower for the one who asked first.
      storage.sql.exec(`UPDATE turns SET progress = json_set(progress, '$.said', '') WHERE seq = 1`)
    }),
  )
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  await first.reply((reply) => textOf(reply).includes('sentence number 6'))
  await second.reply((reply) => textOf(reply).includes('sentence number 6'))
  await ended(channel)
  const lives = (await modelCalls(word)).slice(2).map(({ body }) => JSON.stringify(body.messages))
  for (const shownThen of lives) expect(shownThen).toContain('tool_result')
  await release(word)
})

test('ten crashes during one turn end in one whole answer', { timeout: 60_000 }, async () => {
  const [word, channel] = [unique(), snowflake()]
  // Each life says its last words once more, and then some sentences.
  const lives = Array.from({ length: 10 }, () => ({ ...holding(LONG, 460), continues: true }))
  await script(word, ...lives, { say: LONG, continues: true })
  const asked = await ask({ prompt: word, channel })
  for (let n = 1; n <= 10; n += 1) {
    const sentence = `number ${8 * n} of`
    await asked.reply((reply) => textOf(reply).includes(sentence))
    await checkpointed(channel, sentence)
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(channel))
  }
  await expectWhole(asked, {
    name: '',
    answers: [],
    whole: LONG,
    pages: 3,
    reached: () => Promise.resolve(),
    calls: 11,
  })
  await ended(channel)
  await vi.waitFor(async () => expect(await counted(asked.id)).toBe(1))
})
