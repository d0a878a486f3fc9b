/** What the front door answers an interaction, what its thread hears of it, and who is counted. */

import { expect, test } from 'vitest'
import { nothingForgettable } from '../../src/converse/thread/forget-question.ts'
import { emptyStatus } from '../../src/converse/thread/status.ts'
import { settle, testClock } from '../fakes/clock.ts'
import { asking, payload } from '../fakes/payload.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { welcome, stage } from '../fakes/front-door.ts'

test('a ping is answered with a pong and not logged', async () => {
  const { post, log } = stage()
  const response = await post(payload('ping'))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toEqual({ type: 1 })
  expect(log).toEqual([])
})

test('a question is deferred at once, and its thread goes on afterwards', async () => {
  const { post, handed, waitedFor } = stage()
  const response = await post(payload('ask-in-guild'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ type: 5 })
  expect(handed).toMatchObject([{ id: '786008729715212338', text: 'Hello' }])
  expect(waitedFor).toHaveLength(1)
})

test('a question goes to its thread 5 ms after the response', async () => {
  const clock = testClock()
  const { post, handed, waitedFor } = stage({ clock })
  const response = await post(payload('ask-in-guild'))
  await clock.advance(4)
  expect([response.status, handed.length, waitedFor.length]).toEqual([200, 0, 1])
  await clock.advance(1)
  expect(handed).toHaveLength(1)
})

test('a private question is deferred for the member alone', async () => {
  const { post } = stage()
  const response = await post(asking({ name: 'prompt', value: 'psst' }, { name: 'private', value: true }))
  expect(await response.json()).toEqual({ type: 5, data: { flags: 64 } })
})

test('a press of Details is answered with a message of its own, for the member who pressed', async () => {
  const { post, log } = stage()
  const response = await post(payload('button', { data: { component_type: 2, custom_id: 'details:1' } }))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    type: 4,
    data: { content: '-# 1 tool · 0.1 s', flags: 68, allowed_mentions: { parse: [] } },
  })
  expect(log).toMatchObject([{ outcome: 'details', why: '', turn: '' }])
})

test('a refusal is seen by the member alone and pings nobody', async () => {
  const { post, handed } = stage()
  const response = await post(payload('button'))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    type: 4,
    data: {
      content: sentence('unknown button', 'de'),
      flags: 64,
      allowed_mentions: { parse: [] },
    },
  })
  expect(handed).toEqual([])
})

const never = (): Promise<never> => new Promise(() => undefined)

const silent = {
  forget: never,
  forgettable: never,
  status: never,
  details: never,
  press: never,
  pressEnded: never,
  vote: never,
  answered: never,
  toEdit: never,
  edit: never,
  openThread: never,
}

const moderator = { user: { id: '53908232506183680', username: 'Mason' }, roles: [], permissions: '8192' }

const command = (name: string): unknown => payload('ask-in-guild', { data: { name, type: 1 } })

/** What stands under a message of ours: labels with their ids. */
const buttonsIn = (body: { data: { components?: readonly { components: readonly unknown[] }[] } }): unknown =>
  body.data.components?.flatMap((row) => row.components) ?? []

interface Shown {
  type: number
  data: { content: string; flags: number; components?: readonly { components: readonly unknown[] }[] }
}

test('/forget asks first, for the member alone, and the thread forgets nothing yet', async () => {
  const { post, handed, waitedFor, log } = stage({
    conversation: () => ({
      ...silent,
      forgettable: () => Promise.resolve({ ...nothingForgettable, exchanges: 3, mark: 36 }),
    }),
  })
  const body = await (await post(command('forget'))).json<Shown>()
  expect(body).toMatchObject({ type: 4, data: { flags: 68, allowed_mentions: { parse: [] } } })
  expect(body.data.content).toMatch(/^\*\*Forget this conversation\?\*\*\n- Questions and answers: 3\n/)
  expect(buttonsIn(body)).toEqual([
    { type: 2, style: 4, label: '🗑 Forget', custom_id: 'erase:1:786008729715212338:10' },
    { type: 2, style: 2, label: 'Keep', custom_id: 'keep:1' },
  ])
  expect([handed, waitedFor]).toEqual([[], []])
  expect(log).toMatchObject([{ outcome: 'forget', why: '', turn: '' }])
})

test('what came of a press of Forget takes the place of the question', async () => {
  const { post, log } = stage()
  const customId = `erase:1:${payload('button')['id'] as string}:10`
  const data = { component_type: 2, custom_id: customId }
  const response = await post(payload('button', { data, locale: 'en-US', member: moderator }))
  expect(await response.json()).toEqual({
    type: 7,
    data: {
      content: sentence('forgotten', 'en'),
      flags: 4,
      allowed_mentions: { parse: [] },
      components: [],
    },
  })
  expect(log).toMatchObject([{ outcome: 'erase', why: 'forgotten' }])
})

test('/help shows three examples, and a press asks one as the one who presses', async () => {
  const { post, handed, log } = stage()
  const body = await (await post(command('help'))).json<Shown>()
  expect(body).toMatchObject({ type: 4, data: { flags: 68 } })
  expect(body.data.content).toMatch(/^\*\*What I can do here\*\*\n/)
  expect(buttonsIn(body)).toMatchObject([
    { custom_id: 'example:1:sky' },
    { custom_id: 'example:1:chart' },
    { custom_id: 'example:1:limerick' },
  ])
  const data = { component_type: 2, custom_id: 'example:1:sky' }
  expect(await (await post(payload('button', { data }))).json()).toEqual({ type: 5 })
  expect(handed).toMatchObject([{ text: sentence('example sky', 'de'), private: false }])
  expect(log).toMatchObject([{ outcome: 'help' }, { outcome: 'ask', shows: 'thinking' }])
})

test('the example of a private help is answered in private, and counts for the limit', async () => {
  const data = { component_type: 2, custom_id: 'example:1:sky:own' }
  const { post } = stage()
  expect(await (await post(payload('button', { data }))).json()).toEqual({ type: 5, data: { flags: 64 } })
  const { post: postAgain, handed } = stage({ check: () => Promise.resolve({ ...welcome, tooFast: true }) })
  expect(await (await postAgain(payload('button', { data }))).json()).toMatchObject({
    type: 4,
    data: { content: sentence('asking too fast', 'de') },
  })
  expect(handed).toEqual([])
})

test('/status waits for its thread, and the event tells how long that took', async () => {
  const threads: string[] = []
  const { post, log } = stage({
    conversation: (thread) => {
      threads.push(thread)
      return { ...silent, status: () => Promise.resolve({ ...emptyStatus, exchanges: 7 }) }
    },
  })
  expect(await (await post(command('status'))).json()).toMatchObject({
    type: 4,
    data: { content: expect.stringContaining('remembered in full: 7') as string, flags: 68 },
  })
  expect(threads).toEqual(['645027906669510667'])
  expect(log).toMatchObject([{ outcome: 'status', why: '', verify_ms: 5, accept_ms: 10 }])
})

test('who asks too fast is told so in private, and no thread hears of it', async () => {
  const members: string[] = []
  const { post, handed, log, waitedFor } = stage({
    mayBeKnown: () => true,
    check: (member) => {
      members.push(member)
      return Promise.resolve({ ...welcome, tooFast: true })
    },
  })
  expect(await (await post(payload('ask-with-file'))).json()).toEqual({
    type: 4,
    data: { content: sentence('asking too fast', 'de'), flags: 64, allowed_mentions: { parse: [] } },
  })
  expect([members, handed, waitedFor]).toEqual([['53908232506183680'], [], []])
  expect(log).toMatchObject([{ outcome: 'refuse', why: 'asking too fast', turn: '' }])
})

test('only questions that Discord signed are counted', async () => {
  let counted = 0
  const { post, request } = stage({
    check: () => {
      counted += 1
      return Promise.resolve(welcome)
    },
  })
  for (const raw of [payload('ping'), payload('button'), payload('autocomplete'), command('forget'), {}])
    await post(raw)
  const init = { method: 'POST', headers: { 'x-signature-ed25519': 'forged' } }
  await request('/interactions', { ...init, body: JSON.stringify(payload('ask-in-guild')) })
  expect(counted).toBe(0)
  await post(payload('ask-in-guild'))
  expect(counted).toBe(1)
})

test('what is counted after the answer does not hold it up, nor the thread', async () => {
  const counting = Promise.withResolvers<void>()
  let counted = 0
  const { post, handed, waitedFor } = stage({
    check: () =>
      Promise.resolve({
        tooFast: false,
        afterwards: () => {
          counted += 1
          return counting.promise
        },
      }),
  })
  expect(await (await post(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  expect([counted, handed.length, waitedFor.length]).toEqual([1, 1, 1])
  counting.resolve()
})

test('an autocompletion suggests nothing', async () => {
  const response = await stage().post(payload('autocomplete'))
  expect(await response.json()).toEqual({ type: 8, data: { choices: [] } })
})

test('an answer that is there already is the first response, and the thread hears that it was shown', async () => {
  const confirmed: boolean[] = []
  const { post, handed, log, waitedFor } = stage({
    mayBeKnown: () => true,
    ask: () => Promise.resolve({ content: 'Paris.', plainLinks: true }),
    confirm: (_, wasShown) => {
      confirmed.push(wasShown)
      return Promise.resolve()
    },
  })
  const response = await post(payload('ask-in-guild'))
  expect(await response.json()).toEqual({
    type: 4,
    data: { content: 'Paris.', flags: 4, allowed_mentions: { parse: [] } },
  })
  await Promise.all(waitedFor)
  expect([confirmed, handed, log.map(({ shows }) => shows)]).toEqual([[true], [], ['answer']])
})

test('a place in the queue comes with its button, in the first response already', async () => {
  const buttons = [{ id: 'stop:1:7', label: 'Cancel' }]
  const { post } = stage({
    mayBeKnown: () => true,
    ask: () => Promise.resolve({ content: '-# 1 question ahead of yours', plainLinks: true, buttons }),
  })
  const button = { type: 2, style: 2, label: 'Cancel', custom_id: 'stop:1:7' }
  expect(await (await post(payload('ask-in-guild'))).json()).toMatchObject({
    type: 4,
    data: { components: [{ type: 1, components: [button] }] },
  })
})

test('a press that the message itself answers is a deferred update, and the log names the button', async () => {
  const { post, log } = stage()
  const press = (id: string): Promise<Response> =>
    post(payload('button', { data: { component_type: 2, custom_id: id } }))
  expect(await (await press('stop:1:7')).json()).toEqual({ type: 6 })
  expect(await (await press('again:1:7:own')).json()).toEqual({ type: 6 })
  expect(log.map(({ outcome, why }) => [outcome, why])).toEqual([
    ['stop', ''],
    ['again', ''],
  ])
})

test('a full thread says so to the member alone, in the first response', async () => {
  const { post, log } = stage({ mayBeKnown: () => true, ask: () => Promise.resolve('full' as const) })
  const response = await post(payload('ask-in-guild'))
  expect(await response.json()).toMatchObject({
    type: 4,
    data: { content: sentence('too many waiting', 'en'), flags: 64 },
  })
  expect(log).toMatchObject([{ shows: 'full' }])
})

test('a thread that cannot be reached at once still gets the question', async () => {
  const { post, handed, waitedFor } = stage({ mayBeKnown: () => true, hand: () => Promise.resolve() })
  const { post: postAgain, handed: handedAgain } = stage({ mayBeKnown: () => true })
  expect(await (await post(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  await Promise.all(waitedFor)
  expect(await (await postAgain(payload('ask-in-guild'))).json()).toEqual({ type: 5 })
  await settle()
  expect([handed, handedAgain.length]).toEqual([[], 1])
})
