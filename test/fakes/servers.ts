/** Starts the local Discord and the local Claude for the worker tests, and tells the tests where they are. */

import type { TestProject } from 'vitest/node'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { startClaude } from '../../src/playground/claude.ts'
import { startDiscord } from '../../src/playground/discord.ts'

declare module 'vitest' {
  interface ProvidedContext {
    discord: string
    publicKey: string
    applicationId: string
    claude: string
  }
}

/**
 * In place of Discord's three seconds. How soon the first response comes depends on the machine, so the bench measures
 * it; a worker test only sees that there is one. The pure tests of the local Discord keep the three seconds.
 */
const PATIENT_MS = 60_000

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const discord = await startDiscord({ ackMs: PATIENT_MS })
  const claude = await startClaude()
  // Who asks the same at the same moment may hear one answer; a cached one takes a test that scripts its verdict.
  claude.judgeBy(() => ({ ...GENERAL, alone: false }))
  project.provide('discord', discord.url)
  project.provide('publicKey', discord.publicKey)
  project.provide('applicationId', discord.applicationId)
  project.provide('claude', claude.url)
  return async () => {
    await discord.close()
    await claude.close()
  }
}
