/** Whether a server has removed the bot: what one look says, and what only several say. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guildWatch } from '../../src/guild/guild-watch.ts'
import {
  isRemoved,
  type Look,
  lookedAt,
  type Presence,
  readPresence,
  used,
} from '../../src/guild/presence.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const wasThere: Presence = { wasThere: true }

describe('a server that the bot was seen in', () => {
  test('is gone after two looks that are 20 hours apart', () => {
    const first = lookedAt(wasThere, 'gone', DAY)
    expect(isRemoved(first, DAY)).toBe(false)
    expect(isRemoved(lookedAt(first, 'gone', DAY + 20 * HOUR - 1), DAY + 20 * HOUR - 1)).toBe(false)
    expect(isRemoved(lookedAt(first, 'gone', DAY + 20 * HOUR), DAY + 20 * HOUR)).toBe(true)
  })

  test('is there again once one look finds it, or somebody uses it', () => {
    const first = lookedAt(wasThere, 'gone', DAY)
    for (const after of [lookedAt(first, 'there', 2 * DAY), used(first)])
      expect(isRemoved(lookedAt(after, 'gone', 3 * DAY), 3 * DAY)).toBe(false)
  })

  test('stays as it is where nobody knows', () => {
    const first = lookedAt(wasThere, 'gone', DAY)
    expect([lookedAt(wasThere, 'unknown', DAY), lookedAt(first, 'unknown', 9 * DAY)]).toEqual([
      wasThere,
      first,
    ])
  })
})

test('a server that has only the commands is no member: it goes after 30 days without use', () => {
  const first = lookedAt({ wasThere: false }, 'gone', DAY)
  expect(isRemoved(lookedAt(first, 'gone', 30 * DAY), 30 * DAY)).toBe(false)
  expect(isRemoved(lookedAt(first, 'gone', 31 * DAY), 31 * DAY)).toBe(true)
})

test('whatever was kept reads as a presence, and nothing strange as one that is gone', () => {
  fc.assert(
    fc.property(fc.anything(), (kept) => {
      const { goneSince } = readPresence(kept)
      return goneSince === undefined || Number.isFinite(goneSince)
    }),
  )
  expect(readPresence({ wasThere: true, goneSince: 5 })).toEqual({ wasThere: true, goneSince: 5 })
})

type Step = Look | 'use'

/** What a watch says after each step, and what it has written. */
async function watched(steps: readonly Step[], everyMs: number) {
  const rows = new Map<string, unknown>()
  let now = 0
  let next: Look = 'there'
  let writes = 0
  const watch = () =>
    guildWatch({
      kv: {
        get: (key) => rows.get(key),
        put: (key, value) => {
          writes += 1
          rows.set(key, value)
        },
      },
      now: () => now,
      look: () => Promise.resolve(next),
    })
  const said: boolean[] = []
  for (const step of steps) {
    now += everyMs
    if (step === 'use') watch().used()
    else {
      next = step
      // A life of its own for each look: only the row remembers.
      said.push(await watch().isToGo())
    }
  }
  return { said, writes }
}

describe('the watch over a server', () => {
  test('never says that it is to go unless the last two answers that tell say gone, with no use between', async () => {
    const steps = fc.array(fc.constantFrom<Step>('there', 'gone', 'unknown', 'use'), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(steps, async (some) => {
        const { said } = await watched(some, DAY)
        if (!said.at(-1) || some.at(-1) === 'use') return
        const telling = some.filter((step) => step !== 'unknown')
        expect(telling.slice(-2)).toEqual(['gone', 'gone'])
      }),
    )
  })

  test('writes its row when something changes, and not each day', async () => {
    const { said, writes } = await watched(['there', 'there', 'there', 'gone', 'unknown', 'gone'], DAY)
    expect([said, writes]).toEqual([[false, false, false, false, false, true], 2])
  })

  test('takes a use while it looks for more than what the look says', async () => {
    const kv = new Map<string, unknown>([['presence', { wasThere: true, goneSince: 0 }]])
    const found = Promise.withResolvers<Look>()
    const watch = guildWatch({
      kv: { get: (key) => kv.get(key), put: (key, value) => void kv.set(key, value) },
      now: () => 9 * DAY,
      look: () => found.promise,
    })
    const isToGo = watch.isToGo()
    watch.used()
    found.resolve('gone')
    expect([await isToGo, watch.isUsedSince(), kv.get('presence')]).toEqual([false, true, { wasThere: true }])
  })
})
