/** Sends Claude's answer through Node's raw response, so that it can also be cut, reset or left hanging. */

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { systemClock } from '../../clock.ts'
import type { RecordedRequest } from './control.ts'
import { PING, type Step } from './wire.ts'

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export interface Line {
  readonly outgoing: ServerResponse
  /** Fires when the connection is gone, on either side. */
  readonly gone: AbortSignal
  readonly released: AbortSignal
  readonly sleep: Sleep
  readonly now: () => number
  readonly record: RecordedRequest
  /** Set when we reset the connection ourselves: then nobody went away. */
  cut: boolean
}

export interface Pace {
  readonly firstTokenMs: number
  /** 0 = as fast as possible. */
  readonly tokensPerSecond: number
}

const PING_EVERY_MS = 10_000

/** A reset overtakes bytes that the client has not read yet; this lets it read what was said before. */
const RESET_AFTER_MS = 40

const sleepFor = (pace: Pace, tokens: number): number =>
  pace.tokensPerSecond === 0 ? 0 : (tokens / pace.tokensPerSecond) * 1_000

async function write(line: Line, text: string): Promise<void> {
  if (line.gone.aborted) return
  if (line.outgoing.write(text)) return
  // A client that stopped reading would otherwise fill our memory.
  await once(line.outgoing, 'drain', { signal: line.gone }).catch(() => undefined)
}

/** Waits `ms` in all, or until released or gone; says that it is still there every ten seconds. */
async function wait(line: Line, ms: number, pings: boolean): Promise<void> {
  const enough = AbortSignal.any([line.gone, line.released])
  for (let left = ms; left > 0 && !enough.aborted; left -= PING_EVERY_MS) {
    await line.sleep(Math.min(left, PING_EVERY_MS), enough)
    if (pings && left > PING_EVERY_MS && !enough.aborted) await write(line, PING)
  }
}

/** Until the connection is gone: the client gives up, or the stage closes. */
const untilGone = (line: Line): Promise<void> =>
  new Promise((end) => {
    if (line.gone.aborted) end()
    else line.gone.addEventListener('abort', () => end(), { once: true })
  })

/** Ends the response before its time. */
async function endEarly(line: Line, how: 'eof' | 'reset' | 'stall'): Promise<void> {
  if (line.gone.aborted) return
  switch (how) {
    case 'eof':
      line.record.cutAt = line.now()
      line.outgoing.end()
      return
    case 'reset':
      line.cut = true
      line.record.cutAt = line.now()
      await systemClock.sleep(RESET_AFTER_MS, line.gone)
      line.outgoing.socket?.resetAndDestroy()
      return
    case 'stall':
      await untilGone(line)
  }
}

/** Takes the request and says nothing until the client goes. */
export const staySilent = (line: Line): Promise<void> => untilGone(line)

/**
 * Sends a stream step by step; the headers are out already. Ends early, and quietly, when the client goes.
 */
export async function sendSteps(line: Line, steps: Iterable<Step>, pace: Pace): Promise<void> {
  for (const step of steps) {
    if (line.gone.aborted) return
    switch (step.do) {
      case 'send': {
        const ms = sleepFor(pace, step.tokens)
        if (ms > 0) await line.sleep(ms, line.gone)
        if (line.gone.aborted) return
        if (step.text) {
          line.record.firstTextAt ??= line.now()
          line.record.lastTextAt = line.now()
        }
        await write(line, step.sse)
        break
      }
      case 'wait':
        await wait(line, step.ms, step.pings)
        break
      case 'hold':
        await wait(line, Infinity, true)
        break
      case 'end':
        if (step.how !== 'whole') return endEarly(line, step.how)
        line.record.stopAt = line.now()
        line.outgoing.end()
        return
    }
  }
}

/** Sends a message in one piece, after the time that a stream of it would have taken. */
export async function sendWhole(line: Line, steps: Iterable<Step>, json: string, pace: Pace): Promise<void> {
  const start = (): void => {
    line.record.answeredAt = line.now()
    line.record.status = 200
    line.outgoing.writeHead(200, { 'content-type': 'application/json' })
  }
  for (const step of steps) {
    if (line.gone.aborted) return
    if (step.do === 'send') {
      const ms = sleepFor(pace, step.tokens)
      if (ms > 0) await line.sleep(ms, line.gone)
    } else if (step.do === 'wait') await wait(line, step.ms, false)
    else if (step.do === 'hold') await wait(line, Infinity, false)
    else {
      if (line.gone.aborted) return
      start()
      if (step.how === 'whole') {
        line.record.firstTextAt = line.record.lastTextAt = line.record.stopAt = line.now()
        line.outgoing.end(json)
        return
      }
      // Headers out, half the message, then what the script says.
      await write(line, json.slice(0, Math.floor(json.length / 2)))
      return endEarly(line, step.how)
    }
  }
}
