/** The answers that lie in KV, for tests that wait until they do. */

import { env } from 'cloudflare:workers'

export const keys = async (): Promise<readonly string[]> =>
  (await env.CACHE_KV.list()).keys.map(({ name }) => name)

/** Waits until KV holds so many answers. */
export async function answersKept(count: number): Promise<readonly string[]> {
  for (;;) {
    const all = (await keys()).filter((name) => name.startsWith('answer:'))
    if (all.length === count) return all
    await new Promise((wake) => setTimeout(wake, 5))
  }
}
