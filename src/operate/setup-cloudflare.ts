/** The part of the setup that wrangler does: log in, deploy, put the secrets. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRecord, listAt, parseJson, textAt } from '../json.ts'
import { AccountProblem } from './discord-account.ts'
import type { Ui } from './operator-ui.ts'
import type { Project } from './project.ts'
import { type Wrangler, wranglerWhy } from './wrangler.ts'

/** What wrangler's processes get besides, such as the chosen account. */
export type Extra = Readonly<Record<string, string>>

/**
 * Logs in where nobody is logged in, and chooses the account where there are several.
 *
 * @param given the account of the environment or of .dev.vars; wrangler does not look into the second
 * @param kept the account of wrangler.toml; both are empty where there is none
 * @throws AccountProblem
 */
export async function logIn(ui: Ui, wrangler: Wrangler, given: string, kept: string): Promise<Extra> {
  let who = await whoIs(wrangler)
  if (who === undefined) {
    if (!ui.asks)
      throw new AccountProblem(
        'Wrangler is not logged in to Cloudflare; set CLOUDFLARE_API_TOKEN, or run "npx wrangler login".',
      )
    ui.tell('A browser opens: allow Wrangler to act for your Cloudflare account.')
    await wrangler.show(['login'])
    who = await whoIs(wrangler)
    if (who === undefined)
      throw new AccountProblem('The login at Cloudflare did not come about; run "npm run setup" again.')
  }
  const accounts = who
  const chosen = given || kept
  if (chosen !== '' || accounts.length < 2) {
    const name = accounts.find(({ value }) => chosen === '' || value === chosen)?.label ?? chosen
    const isNew = given !== '' && kept === '' && accounts.length > 1
    const value = isNew ? { CLOUDFLARE_ACCOUNT_ID: given } : {}
    return ui.during('Cloudflare', () => Promise.resolve({ told: `logged in (${name})`, value }))
  }
  if (ui.asks) return { CLOUDFLARE_ACCOUNT_ID: await ui.choose('Which Cloudflare account?', accounts) }
  throw new AccountProblem(
    `There are several Cloudflare accounts; set CLOUDFLARE_ACCOUNT_ID to one of ${accounts.map(({ value }) => value).join(', ')}.`,
  )
}

/** The account that wrangler.toml names; empty where it names none. */
export const accountIn = ({ toml }: Project): string => textAt(toml, 'account_id') ?? ''

/** Writes an account that was chosen into wrangler.toml: doctor, teardown and every other call of wrangler need it, too. */
export async function keepAccount(folder: string, { CLOUDFLARE_ACCOUNT_ID: id }: Extra): Promise<void> {
  if (id === undefined) return
  const path = join(folder, 'wrangler.toml')
  const toml = await readFile(path, 'utf8')
  await writeFile(
    path,
    toml.replace(/^name = .*$/m, (line) => `${line}\naccount_id = "${id}"`),
  )
}

type Accounts = readonly { readonly value: string; readonly label: string }[]

/** Undefined where nobody is logged in. */
async function whoIs(wrangler: Wrangler): Promise<Accounts | undefined> {
  const { code, out } = await wrangler.run(['whoami', '--json'])
  const json = parseJson(out)
  if (code !== 0 || !isRecord(json) || json['loggedIn'] !== true) return undefined
  return listAt(json, 'accounts').map((one) => ({
    value: textAt(one, 'id') ?? '',
    label: textAt(one, 'name') ?? '',
  }))
}

/** Deploys the Worker; wrangler makes what is missing. @returns its address, without a slash at the end */
export async function deploy(wrangler: Wrangler, extra: Extra): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'threadkeeper-'))
  try {
    const path = join(folder, 'deploy.json')
    const run = await wrangler.run(['deploy'], '', { ...extra, WRANGLER_OUTPUT_FILE_PATH: path })
    if (run.code !== 0)
      throw new AccountProblem(`Wrangler could not deploy: ${wranglerWhy(run)} Run "npm run setup" again.`)
    const address = addressIn(await readFile(path, 'utf8').catch(() => ''))
    if (address === undefined)
      throw new AccountProblem('The Worker has no address; set workers_dev = true in wrangler.toml.')
    return address
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The first address in the lines of JSON that wrangler writes where WRANGLER_OUTPUT_FILE_PATH says (entry "deploy"). */
export function addressIn(lines: string): string | undefined {
  const entry = lines
    .split('\n')
    .map(parseJson)
    .find((one) => textAt(one, 'type') === 'deploy')
  const targets = listAt(entry, 'targets').filter((one) => typeof one === 'string')
  return targets.find((one) => URL.canParse(one) && /^https?:/.test(one))?.replace(/\/+$/, '')
}

/** All in one call, by standard input: a command line can be read by everybody on the machine. */
export async function putSecrets(wrangler: Wrangler, extra: Extra, secrets: Extra): Promise<void> {
  const run = await wrangler.run(['secret', 'bulk'], JSON.stringify(secrets), extra)
  if (run.code !== 0)
    throw new AccountProblem(
      `Wrangler could not put the secrets: ${wranglerWhy(run)} Run "npm run setup" again.`,
    )
}
