/** The Durable Object of one server, or of one member in direct messages: its settings. It decides nothing itself. */

import { DurableObject } from 'cloudflare:workers'
import { type Clock, systemClock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { isOwnerId, type MemberId, type OwnerId } from '../ids.ts'
import { migrate } from '../migrate.ts'
import { guildSchema } from './guild-schema.ts'
import { type ChangeResult, copyKey, type KeptSettings, neverSet } from './kept-settings.ts'
import { type SettingsStore, settingsStore } from './settings-store.ts'

/** After a copy that failed. KV takes one write of a key in a second (KV, Limits). */
const COPY_AGAIN_MS = 5_000

export class GuildObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #owner: OwnerId = ownerIn(this.ctx.id)
  #opened: SettingsStore | undefined
  #copyNotBefore = 0

  /** An object that nobody has set anything in stays empty. */
  get #settings(): SettingsStore {
    if (this.#opened === undefined) {
      migrate(this.ctx.storage, guildSchema)
      this.#opened = settingsStore(this.ctx.storage.sql, this.#owner)
    }
    return this.#opened
  }

  readSettings(): KeptSettings {
    if (this.ctx.storage.kv.get('schema') === undefined) return neverSet
    this.#copy()
    return this.#settings.read()
  }

  /**
   * Changes some settings; what is refused leaves what was there, and the rest is taken. Durable once it has answered.
   *
   * @param patch JSON that nobody vouches for: values by the names of settings, `null` for a reset
   */
  changeSettings(patch: unknown, by: MemberId): ChangeResult {
    const result = this.#settings.change(patch, by, this.clock.now())
    if (result.changed.length > 0)
      console.log({
        evt: 'settings.changed',
        owner: this.#owner,
        by,
        changed: result.changed.join(' '),
        version: result.kept.version,
      })
    this.#copyNotBefore = 0
    this.#copy()
    return result
  }

  /** Lays a copy into KV, for when this object cannot be reached. One that failed is made up for when it is read again. */
  #copy(): void {
    const now = this.clock.now()
    const due = this.#settings.uncopied()
    if (due === undefined || now < this.#copyNotBefore) return
    this.#copyNotBefore = now + COPY_AGAIN_MS
    this.ctx.waitUntil(
      this.env.CACHE_KV.put(copyKey(this.#owner), JSON.stringify(due)).then(
        () => this.#settings.copied(due.version),
        (error: unknown) => {
          console.warn({ evt: 'settings.not_copied', owner: this.#owner, message: messageOf(error) })
        },
      ),
    )
  }
}

function ownerIn({ name }: DurableObjectId): OwnerId {
  if (!isOwnerId(name)) throw new Error('an object of settings has the name of its owner')
  return name
}
