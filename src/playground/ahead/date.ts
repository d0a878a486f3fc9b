/** Sets the runtime's clock ahead, before any module of the bot has looked at it. */

import { env } from 'cloudflare:workers'

/** How far, in milliseconds. */
export const aheadMs = 'AHEAD_MS' in env ? Number(env.AHEAD_MS) : 0

const Machine = Date
const now = (): number => Machine.now() + aheadMs

globalThis.Date = new Proxy(Machine, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
