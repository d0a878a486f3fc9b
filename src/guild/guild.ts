/**
 * The Durable Object of one server, or of one member in direct messages: its settings, and the ledger of what it spends. The
 * object `all` has the ledger of the whole bot. It decides nothing itself.
 */

import { DurableObject } from 'cloudflare:workers'
import { type Clock, systemClock } from '../clock.ts'
import { membershipOf } from '../deliver/membership.ts'
import { messageOf } from '../errors.ts'
import { type IdHash, idsOf } from '../id-hash.ts'
import { guildOf, isOwnerId, type MemberId, type OwnerId, type ThreadId } from '../ids.ts'
import { migrate } from '../storage/migrate.ts'
import { settingsOf } from '../settings/object-settings.ts'
import { type Calendar, calendarOf, monthOf } from './calendar.ts'
import type { ForgetAsk } from './forget-everywhere.ts'
import type { Progress } from './forgetting.ts'
import { settingNames } from './guild-settings.ts'
import { memberEverywhere } from './member-everywhere.ts'
import { guildSchema } from './guild-schema.ts'
import { type GuildWatch, guildWatch } from './guild-watch.ts'
import { type ChangeResult, copyKey, type KeptSettings, neverSet } from './kept-settings.ts'
import type { Limits } from './ledger.ts'
import { type LedgerStore, ledgerStore, WHOLE } from './ledger-store.ts'
import { type SettingsStore, settingsStore } from './settings-store.ts'
import {
  accountOfMember,
  type ReserveAsk,
  type Reserved,
  type SettleAsk,
  type SettleReply,
  spending,
} from './spending.ts'
import { type Usage, usageOf } from './usage.ts'
import { limitsOfOperator, limitsOfServer } from './spending-limits.ts'

/** After a copy that failed. KV takes one write of a key in a second (KV, Limits). */
const COPY_AGAIN_MS = 5_000

/** The name of the object with the ledger of the whole bot. */
const ALL = 'all'

const DAY_MS = 86_400_000

export class GuildObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #owner: OwnerId | typeof ALL = ownerIn(this.ctx.id)
  readonly #ids: IdHash = idsOf(settingsOf(this.env).idHashKey)
  #opened: SettingsStore | undefined
  #ledger: LedgerStore | undefined
  #wakesAt: number | undefined
  /** The operator's budgets. A field, so that a test can set them. */
  operatorLimits: Limits | undefined
  readonly #calendar = calendars(() => (this.#owner === ALL ? undefined : this.#known.settings.timeZone))
  readonly #spending = spending({
    store: () => this.#books,
    limits: () =>
      this.#owner === ALL
        ? (this.operatorLimits ??= limitsOfOperator(settingsOf(this.env).budgets))
        : limitsOfServer(this.#settings.read().settings.budgets ?? {}),
    calendar: () => this.#calendar(),
    log: (event) => console.log(this.#ids.event({ ...event, owner: this.#owner })),
  })
  #watch = this.#newWatch()
  readonly #isMembers = this.#owner.startsWith('member:')
  readonly #everywhere = memberEverywhere({
    env: this.env,
    storage: this.ctx.storage,
    clock: { now: () => this.clock.now(), sleep: (...how) => this.clock.sleep(...how) },
    log: (event) => console.log(this.#ids.event(event)),
    owner: this.#owner,
    forgetOwn: (member) => {
      this.changeSettings(Object.fromEntries(settingNames.map((name) => [name, null])), member)
      return this.#spending.forget(undefined, this.clock.now())
    },
  })
  #copyNotBefore = 0
  #isCopying = false

  /** An object that nobody has set anything in stays empty. */
  get #settings(): SettingsStore {
    if (this.#owner === ALL) throw new Error('the whole bot has the settings of wrangler.toml')
    if (this.#opened === undefined) {
      migrate(this.ctx.storage, guildSchema)
      this.#opened = settingsStore(this.ctx.storage.sql, this.#owner)
    }
    return this.#opened
  }

  get #known(): KeptSettings {
    return this.#isEmpty ? neverSet : this.#settings.read()
  }

  get #isEmpty(): boolean {
    return this.ctx.storage.kv.get('schema') === undefined
  }

  get #books(): LedgerStore {
    if (this.#ledger === undefined) {
      migrate(this.ctx.storage, guildSchema)
      this.#ledger = ledgerStore(this.ctx.storage.sql)
    }
    return this.#ledger
  }

  readSettings(): KeptSettings {
    if (this.#isEmpty) return neverSet
    this.#used()
    this.#copy()
    return this.#known
  }

  /**
   * Changes some settings; what is refused leaves what was there, and the rest is taken. Durable once it has answered.
   *
   * @param patch JSON that nobody vouches for: values by the names of settings, `null` for a reset
   */
  changeSettings(patch: unknown, by: MemberId): ChangeResult {
    this.#used()
    const result = this.#settings.change(patch, by, this.clock.now())
    if (result.changed.length > 0)
      console.log(
        this.#ids.event({
          evt: 'settings.changed',
          owner: this.#owner,
          by,
          changed: result.changed.join(' '),
          version: result.kept.version,
        }),
      )
    this.#copy()
    return result
  }

  /** Grants a turn what it needs before it asks Claude, or says which budget is used up. See `reserve` in ledger.ts. */
  async reserve(ask: ReserveAsk): Promise<Reserved> {
    this.#watch?.used()
    const reserved = this.#spending.reserve(ask, this.clock.now())
    await this.#wake()
    return reserved
  }

  /** Takes what a turn has spent, once, however often it is told. */
  async settle(ask: SettleAsk): Promise<SettleReply> {
    this.#watch?.used()
    const reply = this.#spending.settle(ask, this.clock.now())
    await this.#wake()
    return reply
  }

  /** @param member whose usage; undefined for that of the whole server, or of a member in their own object */
  usage(member: MemberId | undefined): Usage {
    const today = this.#calendar().dayOf(this.clock.now())
    const account = member === undefined ? WHOLE : accountOfMember(member)
    const [from, to] = [monthOf(today) * 100, today]
    const isEmpty = this.#isEmpty
    if (!isEmpty) this.#used()
    const rows = isEmpty ? [] : this.#books.spent(from, to, member === undefined ? undefined : account)
    return usageOf(rows, account, today)
  }

  /** A conversation tells that the member of this object has spoken there, and who has paid for it. */
  spokeIn(thread: ThreadId, payer: OwnerId | undefined): void {
    this.#everywhere.places().spoke(thread, payer)
  }

  /** Has the member of this object forgotten. Durable once it has answered; it goes on by the alarm. */
  async forgetEverywhere(ask: ForgetAsk): Promise<Progress> {
    this.#everywhere.begin(ask)
    await this.#wake()
    await this.#everywhere.work()
    await this.#wake()
    return this.#everywhere.progress()
  }

  /** What `forgetEverywhere` would begin with, and how far it has come. */
  forgettingProgress(): Progress {
    return this.#isEmpty ? { cleaned: 0, left: 0, known: 0 } : this.#everywhere.progress()
  }

  /** Forgets what a member has spent. See `forget` in spending.ts. */
  forgetSpent(member: MemberId): number | undefined {
    return this.#isEmpty ? undefined : this.#spending.forget(member, this.clock.now())
  }

  override async alarm(): Promise<void> {
    this.#wakesAt = undefined
    if (this.#isEmpty) return
    this.#spending.tidy(this.clock.now())
    if (this.#isMembers) await this.#everywhere.work()
    if ((await this.#watch?.isToGo()) !== true || !(await this.#forgetServer())) await this.#wake()
  }

  /** Once a day, as long as something is kept, and when somebody is to be forgotten. */
  async #wake(): Promise<void> {
    const due = this.#isMembers ? this.#everywhere.dueAt() : undefined
    this.#wakesAt ??= (await this.ctx.storage.getAlarm()) ?? undefined
    if (this.#wakesAt !== undefined && (due === undefined || this.#wakesAt <= due)) return
    this.#wakesAt = Math.ceil(Math.min(due ?? Infinity, this.clock.now() + DAY_MS))
    await this.ctx.storage.setAlarm(this.#wakesAt)
  }

  /** Undefined where there is no server to look for, or no token to look with. */
  #newWatch(): GuildWatch | undefined {
    const guild = this.#owner === ALL ? undefined : guildOf(this.#owner)
    const {
      discordApiBaseUrl: baseUrl,
      discordApplicationId: applicationId,
      discordToken,
    } = settingsOf(this.env)
    if (guild === undefined || discordToken === undefined) return undefined
    const access = { baseUrl, applicationId, botToken: discordToken }
    return guildWatch({
      kv: this.ctx.storage.kv,
      now: () => this.clock.now(),
      look: () => membershipOf(guild, access, this.clock),
    })
  }

  #used(): void {
    if (this.#watch === undefined) return
    this.#watch.used()
    if (this.#wakesAt === undefined) this.ctx.waitUntil(this.#wake())
  }

  /** Deletes all that is kept here, the copy first. False where the server was used meanwhile, or KV did not take it. */
  async #forgetServer(): Promise<boolean> {
    const owner = this.#owner
    // A copy that is on its way would come after the deletion.
    if (owner === ALL || this.#isCopying) return false
    this.#isCopying = true
    // A server that is used meanwhile gets a new copy.
    this.#settings.uncopy()
    try {
      await this.env.CACHE_KV.delete(copyKey(owner))
    } catch (error) {
      console.warn(this.#ids.event({ evt: 'guild.kept', owner, message: messageOf(error) }))
      return false
    } finally {
      this.#isCopying = false
    }
    if (this.#watch?.isUsedSince() !== false) {
      this.#copy()
      return false
    }
    await this.ctx.storage.deleteAll()
    this.#opened = undefined
    this.#ledger = undefined
    this.#watch = this.#newWatch()
    console.log(this.#ids.event({ evt: 'guild.gone', owner }))
    return true
  }

  /** Lays a copy into KV, for when this object cannot be reached. One that failed is made up for when it is read again. */
  #copy(): void {
    const owner = this.#owner
    if (owner === ALL) return
    const now = this.clock.now()
    const due = this.#settings.uncopied()
    // One after the other, because the copy that is written last stays.
    if (due === undefined || this.#isCopying || now < this.#copyNotBefore) return
    this.#isCopying = true
    this.ctx.waitUntil(this.#put(owner, due))
  }

  async #put(owner: OwnerId, due: KeptSettings): Promise<void> {
    try {
      await this.env.CACHE_KV.put(copyKey(owner), JSON.stringify(due))
      this.#settings.copied(due.version)
    } catch (error) {
      this.#copyNotBefore = this.clock.now() + COPY_AGAIN_MS
      console.warn(this.#ids.event({ evt: 'settings.not_copied', owner, message: messageOf(error) }))
    }
    this.#isCopying = false
    this.#copy()
  }
}

/** Formatting days takes a while to set up, so it is done once for each time zone. */
function calendars(timeZone: () => string | undefined): () => Calendar {
  let known: { readonly zone: string; readonly calendar: Calendar } | undefined
  return () => {
    const zone = timeZone() ?? 'UTC'
    if (known?.zone !== zone) known = { zone, calendar: calendarOf(zone) }
    return known.calendar
  }
}

function ownerIn({ name }: DurableObjectId): OwnerId | typeof ALL {
  if (name === ALL) return name
  if (!isOwnerId(name)) throw new Error('an object of settings has the name of its owner')
  return name
}
