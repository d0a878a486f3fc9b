/** Crashes an object at its n-th write, or around its n-th call to the outside, wherever that is in its work. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { systemClock } from '../../src/clock.ts'
import { messageOf } from '../../src/errors.ts'
import { allEnded } from './rows.ts'
import { thread } from './thread-object.ts'

/** Before a write, before a call leaves, or when its answer has come and nothing knows of it yet. */
export type Moment = 'write' | 'call to Discord' | 'answer of Discord' | 'call to Claude'

/** By a part of the address. */
const CALLS = {
  'call to Discord': '/webhooks/',
  'answer of Discord': '/webhooks/',
  'call to Claude': '/v1/messages',
}

interface Armed {
  left: number
  abort: () => void
}

/** By the `sql` of the storage that is written: the next life has another. */
const writes = new WeakMap<object, Armed>()
let armedCall: { readonly armed: Armed; readonly moment: keyof typeof CALLS } | undefined

/** One step nearer to the crash. */
function count(armed: Armed): void {
  armed.left -= 1
  if (armed.left === 0) armed.abort()
}

const watched = new WeakSet<object>()

function watchWrites(sql: SqlStorage): void {
  const shared: object = Object.getPrototypeOf(sql)
  if (watched.has(shared)) return
  watched.add(shared)
  const original: unknown = Reflect.get(shared, 'exec')
  if (typeof original !== 'function') throw new Error('there is no exec to watch')
  Reflect.set(shared, 'exec', function (this: object, ...args: readonly unknown[]): unknown {
    const armed = writes.get(this)
    if (armed !== undefined && !/^\s*SELECT\b/i.test(String(args[0]))) count(armed)
    return Reflect.apply(original, this, args)
  })
}

let isFetchWatched = false

function watchCalls(): void {
  if (isFetchWatched) return
  isFetchWatched = true
  const original = globalThis.fetch
  globalThis.fetch = async (...args: Parameters<typeof fetch>) => {
    const [target] = args
    const address = target instanceof Request ? target.url : String(target)
    const { armed, moment } =
      armedCall !== undefined && address.includes(CALLS[armedCall.moment]) ? armedCall : {}
    if (armed !== undefined && moment !== 'answer of Discord') count(armed)
    const response = await original(...args)
    if (armed !== undefined && moment === 'answer of Discord') count(armed)
    return response
  }
}

export interface Crash {
  readonly hasCome: () => boolean
  /** From now on it comes no more. */
  readonly disarm: () => void
}

/** Arms the crash in the object of this thread, which must be the only one that makes calls. */
export async function crashAt(key: string, moment: Moment, n: number): Promise<Crash> {
  const armed: Armed = { left: n, abort: () => undefined }
  await runInDurableObject(thread(key), (_, state) => {
    armed.abort = () => state.abort(`in the moment of its ${n}. ${moment}`)
    if (moment === 'write') {
      watchWrites(state.storage.sql)
      writes.set(state.storage.sql, armed)
    } else {
      watchCalls()
      armedCall = { armed, moment }
    }
  })
  return {
    hasCome: () => armed.left <= 0,
    disarm() {
      armed.abort = () => undefined
      armedCall = undefined
    },
  }
}

/** Nobody tells of a crash but the alarm, which takes up what it has left. The crash may end the look at it, too. */
export async function untilTakenUp(channel: string): Promise<void> {
  for (;;) {
    try {
      if (await allEnded(channel)) return
      await runDurableObjectAlarm(thread(channel))
    } catch (error) {
      if (!/^in the moment of its \d+\. /.test(messageOf(error))) throw error
    }
    await systemClock.sleep(10)
  }
}
