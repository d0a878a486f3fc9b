/** A question that is typed in a modal: asked to the letter, with its files, and never lost. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, expect, test, vi } from 'vitest'
import { HELD_MS } from '../../src/limits.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { ThreadObject } from '../../src/worker.ts'
import { eventuallyTrue } from './eventually.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { thread } from './thread-object.ts'
import { later } from './time.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
}
const somewhere = (): Where => ({ channel: snowflake(), member: snowflake() })
const text = (filename: string, content: string) => ({ filename, contentType: 'text/plain', text: content })

/** Types `/ask` without a prompt, waits until what came along is held, and gives what sends the modal that opens. */
async function open(
  where: Where,
): Promise<(values: AskOptions['values'], more?: AskOptions) => Promise<Asked>> {
  const opened = await ask(where)
  expect(opened.answer).toMatchObject({ type: 9 })
  const key = `${where.channel}:${where.member}`
  if (where.attachments !== undefined)
    await eventuallyTrue(() =>
      runInDurableObject(thread(key), (_, state) => state.storage.kv.get('held') !== undefined),
    )
  const { channel, member, locale } = where
  return (values, more = {}) =>
    ask({
      channel,
      member,
      ...(locale === undefined ? {} : { locale }),
      modal: opened.token,
      values: values ?? {},
      ...more,
    })
}

const typedBelow = (word: string) => [
  { title: 'Your question, to copy', description: `\`\`\`\n${word}\n\`\`\`` },
]

test('what is typed is asked to the letter, with the files of the modal, in public', async () => {
  const [word, where] = [unique(), somewhere()]
  await script(word, { say: 'Read it all.' })
  const send = await open(where)
  const typed = `${word}\n\n    indented\n\tand *more*`
  const asked = await send(
    { prompt: typed },
    { attachments: [text('a.txt', 'Alpha'), text('b.txt', 'Beta')] },
  )
  expect(await asked.text('Read it all.')).toBe('Read it all.')
  const [call] = await modelCalls(word)
  const said = JSON.stringify(call?.body.messages)
  expect(said).toContain(JSON.stringify(typed).slice(1, -1))
  expect(said).toContain('Alpha')
  expect(said).toContain('Beta')
  expect((await asked.reply(() => true)).messages[0]?.flags ?? 64).not.toBe(64)
})

test('files of the command are asked about together with those of the modal, in private', async () => {
  const [word, where] = [unique(), somewhere()]
  await script(word, { say: 'Both seen.' })
  const send = await open({ ...where, attachments: [text('first.txt', 'Alpha')], private: true })
  const asked = await send({ prompt: word, private: true }, { attachments: [text('second.txt', 'Beta')] })
  expect(asked.answer.data?.flags).toBe(64)
  expect(await asked.text('Both seen.')).toBe('Both seen.')
  const said = JSON.stringify((await modelCalls(word))[0]?.body.messages)
  expect(said.indexOf('Alpha')).toBeGreaterThan(0)
  expect(said.indexOf('Beta')).toBeGreaterThan(said.indexOf('Alpha'))
})

test('a form that was open for too long is refused, what was typed is given back, and nothing stays behind', async () => {
  const [word, where] = [unique(), somewhere()]
  const key = `${where.channel}:${where.member}`
  const send = await open({ ...where, attachments: [text('first.txt', 'Alpha')] })
  await later(key, HELD_MS - 1)
  expect(await runInDurableObject(thread(key), (object) => object.status().exchanges)).toBe(0)
  await later(key, HELD_MS + 1_000)
  const { answer } = await send({ prompt: word })
  expect(answer.data).toMatchObject({
    content: sentence('held no longer', 'en'),
    flags: 64,
    embeds: typedBelow(word),
  })
  await runInDurableObject(thread(key), async (_, state) => {
    expect([...state.storage.kv.list()]).toEqual([])
    expect(await state.storage.getAlarm()).toBeNull()
  })
  expect(await modelCalls(word)).toEqual([])
})

test('the place of a private question in the queue is as private as its answer', async () => {
  const [word, where] = [unique(), somewhere()]
  await script(word, { say: 'One.', hold: true, holdAfterChars: 2 }, { say: 'Two.' })
  const first = await (await open(where))({ prompt: `${word} one`, private: true })
  await modelCalls(word, 0)
  const second = await (await open(where))({ prompt: `${word} two`, private: true })
  expect(second.answer).toMatchObject({ type: 4, data: { flags: 68 } })
  await release(word)
  await Promise.all([first.text('One.'), second.text('Two.')])
  const { messages, violations } = await second.reply(() => true)
  expect(violations).toEqual([])
  expect(messages.map(({ flags }) => flags & 64)).toEqual([64])
})

test('nobody else can use what is held, not even with a forged id', async () => {
  const [word, where] = [unique(), somewhere()]
  const opened = await ask({ ...where, attachments: [text('first.txt', 'Alpha')] })
  const data = {
    custom_id: opened.answer.data?.custom_id,
    components: [{ type: 18, component: { type: 4, custom_id: 'prompt', value: word } }],
  }
  const forged = await ask({ channel: where.channel, type: 5, data })
  expect(forged.answer.data?.content).toBe(sentence('held no longer', 'en'))
})

test('who asks too fast is given the question back', async () => {
  const { member } = somewhere()
  let last: Asked | undefined
  for (let n = 0; n < 50 && last?.answer.type !== 4; n += 1) {
    const send = await open({ channel: snowflake(), member, locale: 'de' })
    last = await send({ prompt: `n ${n}` })
  }
  expect(last?.answer.data).toMatchObject({
    content: sentence('asking too fast', 'de'),
    flags: 64,
    embeds: [
      {
        title: 'Deine Frage zum Kopieren',
        description: expect.stringMatching(/^```\nn \d+\n```$/) as string,
      },
    ],
  })
})

test.each([
  ['in public', false],
  ['in private', true],
])(
  'where the thread stays out of reach, the member alone is given the question back, %s',
  async (_, isPrivate) => {
    const [word, where] = [unique(), somewhere()]
    const spy = vi.spyOn(ThreadObject.prototype, 'ask')
    for (let n = 0; n < 3; n += 1)
      spy.mockImplementationOnce(() => {
        throw new Error('the object was moved')
      })
    vi.spyOn(console, 'error').mockReturnValue()
    const send = await open(where)
    const asked = await send({ prompt: word, private: isPrivate })
    expect(asked.answer.type).toBe(5)
    const { messages, violations } = await asked.reply(({ messages: all }) =>
      all.some(({ embeds }) => embeds.length > 0),
    )
    expect(violations).toEqual([])
    expect(messages[0]).toMatchObject({ content: sentence('thread unreachable', 'en') })
    const given = messages.filter(({ embeds }) => embeds.length > 0)
    expect(given).toHaveLength(1)
    expect(given[0]).toMatchObject({ embeds: typedBelow(word) })
    expect((given[0]?.flags ?? 0) & 64).toBe(64)
    expect(messages).toHaveLength(isPrivate ? 1 : 2)
  },
)

test('the alarm of an object that was asked since drops what is held and nothing else', async () => {
  const [word, where] = [unique(), somewhere()]
  await script(word, { say: 'Private.' })
  const key = `${where.channel}:${where.member}`
  const send = await open({ ...where, attachments: [text('first.txt', 'Alpha')] })
  await (await send({ prompt: word, private: true })).text('Private.')
  await eventuallyTrue(() => runInDurableObject(thread(key), (object) => object.status().answering === 0))
  await later(key, HELD_MS + 1)
  await runDurableObjectAlarm(thread(key))
  await runInDurableObject(thread(key), (object, state) => {
    expect(state.storage.kv.get('held')).toBeUndefined()
    expect(object.status().exchanges).toBe(1)
  })
})
