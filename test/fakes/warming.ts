/** What keeps answers warm, with Claude, the cache and the clock faked. */

import { expect } from 'vitest'
import type { Ask } from '../../src/converse/claude/claude.ts'
import type { CacheNote } from '../../src/converse/coordinator/cache-index.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { answererOf, contextFreeFingerprint, normalised } from '../../src/converse/cache/fingerprint.ts'
import { namesOf, toolbox } from '../../src/converse/tools/table.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { repeats, repeatsTables, type Repeats } from '../../src/converse/coordinator/repeats.ts'
import { type WarmedEvent, warming, type Warming } from '../../src/converse/coordinator/warming.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { settings } from '../build.ts'
import { testClock, type TestClock } from './clock.ts'
import { fakeSql } from './sql.ts'

export const START = 100_000_000

export const MONAD = 'What is a monad?'

interface Stage {
  readonly clock: TestClock
  readonly warm: Warming
  readonly repeats: Repeats
  /** The texts that Claude was asked. */
  readonly asked: string[]
  readonly written: { readonly print: string; readonly answer: string; readonly madeAt: number }[]
  readonly notes: CacheNote[]
  readonly events: WarmedEvent[]
  /** A member asks; `wrote` for an answer that is new. */
  readonly ask: (text?: string, partial?: Partial<CacheNote>) => Promise<void>
  /** Lets time pass, and the alarm go off whenever it is due. */
  readonly pass: (ms: number) => Promise<void>
}

const keyOf = (text: string, scope: string): string => `${text} in ${scope}`

export interface How {
  readonly settings?: Partial<Settings>
  readonly says?: readonly ModelEvent[]
  readonly slowMs?: number
  readonly full?: boolean
  /** The model is given up for so long. */
  readonly downMs?: number
}

export function stage({ settings: some, says, slowMs = 0, full = false, downMs = 0 }: How = {}): Stage {
  const clock = testClock(START)
  const all = settings({ predict: 1, ...some })
  const kept = repeats(fakeSql(repeatsTables))
  const asked: string[] = []
  const written: Stage['written'] = []
  const notes: CacheNote[] = []
  const events: WarmedEvent[] = []
  const ask: Ask = async function* ask({ messages: [first, ...more] }, signal) {
    expect(more).toEqual([])
    const content = first?.content
    asked.push(Array.isArray(content) && content[0]?.type === 'text' ? content[0].text : '?')
    if (slowMs > 0) await clock.sleep(slowMs, signal)
    if (signal.aborted) return
    yield* (
      says ?? [
        { kind: 'text', text: 'Warm.' },
        { kind: 'end', stop: 'end_turn', usage: { ...noUsage, inputTokens: 3, outputTokens: 2 } },
      ]
    )
  }
  const warm = warming({
    clock,
    settings: all,
    ask: () => ask,
    isWell: () => clock.now() >= START + downMs,
    repeats: kept,
    newNonce: () => '482715',
    cache: {
      keyOf: (print) => {
        const { text, scope } = JSON.parse(print) as { text: string; scope: string }
        const known = kept.all().find((one) => normalised(one.text) === text && one.scope === scope)
        return Promise.resolve(known?.key ?? '')
      },
      write: (print, scope, { answer, madeAt, verdict }, ttl) => {
        expect(verdict).toEqual(all.cacheVerdict ? GENERAL : undefined)
        const text = asked.at(-1) ?? ''
        expect(print).toBe(contextFreeFingerprint({ ...answererOf(all, namesOf(toolbox(all))), text, scope }))
        written.push({ print, answer, madeAt })
        const expiresAt = clock.now() + ttl * 1_000
        return Promise.resolve({ key: keyOf(text, scope), madeAt, expiresAt, wrote: !full })
      },
    },
    kept: (note) => notes.push(note),
    log: (event) => events.push(event),
  })
  return {
    clock,
    warm,
    repeats: kept,
    asked,
    written,
    notes,
    events,
    async ask(text = MONAD, partial = {}) {
      const scope = partial.scope ?? 'guild 1'
      const life = { madeAt: clock.now(), expiresAt: clock.now() + 600_000 }
      const note = { key: keyOf(text, scope), scope, wrote: true, question: text, ...life, ...partial }
      await clock.until(warm.asked(note))
    },
    async pass(ms) {
      const end = clock.now() + ms
      for (let next = warm.next(); next !== undefined && next <= end; next = warm.next()) {
        await clock.advance(Math.max(0, next - clock.now()))
        await clock.until(warm.alarm())
      }
      await clock.advance(Math.max(0, end - clock.now()))
    },
  }
}
