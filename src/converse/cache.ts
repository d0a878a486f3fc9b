/** KV: an answer by fingerprint. Whatever goes wrong here is a miss, because an answer never depends on it. */

import type { Clock } from '../clock.ts'
import { isRecord, parseJson } from '../json.ts'

export interface Cache {
  /** The answer, or undefined when there is none, it is broken, or KV does not answer in time. Never rejects. */
  recall(fingerprint: string): Promise<string | undefined>
  /** Keeps an answer for `ttlSeconds`. Never rejects: the free plan's write limit is an everyday failure. */
  remember(fingerprint: string, answer: string, ttlSeconds: number): Promise<void>
}

/** KV answers hot keys in some milliseconds; a cold read that takes longer than this would cost more than it saves. */
const RECALL_WITHIN_MS = 150

export const kvCache = (kv: KVNamespace, clock: Clock): Cache => ({
  async recall(fingerprint) {
    try {
      const late = clock.sleep(RECALL_WITHIN_MS).then(() => null)
      return read(await Promise.race([kv.get(await keyOf(fingerprint)), late]))
    } catch {
      return undefined
    }
  },
  async remember(fingerprint, answer, ttlSeconds) {
    try {
      await kv.put(await keyOf(fingerprint), JSON.stringify({ answer }), { expirationTtl: ttlSeconds })
    } catch (error) {
      console.warn({ evt: 'cache.not_kept', message: error instanceof Error ? error.message : '' })
    }
  },
})

function read(value: string | null): string | undefined {
  const entry = value === null ? undefined : parseJson(value)
  return isRecord(entry) && typeof entry['answer'] === 'string' && entry['answer'] !== ''
    ? entry['answer']
    : undefined
}

async function keyOf(fingerprint: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(fingerprint)))
  return `answer:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
