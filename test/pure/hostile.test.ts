/** Whatever is signed and sent, the front door answers as Discord expects it, and nonsense starts nothing. */

import { variants } from '../build.ts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createApp } from '../../src/arrive/app.ts'
import { type Question, readQuestion } from '../../src/converse/question/question.ts'
import { nothingForgettable } from '../../src/converse/thread/forget-question.ts'
import { emptyStatus } from '../../src/converse/thread/status.ts'
import type { ThreadId } from '../../src/ids.ts'
import { isRecord, listAt, parseJson, recordAt, textAt } from '../../src/json.ts'
import { BODY_BYTES, PROMPT_CODE_POINTS } from '../../src/limits.ts'
import { shown } from '../fakes/health.ts'
import { unknownHealth } from '../../src/measure/health.ts'
import type { AcceptEvent } from '../../src/measure/accept-event.ts'
import { modalFlaws } from '../../src/playground/discord/modal-rules.ts'
import { settingsDesk } from '../fakes/settings-desk.ts'
import { testClock } from '../fakes/clock.ts'
import { hostileBody, tornBody } from '../fakes/hostile.ts'
import { asking, payload } from '../fakes/payload.ts'

interface Outcome {
  readonly status: number
  readonly text: string
  readonly asked: readonly Question[]
  /** The conversations that a command or a press was about. */
  readonly opened: readonly ThreadId[]
  readonly log: readonly AcceptEvent[]
}

/** What becomes of a body that Discord has signed. */
async function sent(body: BodyInit): Promise<Outcome> {
  const asked: Question[] = []
  const opened: ThreadId[] = []
  const log: AcceptEvent[] = []
  const clock = testClock()
  const app = createApp({
    applicationId: '775799577604522054',
    privacy: { privacyUrl: '', transcriptRetentionDays: 30 },
    ledger: () => ({ usage: () => Promise.reject(new Error('no ledger')) }),
    hasBotToken: false,
    memberObject: () => {
      throw new Error('not asked')
    },
    notices: {
      read: () => Promise.reject(new Error('not asked')),
      set: () => Promise.reject(new Error('not asked')),
    },
    clock,
    admin: settingsDesk().deps,
    admit: (interaction) => Promise.resolve({ interaction, own: {} }),
    mayBeKnown: () => false,
    variants: () => variants(),
    ask: () => Promise.reject(new Error('not asked')),
    confirm: () => Promise.resolve(),
    check: () => Promise.resolve({ tooFast: false, afterwards: () => Promise.resolve() }),
    isFromDiscord: () => Promise.resolve(true),
    hand: (question) => {
      asked.push(question)
      return Promise.resolve()
    },
    conversation: (thread) => {
      opened.push(thread)
      return {
        forgettable: () => Promise.resolve(nothingForgettable),
        forget: () => Promise.resolve('all'),
        status: () => Promise.resolve(emptyStatus),
        press: () => Promise.resolve('shown'),
        vote: () => Promise.resolve('voted good'),
        answered: () => Promise.resolve(undefined),
        toEdit: () => Promise.resolve({ does: 'open', text: 'Why?' }),
        edit: () => Promise.resolve({ does: 'nothing' }),
        openThread: () => Promise.resolve({ why: 'thread not opened' }),
        pressEnded: () => Promise.resolve({ does: 'answer', private: false }),
        details: () => Promise.resolve('Details.'),
      }
    },
    models: ['claude-haiku-5-5'],
    offers: () => ({ tools: true, web: true, services: [], channel: 'read', retentionDays: 30, models: [] }),
    holder: (thread) => {
      opened.push(thread)
      return { hold: () => Promise.resolve(), held: () => Promise.resolve(undefined) }
    },
    coordinatorHealth: () => Promise.resolve(unknownHealth()),
    privateReply: () => ({ edit: () => Promise.reject(new Error('not told')) }),
    complain: () => undefined,
    health: () => Promise.resolve(shown()),
    log: (event) => log.push(event),
  })
  const context = {
    waitUntil: (work: Promise<unknown>) => void work,
    passThroughOnException: () => undefined,
    props: {},
  }
  const response = await app.request('/interactions', { method: 'POST', body }, {}, context)
  // The question goes to its thread some milliseconds after the response.
  await clock.advance(10)
  return { status: response.status, text: await response.text(), asked, opened, log }
}

/** What Discord takes as a first answer: callback types 1, 4, 5, 6, 8 and 9, and a text only to the member alone, pinging nobody. */
function isAnswer({ status, text, log }: Outcome): boolean {
  if (status === 400) return /^Not an interaction: the [a-z ,]+\.$/i.test(text) && log.length === 1
  const said = parseJson(text)
  if (status !== 200 || !isRecord(said)) return false
  const data = recordAt(said, 'data')
  switch (said['type']) {
    case 1:
      return log.length === 0
    case 4: {
      const content = textAt(data, 'content') ?? ''
      const isQuiet = JSON.stringify(data['allowed_mentions']) === '{"parse":[]}'
      return isQuiet && content !== '' && content.length < 500 && (Number(data['flags']) & 64) === 64
    }
    case 5:
      return log[0]?.outcome === 'ask' || (log[0]?.outcome === 'thread' && data['flags'] === 64)
    case 6:
      return log[0]?.outcome === 'stop' || log[0]?.outcome === 'again'
    case 9:
      return modalFlaws(data).length === 0 && log[0]?.outcome === 'open'
    case 8:
      return JSON.stringify(data) === '{"choices":[]}'
    default:
      return false
  }
}

/** Read another way than the front door does: what has to be there before anybody is answered in earnest. */
function asksInEarnest(body: string): boolean {
  const raw = parseJson(body)
  const data = recordAt(raw, 'data')
  const prompts = listAt(data, 'options').filter((option) => textAt(option, 'name') === 'prompt')
  return (
    isRecord(raw) &&
    raw['type'] === 2 &&
    textAt(data, 'name') === 'ask' &&
    /^\d{1,20}$/.test(textAt(raw, 'id') ?? '') &&
    (textAt(raw, 'token') ?? '') !== '' &&
    prompts.some((option) => (textAt(option, 'value') ?? '').trim() !== '')
  )
}

test('however an interaction is mangled, it is answered, or refused with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(hostileBody(), async (body) => {
      const outcome = await sent(body)
      expect(isAnswer(outcome), `${outcome.status} ${outcome.text}`).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('however its text is torn, too', async () => {
  await fc.assert(
    fc.asyncProperty(tornBody(), async (body) => {
      const outcome = await sent(body)
      expect(isAnswer(outcome), `${outcome.status} ${outcome.text}`).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('bytes that are no UTF-8 are read as far as they go', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const outcome = await sent(new Uint8Array(bytes))
      expect(isAnswer(outcome)).toBe(true)
      expect(outcome.asked).toEqual([])
    }),
  )
})

test('nonsense starts nothing, and what is started survives being written down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostileBody(), hostileBody(payload('ask-with-file'))), async (body) => {
      const { asked, opened } = await sent(body)
      expect(asked.length + opened.length).toBeLessThanOrEqual(1)
      for (const question of asked) {
        expect(asksInEarnest(body)).toBe(true)
        expect(Array.from(question.text).length).toBeLessThanOrEqual(PROMPT_CODE_POINTS)
        const { token, ...kept } = question
        expect(readQuestion(parseJson(JSON.stringify(kept)), token)).toEqual(question)
      }
      // Where somebody looks is where Discord says that they stand.
      for (const thread of [...asked.map((question) => question.thread), ...opened]) {
        const raw = parseJson(body)
        const channel = textAt(raw, 'channel_id') ?? textAt(recordAt(raw, 'channel'), 'id')
        expect(thread.split(':')[0]).toBe(channel)
      }
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['as long as it may be, in characters of two units', '\u{1f600}'.repeat(6_000), 5],
  ['one character longer', '\u{1f600}'.repeat(6_001), 4],
  ['as long as it may be, in letters with five marks', 'e\u0301\u0302\u0303\u0304\u0305'.repeat(1_000), 5],
  ['of halves of characters', '\ud800'.repeat(6_000), 5],
  ['of nothing but what nobody sees', '\u200b\u2060\u3164\u00ad\ufe0f\0', 9],
  ['with a NUL in it', 'a\0b', 5],
])('a question %s is answered', async (_, prompt, type) => {
  const outcome = await sent(JSON.stringify(asking({ name: 'prompt', value: prompt })))
  expect(parseJson(outcome.text)).toMatchObject({ type })
})

test('a body that is exactly as large as it may be is read, one byte more is not', async () => {
  const body = JSON.stringify(payload('ask-in-guild'))
  const exact = await sent(body.padEnd(BODY_BYTES))
  const over = await sent(body.padEnd(BODY_BYTES + 1))
  expect([exact.asked.length, over.status, over.asked.length]).toEqual([1, 413, 0])
})

test('of a name that no Discord would send only a part is kept', async () => {
  const user = {
    id: '53908232506183680',
    username: 'm'.repeat(10_000),
    global_name: '\u{1f600}'.repeat(10_000),
  }
  const { asked } = await sent(JSON.stringify(payload('ask-in-guild', { member: { user } })))
  expect(Array.from(asked[0]?.memberName ?? '')).toEqual(Array.from('\u{1f600}'.repeat(100)))
})

test('of a thousand options the ones that are meant are found', async () => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({ name: `option${n}`, value: 'x'.repeat(100) }))
  const { asked } = await sent(JSON.stringify(asking(...many, { name: 'prompt', value: 'Still here' })))
  expect(asked).toMatchObject([{ text: 'Still here' }])
})

test('a size that lies is no more than a number', async () => {
  for (const size of [-1, 0, 1e308, '12', null, {}]) {
    const raw = payload('ask-with-file')
    const data = recordAt(raw, 'data')
    const file = recordAt(recordAt(recordAt(data, 'resolved'), 'attachments'), '1111')
    const resolved = { attachments: { '1111': { ...file, size } } }
    const { asked } = await sent(JSON.stringify({ ...raw, data: { ...data, resolved } }))
    expect(asked).toMatchObject([{ files: [{ size: typeof size === 'number' ? size : 0 }] }])
  }
})
