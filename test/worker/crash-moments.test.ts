/** Crashes at the moments in which a question, a page or a tool’s result could be lost or come twice. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, expect, test, vi } from 'vitest'
import { ThreadObject } from '../../src/converse/thread/thread.ts'
import './read-shell.ts'
import { loseWhatFirstSaid, whileNextPageIsMade } from './altered.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask } from './member.ts'
import { checkpointed, counted, countedTurns, ended, isShownToAll } from './rows.ts'
import { thread } from './thread-object.ts'
import { bash, SHORT, LONG, holding, textOf, sees, expectWhole } from './whole-answer.ts'

afterEach(() => {
  vi.restoreAllMocks()
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
  await counted(asked.id)
  expect(await countedTurns(asked.id)).toBe(1)
})

test('a crash while a page is being made makes no second one, and the whole answer is there as a file', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, holding(LONG, 2_600), { say: LONG })
  const asked = await ask({ prompt: word, channel })
  await asked.reply(({ messages }) => messages.length > 1)
  await whileNextPageIsMade(channel)
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
  await isShownToAll(channel, 'number 3')
  await loseWhatFirstSaid(channel)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  await first.reply((reply) => textOf(reply).includes('sentence number 6'))
  await second.reply((reply) => textOf(reply).includes('sentence number 6'))
  await ended(channel)
  const lives = (await modelCalls(word)).slice(2).map(({ body }) => JSON.stringify(body.messages))
  for (const shownThen of lives) expect(shownThen).toContain('tool_result')
  await release(word)
})

test('ten crashes during one turn end in one whole answer', async () => {
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
  await counted(asked.id)
  expect(await countedTurns(asked.id)).toBe(1)
})
