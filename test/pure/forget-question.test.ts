/** `/forget` says what would go, and a press forgets just that, for who may, within the hour. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Conversation, ForgetPress, ReplyDeps } from '../../src/arrive/command-replies.ts'
import { forgetPressReply, keepReply } from '../../src/arrive/command-replies.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import type { Forgot, Said } from '../../src/converse/thread/command.ts'
import {
  askToForget,
  nothingForgettable as nothing,
  readForgetId,
} from '../../src/converse/thread/forget-question.ts'
import { unknownHealth } from '../../src/measure/health.ts'
import { command, interactionId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { payload } from '../fakes/payload.ts'

const full = {
  exchanges: 12,
  isSummarised: true,
  files: 3,
  since: 1_795_000_000_999,
  isMidway: true,
  mark: 36,
}

describe('the question', () => {
  test('says what will go from a server, in English', () => {
    expect(askToForget(full, command()).text).toBe(
      [
        '**Forget this conversation?**',
        '- Questions and answers: 12',
        '- The summary of what was said before',
        '- Files: 3',
        '- All of it since <t:1795000000:f>',
        '- Answers in progress will still arrive, and I will not remember them',
        '- The saved answers of this server',
        'The messages stay in Discord.',
      ].join('\n'),
    )
  })

  test('says what will go from a private conversation, in German; it has no saved answers', () => {
    const asked = askToForget({ ...nothing, exchanges: 1 }, command({ private: true, language: 'de' }))
    expect(asked.text).toBe(
      '**Dein privates Gespräch hier vergessen?**\n- Fragen und Antworten: 1\nDie Nachrichten bleiben in Discord stehen.',
    )
    expect(asked.buttons?.map(({ label }) => label)).toEqual(['🗑 Vergessen', 'Behalten'])
  })

  test('of a conversation with nothing in it is about the saved answers, or is none', () => {
    expect(askToForget(nothing, command()).text).toContain('- The saved answers of this server\n')
    expect(askToForget(nothing, command({ guild: null })).text).toContain('- Your saved answers\n')
    expect(askToForget(nothing, command({ userInstall: true })).text).toContain('- Your saved answers\n')
    expect(askToForget(nothing, command({ private: true }))).toEqual({
      does: 'say',
      why: 'nothing to forget',
      text: 'There is nothing to forget here.',
    })
  })

  test('has ids that fit and are read back, whatever was forgotten when', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.nat(4e13),
        fc.boolean(),
        (id, mark, isPrivate) => {
          const asked = interactionId(String(id))
          const [forget, keep] =
            askToForget({ ...full, mark }, command({ id: asked, private: isPrivate })).buttons ?? []
          expect(readForgetId(forget?.id ?? '')).toEqual({ asked, mark, isPrivate })
          expect([forget?.id.length ?? 0, keep?.id.length ?? 0].every((length) => length <= 100)).toBe(true)
        },
      ),
    )
  })
})

interface Heard {
  readonly reply: Said
  /** The commands that reached the thread, with their marks. */
  readonly forgot: readonly unknown[]
}

/** Presses, and says what the thread heard and what the member reads. */
async function press(action: Action, comes: Forgot = 'all'): Promise<Heard> {
  if (action.do !== 'press') throw new Error(`no press: ${JSON.stringify(action)}`)
  const forgot: unknown[] = []
  const conversation = (thread: string): Conversation => ({
    forget: (wanted, mark) => {
      forgot.push([thread, wanted.id, mark])
      return Promise.resolve(comes)
    },
    forgettable: () => Promise.resolve({ ...full, mark: 71 }),
    status: () => new Promise(() => undefined),
    press: () => new Promise(() => undefined),
    pressEnded: () => Promise.resolve({ does: 'answer', private: false }),
    vote: () => new Promise(() => undefined),
    answered: () => new Promise(() => undefined),
    toEdit: () => new Promise(() => undefined),
    edit: () => new Promise(() => undefined),
    openThread: () => new Promise(() => undefined),
    details: () => new Promise(() => undefined),
  })
  const reply = await action.run(deps(conversation))
  if (reply.does !== 'say') throw new Error('nothing to read')
  return { reply, forgot }
}

const deps = (conversation: ReplyDeps['conversation']): ReplyDeps => ({
  clock: testClock(),
  conversation,
  coordinatorHealth: () => Promise.resolve(unknownHealth()),
  hasBotToken: false,
  memberObject: () => {
    throw new Error('not asked')
  },
  notices: {
    read: () => Promise.reject(new Error('not asked')),
    set: () => Promise.reject(new Error('not asked')),
  },
  privateReply: () => ({ edit: () => Promise.reject(new Error('not told')) }),
  complain: () => undefined,
})

/** An interaction that Discord made so long after another. */
const later = (id: string, ms: number): string => String(BigInt(id) + (BigInt(ms) << 22n))

const asked = '786008729715212338'
const channel = '645027906669510667'

/** Somebody presses Forget in a server, a minute after they were asked. */
const pressed = (
  customId: string,
  { permissions = '8192', afterMs = 60_000 }: { permissions?: string; afterMs?: number } = {},
): Action => {
  const raw = payload('button')
  const member = { user: { id: '53908232506183680', username: 'Mason' }, roles: [], permissions }
  const data = { component_type: 2, custom_id: customId }
  return route(parseInteraction({ ...raw, id: later(asked, afterMs), locale: 'en-US', member, data }))
}

describe('a press of Forget', () => {
  test('is carried out under the id of the question, so that two presses are one', async () => {
    const { reply, forgot } = await press(pressed(`erase:1:${asked}:10`))
    expect(forgot).toEqual([[channel, asked, 36]])
    expect(reply).toEqual({
      does: 'say',
      why: 'forgotten',
      text: 'I have forgotten this conversation.',
      replaces: true,
    })
  })

  test('reaches the conversation of the one who presses alone, where the question was about a private one', async () => {
    const { reply, forgot } = await press(pressed(`erase:1:${asked}:10:own`, { permissions: '0' }))
    expect(forgot).toEqual([[`${channel}:53908232506183680`, asked, 36]])
    expect(reply.why).toBe('forgotten in private')
  })

  test('needs the right of /forget: who has lost it, or forges the id, is told so', async () => {
    const { reply, forgot } = await press(pressed(`erase:1:${asked}:10`, { permissions: '2147475447' }))
    expect([reply.why, reply.replaces, forgot]).toEqual(['may not forget', undefined, []])
  })

  test.each([
    [3_600_000, 'forgotten'],
    [3_600_001, 'forget too late'],
    [-1, 'forget too late'],
  ])('%d ms after the question: %s', async (afterMs, why) => {
    const { reply } = await press(pressed(`erase:1:${asked}:10`, { afterMs }))
    expect([reply.why, reply.replaces]).toEqual([why, true])
  })

  test('after something has changed forgets nothing and asks anew', async () => {
    const { reply } = await press(pressed(`erase:1:${asked}:10`), 'changed')
    expect(reply.why).toBe('forget changed')
    expect(reply.text).toMatch(/^Something has changed here .*\n\*\*Forget this conversation\?\*\*\n/)
    expect([reply.replaces, reply.buttons?.[0]?.id]).toEqual([true, `erase:1:${asked}:1z`])
  })

  test.each([
    ['midway', false, /will still arrive/],
    ['nothing', false, /^I have forgotten the saved answers/],
    ['nothing', true, /nothing to forget/],
  ] as const)('where %s was there (private: %s)', async (comes, isPrivate, text) => {
    const { reply } = await press(pressed(`erase:1:${asked}:10${isPrivate ? ':own' : ''}`), comes)
    expect(reply.text).toMatch(text)
  })

  test.each(['erase:1', 'erase:2:1:1', `erase:1:${asked}`, `erase:1:${asked}:-1`, `erase:1:x:10`, 'keep:2'])(
    '%j is the id of nothing',
    (customId) => {
      expect(pressed(customId)).toMatchObject({ do: 'refuse', why: 'unknown button' })
    },
  )
})

const rejects = (): Promise<never> => Promise.reject(new Error('gone'))

const unreachable = (): Conversation => ({
  forget: rejects,
  forgettable: rejects,
  status: rejects,
  details: rejects,
  press: rejects,
  pressEnded: () => Promise.resolve({ does: 'answer', private: false }),
  vote: rejects,
  answered: rejects,
  toEdit: rejects,
  edit: rejects,
  openThread: rejects,
})

test('a thread that cannot be reached leaves the question standing', async () => {
  const broken: ForgetPress = { command: command(), mark: 1, mayForget: true, isInTime: true }
  const reply = await forgetPressReply(deps(unreachable), broken)
  expect([reply.why, reply.replaces]).toEqual(['conversation unreachable', undefined])
})

test('Keep takes the question away and forgets nothing', async () => {
  const { reply, forgot } = await press(pressed('keep:1'))
  expect([reply, forgot]).toEqual([
    { does: 'say', why: 'kept everything', text: 'I have forgotten nothing.', replaces: true },
    [],
  ])
  const unused = deps(() => {
    throw new Error('asked')
  })
  expect((await keepReply(unused, { language: 'de' })).text).toBe('Ich habe nichts vergessen.')
})
