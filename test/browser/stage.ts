/** Starts what the tests in a browser share: the page with its bot once, where there is a Chromium to look at it. */

import type { TestProject } from 'vitest/node'
import { startPagePlayground } from '../fakes/page-playground.ts'
import { chromiumPath } from '../pictures/camera.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `http://127.0.0.1:PORT` */
    page: string
    /** Of the local Claude, likewise. */
    claude: string
    /** The path of Chromium; empty where there is none. */
    chromium: string
  }
}

const NONE =
  'No Chromium or Chrome was found, so the tests in a browser are skipped. Install one, or name it: CHROMIUM=/path/to/chromium npm test'

/** With `BROWSER_TESTS=required` a machine without Chromium fails. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const path = chromiumPath(process.env)
  if (path === undefined) {
    if (process.env['BROWSER_TESTS'] === 'required') throw new Error(NONE)
    process.stderr.write(`${NONE}\n`)
    project.provide('page', '')
    project.provide('claude', '')
    project.provide('chromium', '')
    return undefined
  }
  const playground = await startPagePlayground()
  project.provide('page', playground.discord.url)
  project.provide('claude', playground.claude.url)
  project.provide('chromium', path)
  return () => playground.close()
}
