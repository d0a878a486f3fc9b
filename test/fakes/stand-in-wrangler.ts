/**
 * A wrangler that acts on a file instead of Cloudflare. It knows the commands that the operator's scripts use, with the flags
 * of wrangler 4.155, and refuses everything else. `wrangler-state.json` of its folder is the account; `fault` in it names a
 * command that fails. Each environment is a Worker of its own.
 */

import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { isRecord, type Json, listAt, parseJson, recordAt, textAt } from '../../src/json.ts'
import type { ShownHealth } from '../../src/measure/health.ts'
import type { Wrangler, WranglerRun } from '../../src/operate/wrangler.ts'

export interface WorkerState {
  readonly deployed: boolean
  /** Where the Worker answers. */
  readonly address: string
  readonly secrets: Readonly<Record<string, string>>
  readonly kv: string | undefined
  /** What `versions view` tells of the last deploy. */
  readonly bindings: readonly unknown[]
  /** What its /health says besides what a bot says that nobody has asked yet. */
  readonly health?: Partial<ShownHealth>
}

/** Of production, and of what all Workers share. */
export interface AccountState extends WorkerState {
  readonly loggedIn: boolean
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly staging: WorkerState
  /** The beginning of a command that fails, such as "secret bulk". */
  readonly fault: string | undefined
  /** Every command line, to prove that no secret was in one. */
  readonly calls: readonly string[]
}

const STATE = 'wrangler-state.json'
const WHOSE = '0123456789abcdef0123456789abcdef'
const WHOSE_STAGING = 'fedcba9876543210fedcba9876543210'

const VERSION = '01234567-89ab-4cde-8f01-23456789abcd'

class Refusal extends Error {
  /** What was printed all the same. */
  readonly out: string
  constructor(message: string, out = '') {
    super(message)
    this.out = out
  }
}

const flags: Readonly<Record<string, readonly string[]>> = {
  whoami: ['--json'],
  login: [],
  deploy: [],
  'secret bulk': [],
  'secret list': ['--format=json'],
  'deployments status': ['--json'],
  'versions view': ['--json', VERSION],
  delete: ['--force'],
  'kv namespace delete': ['--binding=CACHE_KV', '--namespace-id', '--skip-confirmation'],
}

/** What surrounds one call: the folder with the account, what comes by standard input, the environment. */
interface Around {
  readonly folder: string
  readonly input: () => string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Account {
  /** Of the environment that the command names. */
  readonly state: AccountState
  readonly save: (change: Partial<AccountState>) => void
}

export function standIn(argv: readonly string[], around: Around): WranglerRun {
  const path = join(around.folder, STATE)
  const read = (): AccountState => parseJson(readFileSync(path, 'utf8')) as AccountState
  const write = (change: Partial<AccountState>): void => {
    // The stage reads it from another process, which must never find half a file.
    writeFileSync(`${path}.new`, JSON.stringify({ ...read(), ...change }))
    renameSync(`${path}.new`, path)
  }
  write({ calls: [...read().calls, argv.join(' ')] })
  try {
    const environment = environmentIn(argv)
    const toml = parse(readFileSync(join(around.folder, 'wrangler.toml'), 'utf8'))
    if (environment !== '' && recordAt(toml, 'env')[environment] === undefined)
      throw new Refusal(`No environment found in configuration with name "${environment}".`)
    const command = argv.filter((one) => !one.startsWith('--env='))
    if (environment === '')
      return { code: 0, err: '', out: act(command, { state: read(), save: write }, around, toml) }
    const state = { ...read(), ...read().staging }
    const save = ({ loggedIn = read().loggedIn, ...change }: Partial<AccountState>): void =>
      write({ loggedIn, staging: { ...read().staging, ...change } })
    return { code: 0, err: '', out: act(command, { state, save }, around, inStaging(toml)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { code: 1, out: error.out, err: `\n✘ [ERROR] ${error.message}\n\n` }
  }
}

/** The only option that every command has. A command that names no environment could mean any. */
function environmentIn(argv: readonly string[]): string {
  const [named, ...more] = argv.filter((one) => one.startsWith('--env='))
  if (named === undefined || more.length > 0) throw new Refusal('No single environment is named.')
  return named.slice('--env='.length)
}

/** Wrangler hands on no bindings and no variables to an environment. */
function inStaging(toml: Json): Json {
  const { name, compatibility_date: date, exports, account_id: account } = toml
  const own = recordAt(recordAt(toml, 'env'), 'staging')
  return { compatibility_date: date, exports, account_id: account, name: `${String(name)}-staging`, ...own }
}

/** The same without a process of its own. */
export const wranglerHere = (folder: string, environment = ''): Wrangler => {
  const whole = (args: readonly string[]): readonly string[] => [...args, `--env=${environment}`]
  return {
    run: (args, input = '', env = {}) =>
      Promise.resolve(standIn(whole(args), { folder, input: () => input, env })),
    show: (args) => Promise.resolve(standIn(whole(args), { folder, input: () => '', env: {} }).code),
  }
}

/** What it prints. */
function act(argv: readonly string[], { state, save }: Account, around: Around, toml: Json): string {
  const command = commandIn(argv)
  if (state.fault !== undefined && command === state.fault)
    throw new Refusal(`A request to the Cloudflare API (/accounts/${WHOSE}/workers) failed.`)
  if (command === 'login') {
    save({ loggedIn: true })
    return 'Successfully logged in.'
  }
  if (command === 'whoami') {
    const { loggedIn, accounts } = state
    if (!loggedIn) throw new Refusal('You are not authenticated.', '{"loggedIn":false}')
    return JSON.stringify({ loggedIn, email: 'me@example.com', accounts })
  }
  if (!state.loggedIn)
    throw new Refusal(
      "In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.",
    )
  const chosen = around.env['CLOUDFLARE_ACCOUNT_ID'] ?? textAt(toml, 'account_id')
  if (state.accounts.length > 1 && !state.accounts.some(({ id }) => id === chosen))
    throw new Refusal('More than one account available but unable to select one in non-interactive mode.')
  if (command === 'deploy') return deploy(state, save, around, toml)
  if (command === 'kv namespace delete') {
    if (state.kv === undefined || !argv.includes(state.kv)) throw new Refusal('Namespace not found')
    save({ kv: undefined })
    return 'Deleted namespace'
  }
  if (!state.deployed) throw new Refusal('This Worker does not exist on your account. [code: 10007]')
  if (command === 'delete') {
    save({ deployed: false, secrets: {} })
    return `Successfully deleted ${textAt(toml, 'name')}`
  }
  if (command === 'deployments status')
    return JSON.stringify({ versions: [{ version_id: VERSION, percentage: 100 }] })
  if (command === 'versions view')
    return JSON.stringify({ id: VERSION, resources: { bindings: state.bindings } })
  if (command === 'secret list')
    return JSON.stringify(Object.keys(state.secrets).map((name) => ({ name, type: 'secret_text' })))
  const given = parseJson(around.input())
  if (!isRecord(given) || Object.values(given).some((value) => typeof value !== 'string'))
    throw new Refusal('The contents of the input are not valid JSON.')
  save({ secrets: { ...state.secrets, ...(given as Record<string, string>) } })
  return 'Finished processing secrets'
}

function commandIn(argv: readonly string[]): string {
  const command = Object.keys(flags).find((one) => `${argv.join(' ')} `.startsWith(`${one} `))
  if (command === undefined) throw new Refusal(`Unknown command: ${argv.join(' ')}`)
  const rest = argv
    .slice(command.split(' ').length)
    .join(' ')
    .replace(/ (?=[^-])/g, '=')
  for (const flag of rest.split(' ').filter((one) => one !== ''))
    if (!flags[command]?.some((known) => flag === known || flag.startsWith(`${known}=`)))
      throw new Refusal(`Unknown argument: ${flag}`)
  return command
}

/** The namespace is made once, and its id is written into wrangler.toml, where the environment has its binding. */
function deploy(state: AccountState, save: Account['save'], { folder, env }: Around, toml: Json): string {
  const name = textAt(toml, 'name') ?? ''
  const isStaging = name.endsWith('-staging')
  const id = textAt(listAt(toml, 'kv_namespaces')[0], 'id')
  if (id !== undefined && id !== state.kv) throw new Refusal(`KV namespace '${id}' not found. [code: 10041]`)
  const made = isStaging ? WHOSE_STAGING : WHOSE
  const path = join(folder, 'wrangler.toml')
  const table = isStaging
    ? '[[env.staging.kv_namespaces]]\nbinding = "CACHE_KV"'
    : '[[kv_namespaces]]\nbinding = "CACHE_KV"'
  if (id === undefined)
    writeFileSync(path, readFileSync(path, 'utf8').replace(table, `${table}\nid = "${made}"`))
  save({ deployed: true, kv: made, bindings: bindingsOf(toml) })
  const entry = { type: 'deploy', version: 1, worker_name: name, targets: [state.address] }
  const report = env['WRANGLER_OUTPUT_FILE_PATH']
  if (report !== undefined) appendFileSync(report, `${JSON.stringify(entry)}\n`)
  return `Deployed ${name} triggers\n  ${state.address}\n`
}

/** As Cloudflare's API lists them: variables with their text, everything else by its type. */
function bindingsOf(toml: Json): readonly unknown[] {
  const variables = Object.entries(recordAt(toml, 'vars')).map(([name, value]) => ({
    type: 'plain_text',
    name,
    text: value,
  }))
  const others: readonly (readonly [string, readonly unknown[], string])[] = [
    ['durable_object_namespace', listAt(recordAt(toml, 'durable_objects'), 'bindings'), 'name'],
    ['kv_namespace', listAt(toml, 'kv_namespaces'), 'binding'],
    ['ratelimit', listAt(toml, 'ratelimits'), 'name'],
    ['analytics_engine', listAt(toml, 'analytics_engine_datasets'), 'binding'],
    ['version_metadata', [toml['version_metadata']], 'binding'],
  ]
  return [
    ...variables,
    ...others.flatMap(([type, all, field]) => all.map((one) => ({ type, name: textAt(one, field) }))),
  ]
}
