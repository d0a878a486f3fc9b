/** Servers, as the bot token sees them: those that the bot is in, those that it is not in, and those that there are not. */

import type { Context, Hono } from 'hono'
import { type Env, perform } from './calls.ts'
import { guild as demoGuild } from './demo-data.ts'
import { type Fault, readFaults } from './faults.ts'
import type { Json } from './json.ts'
import { invalidForm, type Refusal, refusals } from './refusal.ts'
import { isOfMember, type State } from './state.ts'

export interface Guild {
  /** Whether the bot is in it; undefined where nobody has said so. */
  hasBot: boolean | undefined
  faults: readonly Fault[]
}

/** A guess: Discord names none. */
const BUDGET = { limit: 5, windowMs: 5_000 }

type Check = () => Refusal | undefined

function guildAt(state: State, id: string): Guild {
  const known = state.guilds.get(id)
  if (known !== undefined) return known
  const fresh: Guild = { hasBot: undefined, faults: [] }
  state.guilds.set(id, fresh)
  return fresh
}

/** Takes `{bot?, faults?}` over; answers what is wrong with it, if anything is. */
export function changeGuild(state: State, id: string, raw: Json): string | undefined {
  const unknown = Object.keys(raw).find((name) => name !== 'bot' && name !== 'faults')
  if (unknown !== undefined) return `${unknown} is nothing that happens to a server`
  const { bot } = raw
  if (bot !== undefined && typeof bot !== 'boolean') return 'bot is true or false'
  const read = readFaults(raw['faults'])
  if (!read.ok) return read.why
  const guild = guildAt(state, id)
  if (bot !== undefined) guild.hasBot = bot
  guild.faults = [...guild.faults, ...read.faults]
  return undefined
}

/**
 * Source: Discord, Resources, Guild, "Get Guild". To a bot that is not in it a server is unknown (10004), or it has no
 * access to it (50001): here that is the server that the bot was in.
 */
export function addGuildRoute(
  api: Hono<Env>,
  state: State,
  asBot: (c: Context<Env>, check: Check) => Check,
): void {
  api.get('/guilds/:guild', (c) => {
    const { guild: id } = c.req.param()
    const withCounts = c.req.query('with_counts')
    return perform(state, c, {
      kind: 'get',
      path: `/guilds/${id}`,
      interaction: undefined,
      talk: guildAt(state, id),
      limit: { key: `guild:${id}`, budget: BUDGET },
      hasBody: false,
      check: asBot(c, () => guildRefusal(state, id, withCounts)),
      act: () => ({ status: 200, body: guildJson(state, id) }),
    })
  })
}

function guildRefusal(state: State, id: string, withCounts: string | undefined): Refusal | undefined {
  if (!/^\d{1,20}$/.test(id))
    return invalidForm([
      { at: ['guild_id'], code: 'NUMBER_TYPE_COERCE', message: `Value "${id}" is not snowflake.` },
    ])
  if (withCounts !== undefined && !/^(true|false)$/i.test(withCounts))
    return invalidForm([
      { at: ['with_counts'], code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' },
    ])
  const { hasBot } = guildAt(state, id)
  if (hasBot === false) return refusals['missing access']
  return hasBot === true || isKnown(state, id) ? undefined : refusals['unknown guild']
}

/** Where only the member has installed the app there is no bot. */
const isKnown = (state: State, id: string): boolean =>
  id === demoGuild.id || [...state.interactions.values()].some((one) => one.guild === id && !isOfMember(one))

const guildJson = (state: State, id: string): Json => ({
  id,
  name: id === demoGuild.id ? demoGuild.name : `Server ${id}`,
  icon: null,
  description: null,
  owner_id: state.applicationId,
  features: [],
  preferred_locale: 'en-US',
  verification_level: 0,
  premium_tier: 0,
  roles: [],
  emojis: [],
  stickers: [],
})
