/**
 * A wrangler that acts on a file instead of Cloudflare. It knows the commands that the operator's scripts use, with the flags
 * of wrangler 4.155, and refuses everything else. `wrangler-state.json` of its folder is the account; `fault` in it names a
 * command that fails.
 */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { isRecord, parseJson } from '../../src/json.ts'

export interface AccountState {
  readonly loggedIn: boolean
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly deployed: boolean
  /** Where the Worker answers. */
  readonly address: string
  readonly secrets: Readonly<Record<string, string>>
  readonly kv: string | undefined
  /** The beginning of a command that fails, such as "secret bulk". */
  readonly fault: string | undefined
  /** Every command line, to prove that no secret was in one. */
  readonly calls: readonly string[]
}

const STATE = 'wrangler-state.json'
const WHOSE = '0123456789abcdef0123456789abcdef'

class Refusal extends Error {}

const flags: Readonly<Record<string, readonly string[]>> = {
  whoami: ['--json'],
  login: [],
  deploy: [],
  'secret bulk': [],
  'secret list': ['--format=json'],
  delete: ['--force'],
  'kv namespace delete': ['--binding=CACHE_KV', '--namespace-id', '--skip-confirmation'],
}

export function runWrangler(argv: readonly string[]): void {
  const parsed: unknown = parseJson(readFileSync(STATE, 'utf8'))
  if (!isRecord(parsed)) throw new Error('the account of the stand-in is no JSON')
  let state = parsed as unknown as AccountState
  const save = (change: Partial<AccountState>): void => {
    state = { ...state, ...change }
    writeFileSync(STATE, JSON.stringify(state))
  }
  save({ calls: [...state.calls, argv.join(' ')] })
  try {
    act(argv, state, save)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`\n✘ [ERROR] ${error.message}\n\n`)
    process.exitCode = 1
  }
}

function act(
  argv: readonly string[],
  state: AccountState,
  save: (change: Partial<AccountState>) => void,
): void {
  const command = Object.keys(flags).find((one) => `${argv.join(' ')} `.startsWith(`${one} `))
  if (command === undefined) throw new Refusal(`Unknown command: ${argv.join(' ')}`)
  const rest = argv
    .slice(command.split(' ').length)
    .join(' ')
    .replace(/ (?=[^-])/g, '=')
  for (const flag of rest.split(' ').filter((one) => one !== ''))
    if (!flags[command]?.some((known) => flag === known || flag.startsWith(`${known}=`)))
      throw new Refusal(`Unknown argument: ${flag}`)
  if (state.fault !== undefined && command === state.fault)
    throw new Refusal(`A request to the Cloudflare API (/accounts/${WHOSE}/workers) failed.`)
  if (command === 'login') return save({ loggedIn: true })
  if (command === 'whoami') {
    const { loggedIn, accounts } = state
    process.stdout.write(
      JSON.stringify(loggedIn ? { loggedIn, email: 'me@example.com', accounts } : { loggedIn }),
    )
    process.exitCode = loggedIn ? 0 : 1
    return
  }
  if (!state.loggedIn)
    throw new Refusal(
      "In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.",
    )
  if (state.accounts.length > 1 && process.env['CLOUDFLARE_ACCOUNT_ID'] === undefined)
    throw new Refusal('More than one account available but unable to select one in non-interactive mode.')
  if (command === 'deploy') return deploy(state, save)
  if (command === 'kv namespace delete') {
    if (state.kv === undefined) throw new Refusal('Namespace not found')
    return save({ kv: undefined })
  }
  if (!state.deployed) throw new Refusal('This Worker does not exist on your account. [code: 10007]')
  if (command === 'delete') return save({ deployed: false, secrets: {} })
  if (command === 'secret list')
    return void process.stdout.write(
      JSON.stringify(Object.keys(state.secrets).map((name) => ({ name, type: 'secret_text' }))),
    )
  const given = parseJson(readFileSync(0, 'utf8'))
  if (!isRecord(given) || Object.values(given).some((value) => typeof value !== 'string'))
    throw new Refusal('The contents of the input are not valid JSON.')
  save({ secrets: { ...state.secrets, ...(given as Record<string, string>) } })
}

/** The namespace is made once, and its id is written into wrangler.toml. */
function deploy(state: AccountState, save: (change: Partial<AccountState>) => void): void {
  const toml = readFileSync('wrangler.toml', 'utf8')
  const [, id] = /^id = "(.*)"$/m.exec(toml) ?? []
  if (id !== undefined && id !== state.kv) throw new Refusal(`KV namespace '${id}' not found. [code: 10041]`)
  if (id === undefined)
    writeFileSync(
      'wrangler.toml',
      toml.replace('binding = "CACHE_KV"', `binding = "CACHE_KV"\nid = "${WHOSE}"`),
    )
  save({ deployed: true, kv: WHOSE })
  const entry = { type: 'deploy', version: 1, worker_name: 'threadkeeper', targets: [state.address] }
  const path = process.env['WRANGLER_OUTPUT_FILE_PATH']
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(entry)}\n`)
  process.stdout.write(`Deployed threadkeeper triggers\n  ${state.address}\n`)
}
