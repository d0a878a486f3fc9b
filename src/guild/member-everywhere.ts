/** Connects what a member's object has forgotten everywhere with the objects that are to forget it. */

import type { Clock } from '../clock.ts'
import { isMemberId, type MemberId } from '../ids.ts'
import { migrate } from '../storage/migrate.ts'
import { type Everywhere, type EverywhereDeps, forgetEverywhere } from './forget-everywhere.ts'
import { guildSchema } from './guild-schema.ts'
import { type Places, places } from './places.ts'

export interface MemberEverywhereDeps {
  readonly env: Pick<Env, 'THREAD' | 'GUILDS'>
  readonly storage: DurableObjectStorage
  readonly clock: Clock
  readonly log: EverywhereDeps['log']
  /** The name of the object. */
  readonly owner: string
  /** Resets what this object keeps itself. Undefined once nothing is left; else when to ask again. */
  readonly forgetOwn: (member: MemberId) => number | undefined
}

export interface MemberEverywhere extends Everywhere {
  places(): Places
}

export function memberEverywhere({
  env,
  storage,
  clock,
  log,
  owner,
  forgetOwn,
}: MemberEverywhereDeps): MemberEverywhere {
  let opened: Places | undefined
  const open = (): Places => {
    if (opened === undefined) {
      migrate(storage, guildSchema)
      opened = places(storage)
    }
    return opened
  }
  const member = (): MemberId => memberOf(owner)

  async function inLedger(payer: string): Promise<number | undefined> {
    const [, kind, id] = /^(guild|member):(.+)$/.exec(payer) ?? []
    // A conversation tells the cache, and keeps nothing for that.
    if (kind !== undefined)
      await env.THREAD.getByName(`${member()}:${member()}`).forgetAnswers(`${kind} ${id}`)
    return payer === owner ? forgetOwn(member()) : env.GUILDS.getByName(payer).forgetSpent(member())
  }

  return {
    ...forgetEverywhere({
      clock,
      member,
      places: open,
      inThread: async (thread, id) =>
        env.THREAD.getByName(thread).forgetMember({ id, member: member(), thread }),
      inLedger,
      log,
    }),
    places: open,
  }
}

function memberOf(owner: string): MemberId {
  const id = owner.replace(/^member:/, '')
  if (!isMemberId(id)) throw new Error('only the object of a member does this')
  return id
}
