/** `/health` as the Worker answers it anew, and not with what it has kept. */

import { exports } from 'cloudflare:workers'
import { vi } from 'vitest'
import { systemClock } from '../../src/clock.ts'

/** Longer than an answer is kept; each look is as far after the one before. */
const LATER_MS = 5_001

let looks = 0

export async function freshHealth(query = ''): Promise<Response> {
  looks += 1
  const ahead = looks * LATER_MS
  const now = vi.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + ahead)
  try {
    return await exports.default.fetch(`https://bot.example/health${query}`)
  } finally {
    now.mockRestore()
  }
}
