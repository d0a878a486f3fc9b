/** What each peer is told when it starts: who it is, where Discord and Claude are, and how it says that it listens. */

import { createServer } from 'node:http'

export interface Surroundings {
  readonly publicKey: string
  readonly applicationId: string
  readonly token: string
  /** As the bots' own settings want it: without a slash at the end. */
  readonly discordUrl: string
  readonly claudeUrl: string
}

/** Throws where the bench has left something out. */
export function surroundings(env: Readonly<Record<string, string | undefined>>): Surroundings {
  const of = (name: string): string => {
    const value = env[name]
    if (value === undefined) throw new Error(`${name} is missing`)
    return value
  }
  return {
    publicKey: of('DISCORD_PUBLIC_KEY'),
    applicationId: of('DISCORD_APPLICATION_ID'),
    token: of('DISCORD_TOKEN'),
    discordUrl: of('DISCORD_API_BASE_URL'),
    claudeUrl: of('ANTHROPIC_BASE_URL'),
  }
}

/** Tells the bench, which waits for this line, where interactions are to be sent to. */
export const listening = (port: number): void => {
  process.stdout.write(`listening http://127.0.0.1:${port}\n`)
}

/** A free port, for a framework that cannot say which one it took. */
export const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(address === null || typeof address === 'string' ? 0 : address.port))
    })
  })
