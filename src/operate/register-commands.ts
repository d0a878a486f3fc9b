/** Puts the command table to Discord, and tells whether Discord has it as it is. */

import { commandsBody } from '../arrive/commands.ts'
import { isRecord, type Json } from '../json.ts'
import { type Change, changesBetween } from './command-diff.ts'
import { type Account, accountCall } from './discord-account.ts'
import { keyOf, notOurs } from './kept-commands.ts'

export interface Registration {
  readonly changes: readonly Change[]
  /** The commands that the bot did not make; they stay. */
  readonly others: readonly Json[]
}

/** @param guild only there; everywhere where it is undefined. @throws AccountProblem */
export async function registerCommands(account: Account, guild?: string): Promise<Registration> {
  const path = commandsPath(account, guild)
  const before = await commandsAt(account, guild)
  const own = guild === undefined ? commandsBody() : commandsBody().map(forOneGuild)
  const others = notOurs(own, before)
  await accountCall(account, 'PUT', path, [...own, ...others])
  return { changes: changesBetween(before, await commandsAt(account, guild)), others }
}

/** What Discord has. @throws AccountProblem */
export const commandsAt = (account: Account, guild?: string): Promise<unknown> =>
  accountCall(account, 'GET', `${commandsPath(account, guild)}?with_localizations=true`)

/** Takes the bot's own commands away and leaves the others. @returns how many went. @throws AccountProblem */
export async function removeCommands(account: Account): Promise<number> {
  const before = await commandsAt(account)
  const others = notOurs(commandsBody(), before)
  const went = (Array.isArray(before) ? before.length : 0) - others.length
  if (went > 0) await accountCall(account, 'PUT', commandsPath(account), others)
  return went
}

const commandsPath = ({ applicationId }: Account, guild?: string): string =>
  `/applications/${applicationId}${guild === undefined ? '' : `/guilds/${guild}`}/commands`

/** A command of one server takes neither (Discord, Application Commands, "Contexts"). */
function forOneGuild(command: Json): Json {
  const { contexts: _, integration_types: __, ...rest } = command
  return rest
}

/** The commands of our table that Discord lacks, or has otherwise. @param existing what Discord answered to GET */
export function commandDrift(existing: unknown): readonly string[] {
  const there = new Map(
    (Array.isArray(existing) ? existing : []).filter(isRecord).map((one) => [keyOf(one), one]),
  )
  return commandsBody()
    .filter((own) => {
      const theirs = there.get(keyOf(own))
      return theirs === undefined || !holds(theirs, own)
    })
    .map(({ name }) => String(name))
}

/** Whether theirs says all that ours says. Discord adds fields, and leaves out those that say nothing. */
function holds(theirs: unknown, ours: unknown): boolean {
  if (saysNothing(ours)) return saysNothing(theirs)
  if (Array.isArray(ours))
    return (
      Array.isArray(theirs) &&
      theirs.length === ours.length &&
      ours.every((one, index) => holds(theirs[index], one))
    )
  if (!isRecord(ours)) return theirs === ours
  return isRecord(theirs) && Object.entries(ours).every(([key, value]) => holds(theirs[key], value))
}

const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0)
