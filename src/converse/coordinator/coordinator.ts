/**
 * The one object that knows all threads. Each turn reports its beginning and its end. The coordinator keeps the session
 * pool, the breakers of Claude's models, the figures of `/health` and the cache's index. It decides nothing itself.
 */

import { DurableObject } from 'cloudflare:workers'
import { fraction } from '../../random.ts'
import { type Clock, systemClock } from '../../clock.ts'
import { type Health, health } from '../../measure/health.ts'
import { readFigures } from '../../measure/turn-report.ts'
import type { TurnFigures } from '../../measure/figures.ts'
import type { Settings } from '../../settings/settings.ts'
import { postByWebhook } from '../../deliver/incoming-webhook.ts'
import { type AlertStore, alertStore } from './alert-store.ts'
import type { BreakerEvent } from './breaker.ts'
import type { BreakerLine } from './breaker-report.ts'
import { logLine } from './breaker-log.ts'
import { type BreakerStore, breakerStore, type ModelNews } from './breaker-store.ts'
import { type ChannelLimits, channelLimits } from './channel-limits.ts'
import { type Cache, kvCache } from '../cache/cache.ts'
import { type CacheIndex, cacheIndex, type CacheNote } from './cache-index.ts'
import type { ChannelNews } from './channel-limit.ts'
import type { VerdictEvent } from '../cache/judge.ts'
import { ownWrites } from '../cache/own-writes.ts'
import { messageOf } from '../../errors.ts'
import { migrate } from '../../storage/migrate.ts'
import { settingsOf } from '../../settings/object-settings.ts'
import { coordinatorSchema } from './coordinator-schema.ts'
import { coordinatorWarming } from './coordinator-warming.ts'
import { type FiguresStore, figuresStore } from './figures-store.ts'
import { type MinutesStore, minutesStore, newsOfCall, newsOfTurn } from './minutes-store.ts'
import { type OpenSessions, openSessions } from './open-sessions.ts'
import type { Arrival, QueuePosition } from './session-pool.ts'
import { type SessionPoolStore, sessionPoolStore } from './session-pool-store.ts'
import { type VerdictCounts, verdictCounts } from './verdict-counts.ts'
import type { Warming } from './warming.ts'

export interface CoordinatorNews {
  /** How long such a question usually takes to its first words, in milliseconds; undefined when nobody knows yet. */
  readonly expectedMs: number | undefined
  /** Calls of all threads that Discord refused within the last ten minutes. */
  readonly refused: number
  /** Whether the turn may go to Claude. Undefined from a coordinator of the version before: then it may. */
  readonly place?: QueuePosition
  /** Which of Claude's models are asked. */
  readonly models: ModelNews
  /** What is known of the turn's channel. Undefined from a coordinator of the version before. */
  readonly channel?: ChannelNews
}

export class CoordinatorObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #settings: Settings
  readonly #cache: Cache
  readonly #index: CacheIndex
  readonly #warming: Warming
  readonly #figures: FiguresStore
  readonly #minutes: MinutesStore
  readonly #open: OpenSessions
  readonly #pool: SessionPoolStore
  readonly #verdicts: VerdictCounts
  /** MAX_SESSIONS. A field, so that a test can make it small. */
  maxSessions: number
  readonly #breakers: BreakerStore
  readonly #alerts: AlertStore
  /** ALERT_WEBHOOK. A field, so that a test can have one. */
  alertWebhook: Settings['alertWebhook']
  readonly #channels: ChannelLimits

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const settings = settingsOf(env)
    this.#settings = settings
    migrate(ctx.storage, coordinatorSchema)
    const { sql } = ctx.storage
    const clock: Clock = {
      now: () => this.clock.now(),
      sleep: (...how) => this.clock.sleep(...how),
    }
    this.#cache = kvCache(env.CACHE_KV, { clock, own: ownWrites(), later: (work) => ctx.waitUntil(work) })
    this.maxSessions = settings.maxSessions
    this.#figures = figuresStore(ctx.storage)
    this.#minutes = minutesStore(sql)
    this.#pool = sessionPoolStore({ clock, sql, max: () => this.maxSessions })
    this.#open = openSessions(sql, settings.sessionIdleSeconds * 1_000)
    this.#channels = channelLimits({
      sql,
      notify: (thread, news) => ctx.waitUntil(this.#notifyChannel(thread, news)),
    })
    this.#index = cacheIndex(sql, settings.cacheMaxEntries)
    this.#verdicts = verdictCounts(sql)
    const models = [...new Set([settings.model, settings.fallbackModel, ...settings.models])]
    this.#breakers = breakerStore({
      kv: ctx.storage.kv,
      models,
      chance: fraction,
      log: (line) => this.#report(line),
    })
    this.alertWebhook = settings.alertWebhook
    this.#alerts = alertStore({
      kv: ctx.storage.kv,
      clock,
      models,
      webhook: () => this.alertWebhook,
      post: (webhook, text) => postByWebhook({ baseUrl: settings.discordApiBaseUrl, webhook }, text, clock),
      log: (event) => console.warn(event),
    })
    this.#warming = coordinatorWarming({
      clock,
      settings,
      sql,
      cache: this.#cache,
      ledger: (name) => env.GUILDS.getByName(name),
      later: (work) => ctx.waitUntil(work),
      isWell: (model) => this.#breakers.isWell(model, clock.now()),
      kept: (note) => this.#noteCache(note, clock.now()),
      called: (usd, outputTokens) => this.#countCall(usd, outputTokens),
      warn: (event) => console.warn(event),
      log: (event) => console.log(event),
    })
    if (this.#alerts.next() !== undefined) ctx.waitUntil(this.#setAlarm())
  }

  /**
   * A turn has begun.
   *
   * @param size of its question, in characters; undefined where nobody wants to know how long it will take
   * @param arrival undefined from a thread of the version before: then it waits for no session
   * @returns what this turn should know of the others
   */
  began(_turn: string, size: number | undefined, now: number, arrival?: Arrival): CoordinatorNews {
    return {
      expectedMs: size === undefined ? undefined : this.#figures.expectedMs(size),
      refused: this.#figures.refused(now),
      place: arrival === undefined ? 'in' : this.#pool.arrive(arrival),
      models: this.#breakers.news(now),
      ...(arrival === undefined ? {} : { channel: this.#channels.began(arrival.thread, now) }),
    }
  }

  /** A conversation has met a limit of its channel, which holds for all conversations there. */
  channelLimited(thread: string, until: number, now: number): void {
    this.#channels.limited(thread, until, now)
  }

  /** A turn waits for a session, or asks for its position again; see `SessionPoolStore.wait`. */
  waits(arrival: Arrival, seen: number): Promise<QueuePosition> {
    return this.#pool.wait(arrival, seen)
  }

  /** A call to Claude has failed, or worked where that matters. Late or twice it does no harm. */
  ofModels(event: BreakerEvent): void {
    this.#breakers.take(event)
  }

  /**
   * A turn has ended. It is counted once, however often it is reported: a thread that got no acknowledgement reports it
   * again.
   *
   * @param received in the shape of this version or of another, because thread objects are replaced one after another
   * @param note the answer that it kept in the cache, or was given from there
   */
  ended(received: TurnFigures, size: number, now: number, note?: CacheNote): void {
    const report = readFigures(received)
    if (report !== undefined) {
      const { thread, turn, model, totalMs, claudeCalls, why } = report
      if (this.#figures.count(report, size, now))
        this.#minutes.count(newsOfTurn(report), now, this.clock.now())
      this.#open.used(thread, this.clock.now())
      this.#pool.end(turn)
      // Its success costs no message of its own.
      if (claudeCalls > 0 && why === '')
        this.#breakers.take({ kind: 'worked', model, startedAt: now - totalMs, at: now })
    }
    if (note !== undefined) this.kept(note, now)
  }

  /** An answer lies in the cache, or was given from there; reported after its turn when the turn had ended before. */
  kept(note: CacheNote, now: number): void {
    if (this.#index.isForgotten(note)) return
    this.#noteCache(note, now)
    if (note.question === undefined || this.#settings.predict === 0) return
    this.ctx.waitUntil(this.#warming.asked(note).then(() => this.#setAlarm()))
  }

  /** What members think of an answer now. Late or twice it does no harm. */
  voted(turn: string, good: number, bad: number): void {
    this.#figures.vote(turn, good, bad)
  }

  /** Claude was asked for a verdict. */
  judged(event: VerdictEvent): void {
    this.#verdicts.take(event)
    this.#countCall(event.usd, event.out_tok)
  }

  /** The bot has asked Claude on its own, for a summary or a title. @param usd −1 where the price is not known */
  called(usd: number, outputTokens: number): void {
    this.#countCall(usd, outputTokens)
  }

  #countCall(usd: number, outputTokens: number): void {
    const now = this.clock.now()
    this.#minutes.count(newsOfCall(usd, outputTokens), now, now)
  }

  /**
   * A conversation of this scope was forgotten, and its cached answers with it. The epoch that makes them unfindable is
   * moved by the caller (see `Cache.moveEpoch`); here they are deleted, as is what was kept of their questions.
   */
  forgotten(scope: string): void {
    this.#warming.forget(scope)
    this.ctx.waitUntil(this.#cache.drop(this.#index.forget(scope, this.clock.now())))
  }

  /** For what is kept warm, for forgetting the questions of yesterday, and for telling the operator. */
  override async alarm(): Promise<void> {
    // Set only at the end, when nothing is due any more. Should the object end before, this alarm goes off again.
    await this.#alerts.deliver()
    await this.#warming.alarm()
    await this.#setAlarm()
  }

  #report(line: BreakerLine): void {
    logLine(line)
    this.#alerts.take(line)
    this.ctx.waitUntil(this.#deliverAlert())
  }

  /** The alarm is set before the call leaves, for the case that the object does not live until its end. */
  async #deliverAlert(): Promise<void> {
    const delivery = this.#alerts.deliver()
    await this.#setAlarm()
    await delivery
    await this.#setAlarm()
  }

  /** Only ever earlier: at each turn something is a minute ahead, and would be put off for ever. */
  async #setAlarm(): Promise<void> {
    const times = [this.#warming.next(), this.#alerts.next()].filter((time) => time !== undefined)
    if (times.length === 0) return
    const next = Math.min(...times)
    const set = await this.ctx.storage.getAlarm()
    if (set === null || next < set) await this.ctx.storage.setAlarm(next)
  }

  #noteCache(note: CacheNote, now: number): void {
    const gone = this.#index.note(note, now)
    if (gone.length > 0) this.ctx.waitUntil(this.#cache.drop(gone))
  }

  /** A thread has forgotten everything, so its session is none any more. */
  closed(thread: string): void {
    this.#open.closed(thread)
  }

  /** A conversation that cannot be reached learns it with its next turn, or from Discord. */
  async #notifyChannel(thread: string, news: ChannelNews): Promise<void> {
    try {
      await this.env.THREAD.getByName(thread).channelNews(news)
    } catch (error) {
      console.warn({ evt: 'channel.not_told', message: messageOf(error) })
    }
  }

  health(now: number): Health {
    return health({
      ...this.#figures.health(),
      ...this.#pool.usage(),
      ...this.#breakers.health(now),
      ...this.#minutes.health(this.clock.now()),
      maxSessions: this.maxSessions,
      cacheEntries: this.#index.size(now),
      verdicts: this.#verdicts.health(),
      sessionsOpen: this.#open.count(this.clock.now()),
      limitedChannels: this.#channels.count(now),
    })
  }
}
