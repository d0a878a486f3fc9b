/** A playground of a file's own, for what holds for everybody on it: the weather, a crash, the time. */

import { afterAll, beforeAll } from 'vitest'
import { type PagePlayground, startPagePlayground } from '../fakes/page-playground.ts'
import { noBrowser } from './visit.ts'

/** Started before the tests of the file and closed after them; not where there is no browser. @returns what gives it */
export function useOwnPlayground(): () => PagePlayground {
  let started: PagePlayground | undefined
  beforeAll(async () => {
    if (!noBrowser) started = await startPagePlayground()
  })
  afterAll(() => started?.close())
  return () => {
    if (started === undefined) throw new Error('there is no playground')
    return started
  }
}
