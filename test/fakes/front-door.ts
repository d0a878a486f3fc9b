/** A front door with everything behind it faked. */

import { variants } from '../build.ts'
import { createApp, type Front } from '../../src/arrive/app.ts'
import type { Question } from '../../src/converse/question/question.ts'
import { nothingForgettable } from '../../src/converse/thread/forget-question.ts'
import { emptyStatus } from '../../src/converse/thread/status.ts'
import { shown } from './health.ts'
import { unknownHealth } from '../../src/measure/health.ts'
import { settingsDesk } from './settings-desk.ts'
import type { AcceptEvent } from '../../src/measure/accept-event.ts'

interface Stage {
  readonly handed: Question[]
  readonly log: AcceptEvent[]
  readonly waitedFor: Promise<unknown>[]
  readonly verified: { readonly body: string; readonly claim: unknown; readonly now: number }[]
  readonly request: (path: string, init?: RequestInit) => Promise<Response>
  /** Discord's POST. */
  readonly post: (body: unknown) => Promise<Response>
}

export const welcome = { tooFast: false, afterwards: () => Promise.resolve() }

/** A front door whose thread takes its time, and whose clock moves by 5 ms at each look and each short sleep. */
export function stage(change: Partial<Front> = {}): Stage {
  const handed: Question[] = []
  const log: AcceptEvent[] = []
  const waitedFor: Promise<unknown>[] = []
  const verified: Stage['verified'] = []
  let now = 1_000
  const app = createApp({
    applicationId: '775799577604522054',
    hasBotToken: false,
    memberObject: () => {
      throw new Error('not asked')
    },
    clock: {
      now: () => (now += 5),
      sleep: (ms) => (ms <= 5 ? Promise.resolve() : new Promise(() => undefined)),
    },
    mayBeKnown: () => false,
    variants: () => variants(),
    ask: () => Promise.reject(new Error('not asked')),
    confirm: () => Promise.resolve(),
    check: () => Promise.resolve(welcome),
    isFromDiscord: (body, claim, at) => {
      verified.push({ body: new TextDecoder().decode(body), claim, now: at })
      return Promise.resolve(claim.signature !== 'forged')
    },
    hand: (question) => {
      handed.push(question)
      return new Promise(() => undefined)
    },
    privacy: { privacyUrl: '', transcriptRetentionDays: 30 },
    ledger: () => ({ usage: () => Promise.reject(new Error('no ledger')) }),
    conversation: () => ({
      forget: () => Promise.resolve('all'),
      press: () => Promise.resolve('shown'),
      forgettable: () => Promise.resolve({ ...nothingForgettable, exchanges: 3, mark: 36 }),
      vote: () => Promise.resolve('voted good'),
      answered: () => Promise.resolve(undefined),
      openThread: () => Promise.resolve({ why: 'thread not opened' }),
      pressEnded: () => Promise.resolve({ does: 'answer', private: false }),
      toEdit: () => Promise.resolve({ does: 'open', text: 'Why?' }),
      edit: () => Promise.resolve({ does: 'answer', private: false }),
      details: () => Promise.resolve('-# 1 tool · 0.1 s'),
      status: () => Promise.resolve(emptyStatus),
    }),
    admin: settingsDesk().deps,
    admit: (interaction) => Promise.resolve({ interaction, own: {} }),
    notices: { read: () => Promise.resolve(true), set: () => Promise.resolve() },
    models: ['claude-haiku-5-5'],
    offers: () => ({ tools: true, web: false, services: [], channel: 'no', retentionDays: 30, models: [] }),
    holder: () => ({ hold: () => Promise.resolve(), held: () => Promise.resolve(undefined) }),
    privateReply: () => ({ edit: () => Promise.reject(new Error('not told')) }),
    coordinatorHealth: () => Promise.resolve(unknownHealth()),
    complain: () => undefined,
    health: () => Promise.resolve(shown()),
    log: (event) => log.push(event),
    ...change,
  })
  const context = {
    waitUntil: (work: Promise<unknown>) => waitedFor.push(work),
    passThroughOnException: () => undefined,
    props: {},
  }
  const request: Stage['request'] = async (path, init) => app.request(path, init, {}, context)
  return {
    handed,
    log,
    waitedFor,
    verified,
    request,
    post: (body) =>
      request('/interactions', {
        method: 'POST',
        headers: { 'x-signature-ed25519': 'good', 'x-signature-timestamp': '1' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}
