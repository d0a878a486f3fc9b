/** A thread's word on `/forget` and `/status` comes in time, or a sentence comes instead of it. */

import { describe, expect, test } from 'vitest'
import {
  type Conversation,
  detailsReply,
  forgetReply,
  pressReply,
  type ReplyDeps,
  statusReply,
} from '../../src/arrive/command-replies.ts'
import type { Press, PressOfTurn, Reply } from '../../src/converse/thread/command.ts'
import type { Pressed } from '../../src/converse/thread/press.ts'
import { nothingForgettable } from '../../src/converse/thread/forget-question.ts'
import { emptyStatus } from '../../src/converse/thread/status.ts'
import { health } from '../../src/measure/health.ts'
import { threadOf } from '../../src/ids.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { channelId, command, interactionId, memberId } from '../build.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'
import { counts } from '../fakes/health.ts'

const figures = health(
  counts({
    totalsMs: [2_100, 2_100, 2_100],
    cacheUses: [
      { cache: 'hit', why: '', turns: 1, ageMs: 0 },
      { cache: 'miss', why: 'none', turns: 3, ageMs: 0 },
    ],
  }),
)

interface Stage {
  readonly clock: TestClock
  readonly complaints: string[]
  readonly deps: ReplyDeps
}

/** @param change of what the conversation says, and of the bot's figures */
function stage(change: Partial<Conversation & Pick<ReplyDeps, 'coordinatorHealth'>> = {}): Stage {
  const { coordinatorHealth = () => Promise.resolve(figures), ...said } = change
  const clock = testClock()
  const complaints: string[] = []
  const conversation: Conversation = {
    forget: () => Promise.resolve('all'),
    forgettable: () => Promise.resolve({ ...nothingForgettable, exchanges: 2, mark: 9 }),
    status: () => Promise.resolve({ ...emptyStatus, exchanges: 2 }),
    press: () => Promise.resolve('shown'),
    vote: () => Promise.resolve('voted good'),
    answered: () => Promise.resolve(undefined),
    toEdit: () => Promise.resolve({ does: 'open', text: 'Why?' }),
    edit: () => Promise.resolve({ does: 'nothing' }),
    openThread: () => Promise.resolve({ why: 'thread not opened' }),
    pressEnded: () => Promise.resolve({ does: 'answer', private: false }),
    details: () => Promise.resolve('-# 1 tool · 0.1 s'),
    ...said,
  }
  return {
    clock,
    complaints,
    deps: {
      clock,
      conversation: () => conversation,
      coordinatorHealth,
      hasBotToken: false,
      memberObject: () => {
        throw new Error('not asked')
      },
      notices: {
        read: () => Promise.reject(new Error('not asked')),
        set: () => Promise.reject(new Error('not asked')),
      },
      privateReply: () => ({ edit: () => Promise.reject(new Error('not told')) }),
      complain: (message) => complaints.push(message),
    },
  }
}

const never = (): Promise<never> => new Promise(() => undefined)

/** Fails so often, then ends well. */
function failing<T>(times: number, value: T): () => Promise<T> {
  let left = times
  return () => ((left -= 1) >= 0 ? Promise.reject(new Error('replaced')) : Promise.resolve(value))
}

test('a thread that was just replaced is asked once more', async () => {
  const { deps, complaints } = stage({
    forgettable: failing(1, nothingForgettable),
    status: failing(1, { ...emptyStatus, exchanges: 7 }),
  })
  expect((await forgetReply(deps, command())).text).toMatch(/^\*\*Forget this conversation/)
  expect((await statusReply(deps, command())).text).toContain('remembered in full: 7')
  expect(complaints).toEqual([])
})

test('a thread that fails twice is a sentence, and the operator hears of it', async () => {
  const { deps, complaints } = stage({
    forgettable: failing(9, nothingForgettable),
    status: failing(9, emptyStatus),
  })
  expect((await forgetReply(deps, command({ language: 'de' }))).text).toMatch(
    /^Ich konnte dieses Gespräch nicht öffnen/,
  )
  expect((await statusReply(deps, command())).why).toBe('conversation unreachable')
  expect(complaints).toEqual(['replaced', 'replaced'])
})

test('a thread that hangs is a sentence after two seconds', async () => {
  const { clock, deps, complaints } = stage({ forgettable: never, status: never })
  expect((await clock.until(forgetReply(deps, command()))).why).toBe('conversation unreachable')
  expect(clock.now()).toBe(2_000)
  expect((await clock.until(statusReply(deps, command()))).why).toBe('conversation unreachable')
  expect(clock.now()).toBe(4_000)
  expect(complaints).toEqual(['nothing came within 2000 ms', 'nothing came within 2000 ms'])
})

/** Of Details, under an answer for everybody. */
const press = (partial: Partial<Press> = {}): Press => {
  const { id, thread, language } = command()
  return { turn: id, thread, language, isOwn: false, ...partial }
}

describe('details', () => {
  test('are told as the thread has them', async () => {
    const { deps } = stage()
    expect(await detailsReply(deps, press())).toEqual({ does: 'say', why: '', text: '-# 1 tool · 0.1 s' })
  })

  test.each([
    [false, 'en', /^Details are kept only while the session is open\./],
    [false, 'de', /^Einzelheiten gibt es nur, solange die Sitzung offen ist\./],
    [true, 'en', /^Only the member who asked can see these details/],
  ] as const)('that are not there are a sentence (own: %s, %s)', async (isOwn, language, text) => {
    const { deps, complaints } = stage({ details: () => Promise.resolve(undefined) })
    expect((await detailsReply(deps, press({ isOwn, language }))).text).toMatch(text)
    expect(complaints).toEqual([])
  })

  test('are asked for once more where the thread was just replaced, and then end in a sentence', async () => {
    const { deps, complaints } = stage({ details: failing(1, 'there') })
    expect((await detailsReply(deps, press())).text).toBe('there')
    const { deps: broken } = stage({ details: failing(9, 'there') })
    expect((await detailsReply(broken, press())).why).toBe('conversation unreachable')
    expect(complaints).toEqual([])
  })

  test('of a thread that hangs are a sentence after two seconds', async () => {
    const { clock, deps } = stage({ details: never })
    expect((await clock.until(detailsReply(deps, press()))).why).toBe('conversation unreachable')
    expect(clock.now()).toBe(2_000)
  })
})

test('nobody waits longer than 300 ms for the figures of the whole bot', async () => {
  const { clock, deps } = stage({ coordinatorHealth: never })
  const reply = await clock.until(statusReply(deps, command()))
  expect(clock.now()).toBe(300)
  expect(reply.text).toContain('remembered in full: 2')
  expect(reply.text).not.toContain('by this bot')
})

test('the figures are there where they come in time, and no timer is left behind', async () => {
  const { clock, deps } = stage()
  expect((await statusReply(deps, command())).text).toMatch(/less than 2\.1 s · Saved answers: 25%$/)
  expect(clock.sleepers()).toBe(0)
})

test('figures that fail cost nothing but themselves', async () => {
  const { deps, complaints } = stage({ coordinatorHealth: failing(9, figures) })
  expect((await statusReply(deps, command())).text).toContain('remembered in full: 2')
  expect(complaints).toEqual(['replaced'])
})

const made = (isOwn: boolean): PressOfTurn => ({
  press: {
    does: 'stop',
    turn: interactionId('7'),
    member: memberId('11'),
    memberName: 'Mia',
    moderates: false,
  },
  thread: threadOf(channelId('42')),
  isOwn,
  language: 'de',
})

describe('a press of a button that reaches into a turn', () => {
  test.each<[string, boolean, Pressed, Reply]>([
    ['has nothing to read where the message shows it', false, 'shown', { does: 'nothing' }],
    [
      'is told what came of it',
      false,
      'may not stop',
      { does: 'say', why: 'may not stop', text: sentence('may not stop', 'de') },
    ],
    [
      'does not tell another whether there is such a turn',
      true,
      'nothing to stop',
      {
        does: 'say',
        why: 'nothing to stop of another',
        text: sentence('nothing to stop of another', 'de'),
      },
    ],
  ])('%s', async (_, isOwn, pressed, reply) => {
    const { deps } = stage({ press: () => Promise.resolve(pressed) })
    expect(await pressReply(deps, made(isOwn))).toEqual(reply)
  })

  test('is told when the conversation cannot be reached', async () => {
    const { deps } = stage({ press: () => Promise.reject(new Error('gone')) })
    expect(await pressReply(deps, made(false))).toMatchObject({ why: 'conversation unreachable' })
  })
})
