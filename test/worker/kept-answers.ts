/** The answers that lie in KV, for tests that wait until they do. */

import { env } from 'cloudflare:workers'
import { systemClock } from '../../src/clock.ts'

export const keys = async (): Promise<readonly string[]> =>
  (await env.CACHE_KV.list()).keys.map(({ name }) => name)

/** The keys of the answers, as soon as they are like this. KV tells nobody of a write, so that only looking again helps. */
async function answers(
  isSo: (keys: readonly string[]) => boolean | Promise<boolean>,
): Promise<readonly string[]> {
  for (;;) {
    const all = (await keys()).filter((name) => name.startsWith('answer:'))
    if (await isSo(all)) return all
    // Without a pause the reads leave the writes no room.
    await systemClock.sleep(5)
  }
}

/** Waits until KV holds so many answers. */
export const answersKept = (count: number): Promise<readonly string[]> =>
  answers((all) => all.length === count)

/** Waits until an answer that contains `word` lies in the cache. */
export const cachedAnswer = (word: string): Promise<unknown> =>
  answers(async (all) => {
    const values = await Promise.all(all.map((name) => env.CACHE_KV.get(name)))
    return values.some((value) => value?.includes(word))
  })
