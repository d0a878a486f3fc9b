/** Everything that the operator's scripts reach: Discord, Claude, an account at Cloudflare, and the Worker deployed there. */

import { createServer } from 'node:http'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { discordVerifier } from '../../src/arrive/verify.ts'
import { parseJson } from '../../src/json.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { stage as frontDoor } from './front-door.ts'
import { shown } from './health.ts'
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts'
import { type Checkout, checkout, type Run } from './operator-run.ts'
import type { AccountState, WorkerState } from './stand-in-wrangler.ts'

export const TOKEN = 'bot-token-of-the-operator-that-nobody-may-see'
export const KEY = 'sk-ant-key-of-the-operator-that-nobody-may-see'

export interface OperatorStage {
  readonly at: Checkout
  readonly discord: LocalDiscord
  readonly discordProxy: FaultyProxy
  readonly claude: LocalClaude
  readonly claudeProxy: FaultyProxy
  readonly account: () => AccountState
  readonly change: (change: Partial<AccountState>) => void
  /** Both keys, and where Discord and Claude are. */
  readonly env: Readonly<Record<string, string>>
  /** With both keys in the environment, unless `env` says otherwise. */
  readonly run: (
    script: string,
    args?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<Run>
  close(): Promise<void>
}

/** A fresh checkout, and an account in which nothing is deployed. */
export async function operatorStage(): Promise<OperatorStage> {
  const at = checkout()
  const discord = await startDiscord({ botToken: TOKEN })
  const claude = await startClaude({ apiKey: KEY })
  const discordProxy = await startFaultyProxy(discord.url)
  const claudeProxy = await startFaultyProxy(claude.url)
  const account = (): AccountState => parseJson(at.read('wrangler-state.json')) as AccountState
  const change = (one: Partial<AccountState>): void =>
    at.write('wrangler-state.json', JSON.stringify({ ...account(), ...one }))
  const edge = await edgeOf(account)
  const stagingEdge = await edgeOf(() => account().staging)
  const worker = { deployed: false, secrets: {}, kv: undefined, bindings: [] }
  const fresh: AccountState = {
    ...worker,
    address: edge.address,
    staging: { ...worker, address: stagingEdge.address },
    loggedIn: true,
    accounts: [{ id: '1', name: 'Mine' }],
    fault: undefined,
    calls: [],
  }
  at.write('wrangler-state.json', JSON.stringify(fresh))
  standIn(at)
  const env = {
    DISCORD_TOKEN: TOKEN,
    ANTHROPIC_API_KEY: KEY,
    DISCORD_API_BASE_URL: `${discordProxy.url}/api/v10`,
    ANTHROPIC_BASE_URL: claudeProxy.url,
    CI: '1',
  }
  return {
    at,
    discord,
    discordProxy,
    claude,
    claudeProxy,
    account,
    change,
    env,
    run: (script, args = [], more = {}) => at.run(script, args, { ...env, ...more }),
    async close() {
      for (const one of [discordProxy, claudeProxy, edge, stagingEdge]) one.close()
      await Promise.all([discord.close(), claude.close()])
      at.remove()
    },
  }
}

/** Where a Worker of the account answers. */
async function edgeOf(worker: () => WorkerState): Promise<{ address: string; close: () => void }> {
  const edge = createServer((request, outgoing) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      )
      const { method = 'GET', url = '/' } = request
      const body = method === 'GET' ? {} : { body: Buffer.concat(pieces) }
      void answer(worker(), url, { method, headers, ...body }).then(async (response) =>
        outgoing
          .writeHead(response.status, { 'content-type': response.headers.get('content-type') ?? '' })
          .end(await response.text()),
      )
    })
  })
  edge.keepAliveTimeout = 0
  await new Promise<void>((ready) => edge.listen(0, '127.0.0.1', ready))
  const listening = edge.address()
  if (typeof listening !== 'object' || listening === null) throw new Error('the edge listens nowhere')
  return {
    address: `http://127.0.0.1:${listening.port}`,
    close() {
      edge.close()
      edge.closeAllConnections()
    },
  }
}

/** The wrangler of the checkout is the stand-in. */
function standIn(at: Checkout): void {
  rmSync(join(at.folder, 'node_modules/wrangler'))
  at.makeFolder('node_modules/wrangler/bin')
  at.write('node_modules/wrangler/package.json', JSON.stringify({ version: '4.155.0', type: 'module' }))
  const source = new URL('stand-in-wrangler.ts', import.meta.url).href
  at.write(
    'node_modules/wrangler/bin/wrangler.js',
    [
      `import { readFileSync } from 'node:fs'`,
      `import { standIn } from '${source}'`,
      `const around = { folder: process.cwd(), input: () => readFileSync(0, 'utf8'), env: process.env }`,
      `const { code, out, err } = standIn(process.argv.slice(2), around)`,
      `process.stdout.write(out)`,
      `process.stderr.write(err)`,
      `process.exitCode = code`,
      '',
    ].join('\n'),
  )
}

/** The real front door, with the secrets that were put there. */
function answer(state: WorkerState, url: string, init: RequestInit): Promise<Response> {
  if (!state.deployed) return Promise.resolve(new Response('There is nothing here yet', { status: 404 }))
  const { DISCORD_PUBLIC_KEY: key, DISCORD_APPLICATION_ID: id, ANTHROPIC_API_KEY: claude } = state.secrets
  if (key === undefined || id === undefined || claude === undefined)
    return Promise.resolve(new Response('DISCORD_PUBLIC_KEY is missing', { status: 503 }))
  const door = frontDoor({
    applicationId: id,
    clock: { now: Date.now, sleep: () => Promise.resolve() },
    isFromDiscord: discordVerifier(key),
    health: () => Promise.resolve(shown(state.health)),
  })
  return door.request(url, init)
}
