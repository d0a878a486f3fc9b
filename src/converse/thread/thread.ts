/** The Durable Object of one thread: writes the turn down, starts it, watches over it. It decides nothing itself. */

import { DurableObject } from 'cloudflare:workers'
import { sixDigits } from '../../chance.ts'
import { type Clock, systemClock } from '../../clock.ts'
import type { InteractionId } from '../../ids.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../../limits.ts'
import { record } from '../../measure/analytics.ts'
import { ahead, type Case, type Language } from '../../sentences.ts'
import { readSettings, type Settings } from '../../settings.ts'
import { lostTurn, type Turn, type TurnEnd } from '../turn/account.ts'
import { hasFailed } from '../turn/attempts.ts'
import { onlyWell } from '../claude/ask-whole.ts'
import type { ChannelNews } from '../coordinator/channel-limit.ts'
import type { Ask } from '../claude/claude.ts'
import { concluded } from '../turn/conclusion.ts'
import type { FleetNews } from '../coordinator/coordinator.ts'
import type { Errand, Forgot } from './errand.ts'
import { scopeOf } from '../cache/fingerprint.ts'
import type { FirstWord } from './first-word.ts'
import { offers } from './offers.ts'
import { places } from './places.ts'
import { type Question, readQuestion } from '../question.ts'
import { messageOf } from '../../thrown.ts'
import { isReset } from './reset.ts'
import { dutyAt, nextAlarm, sessionAt } from './session.ts'
import { sharedAnswers } from '../turn/shared-answer.ts'
import { leaveNote, showTurn, silenceOf, webhookOf } from './showing.ts'
import { type Standing, standingOf, untouched } from './status.ts'
import { summariser } from '../turn/summary.ts'
import { type ThreadFleet, threadFleet } from './thread-fleet.ts'
import { type ThreadOutside, threadOutside } from './thread-outside.ts'
import type { KeptTurn } from './kept-turn.ts'
import { isUntouched, type ThreadStore, threadStore } from './thread-store.ts'
import { runTurn } from '../turn/turn.ts'
import { details } from '../turn/details.ts'
import { hasBegun, type TakeUp, takeUp } from './take-up.ts'
import { startable, waitingTurns } from './turn-state.ts'

export class ThreadObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #settings: Settings
  /** Turns that run in this memory; an open turn that is not here was lost by another. */
  readonly #live = new Set<InteractionId>()
  #opened: ThreadStore | undefined
  /** Calls that Discord refused to the fleet, as of the last turn's beginning. */
  #refused = 0
  readonly #clock: Clock = {
    now: () => this.clock.now(),
    sleep: (ms, signal) => this.clock.sleep(ms, signal),
  }
  readonly #places = places(this.#clock)
  readonly #summarise = summariser()
  readonly #offers = offers(this.#clock)
  readonly #answers = sharedAnswers(hasFailed)
  readonly #fleet: ThreadFleet
  readonly #outside: ThreadOutside

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const read = readSettings({ ...env })
    if (!read.ok) throw new Error(read.problems.join(' '))
    this.#settings = read.settings
    const ours = {
      clock: this.#clock,
      settings: read.settings,
      later: (work: Promise<void>) => this.ctx.waitUntil(work),
    }
    this.#fleet = threadFleet({
      ...ours,
      coordinator: () => this.env.COORDINATOR.getByName('fleet'),
      store: () => this.#opened,
      warn,
    })
    this.#outside = threadOutside({
      ...ours,
      kv: () => this.env.CACHE_KV,
      store: () => this.#store,
      isWell: (model) => this.#fleet.models.isWell(model),
      judged: (event) => {
        log(event)
        void this.#fleet.line.tell((to) => to.judged(event))
      },
    })
  }

  /** Opened at the first use, so that an object that has forgotten everything stays empty until it is asked again. */
  get #store(): ThreadStore {
    this.#opened ??= threadStore(this.ctx.storage, sixDigits, () => this.clock.now())
    return this.#opened
  }

  /**
   * Once this has answered, the turn is durable and runs, whatever happens to this object. Rejects what could not be read
   * back: whoever asks then tells the member, which nobody could do later.
   *
   * @param isWaiting whether the first response waits for the answer: then a whole one may be offered to it, and
   *   `settle` has to follow
   */
  async ask(question: Question, isWaiting = false): Promise<FirstWord> {
    if (readQuestion(question, question.token) === undefined)
      throw new Error('a Worker asked what is no question')
    const accepted = this.#store.accept(question, this.clock.now())
    if (accepted !== 'taken') return accepted
    const word = isWaiting ? this.#offers.expect(question.id) : accepted
    await this.#setAlarm()
    // Starts it, or offers its place in the queue: either way the word comes.
    this.#startTurns()
    return word
  }

  /** Whether an offer of this turn's was shown as the first response. */
  settle(id: InteractionId, wasShown: boolean): void {
    this.#offers.settle(id, wasShown)
  }

  /** Forgets at once all that was said; the alarm erases what is left when no id of a turn is needed any more. */
  async forget(errand: Errand): Promise<Forgot> {
    const forgot = this.#store.forget(errand, this.clock.now())
    // No answer given in private is in the cache, and one member alone must not empty that of a server.
    if (!errand.private) {
      const scope = scopeOf(errand)
      this.ctx.waitUntil(
        this.#outside
          .cache()
          .moveEpoch(scope)
          .then(() => undefined),
      )
      void this.#fleet.line.tell((to) => to.forgotten(scope))
    }
    void this.#fleet.line.tell((to) => to.closed(errand.thread))
    await this.#setAlarm()
    return forgot
  }

  standing(): Standing {
    if (isUntouched(this.ctx.storage)) return untouched
    return standingOf(this.#store, this.#live.size, this.#settings, this.clock.now())
  }

  /** From the coordinator, while turns are open here: what it knows of the channel. */
  channelNews(news: ChannelNews): void {
    this.#fleet.channel.hear(news)
  }

  /** What the tools of a turn did; undefined where this thread knows nothing of it, or no longer. */
  details(turn: InteractionId, language: Language): string | undefined {
    return isUntouched(this.ctx.storage) ? undefined : details(this.#store.steps.steps(turn), language)
  }

  override async alarm(): Promise<void> {
    const duty = dutyAt(this.#store.times(), this.#settings, this.clock.now())
    if (duty === 'forget everything') {
      this.#store.release()
      await this.ctx.storage.deleteAll()
      this.#opened = undefined
      return
    }
    if (duty === 'close session') this.#store.closeSession(this.clock.now())
    // Before any turn is started, so that nothing that happens below can end the watch.
    const told = this.#fleet.reporting.tellDue()
    await this.#setAlarm()
    if (duty === 'watch') this.#startTurns()
    if (told !== undefined) this.ctx.waitUntil(told.then(() => this.#setAlarm()))
  }

  /** Nothing where everything was forgotten meanwhile. */
  async #setAlarm(): Promise<void> {
    const store = this.#opened
    if (store === undefined) return
    const next = nextAlarm(store.times(), this.#settings, this.clock.now())
    if (next !== undefined) await store.wakeAt(next)
  }

  #startTurns(): void {
    const open = this.#store.openTurns()
    for (const id of startable(open, this.#live)) this.ctx.waitUntil(this.#run(id))
    this.#places.tell(waitingTurns(open, this.#live), ({ id, before }) => this.#showPlace(id, before))
  }

  async #showPlace(id: InteractionId, before: number): Promise<void> {
    const kept = this.#store.look(id)
    if (kept === undefined) return
    const line = {
      content: `-# ${ahead(before, kept.question.language)}`,
      plainLinks: true,
    }
    // After a crash it may stand there already.
    if (kept.before[0]?.content === line.content) return
    const became = await this.#offers.make(id, line)
    if (became === 'shown') return this.#store.showPlace(id, { ...line, message: '@original' })
    const answeredAt = became === 'late' ? this.clock.now() : kept.acceptedAt
    await this.clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - this.clock.now())
    if (this.#live.has(id) || !this.#fleet.channel.takesPlace(id)) return
    const sent = await webhookOf(kept.question, this.#settings, this.clock).edit('@original', line)
    if (sent.ok) this.#store.showPlace(id, { ...line, message: sent.message })
  }

  /** Never rejects: nobody would see it. */
  async #run(id: InteractionId): Promise<void> {
    this.#live.add(id)
    const startedAt = this.clock.now()
    const found = this.#store.look(id)
    const next = found === undefined ? undefined : takeUp(found.last, found.reached)
    const kept = found === undefined || next === undefined ? undefined : this.#store.begin(found, next.life)
    let told: Promise<void> | undefined
    try {
      if (kept === undefined || next === undefined) this.#store.end(id, undefined, startedAt)
      else told = this.#end(kept, await this.#answer(kept, next, startedAt))
    } catch (error) {
      // After a reset the row waits for the next instance, which takes it up; anything else is a bug, once.
      if (kept === undefined || isReset(error)) return
      console.error({ evt: 'turn.bug', turn: id, message: messageOf(error) })
      // As it is now: what this life has shown must not be taken away.
      const left = this.#store.look(id) ?? kept
      told = this.#end(left, await this.#lose(left, 'internal', startedAt))
    } finally {
      this.#live.delete(id)
      this.#offers.pass(id)
    }
    this.#startTurns()
    // Until the coordinator knows it the watch goes on, so that a crash now leaves nothing untold.
    await told
    await this.#setAlarm()
  }

  async #answer(kept: KeptTurn, next: TakeUp, now: number): Promise<TurnEnd> {
    const { question } = kept
    if (next.does === 'give up') return this.#lose(kept, next.why, now)
    const turn: Turn = {
      ...this.#turn(kept, now),
      conclusion: next.does === 'show' ? concluded(next.why) : kept.conclusion,
    }
    let { said } = kept
    const isBegun = hasBegun(kept.reached)
    if (turn.session === 'new') this.#store.openSession(now)
    const silence = silenceOf(undefined, question.language)
    const models = this.#fleet.models.turn(question.id, isBegun)
    const hear = (news: FleetNews | undefined): void => {
      models.hear(news?.models)
      if (news === undefined) return
      silence.lines = silenceOf(news.expectedMs, question.language).lines
      this.#refused = news.refused
      this.#fleet.channel.hear(news.channel)
    }
    const enter = this.#fleet.line.began(question, isBegun, hear, (isWaiting) =>
      this.#store.waits(question.id, isWaiting),
    )
    await this.#places.settled(question.id)
    const settings = this.#settings
    const showing = showTurn(
      {
        clock: this.clock,
        settings,
        channel: this.#fleet.channel,
        refused: () => this.#refused,
        offers: this.#offers,
        checkpoint: (shown) => this.#store.checkpoint(question.id, shown, said),
      },
      kept,
      silence,
    )
    return runTurn(
      {
        clock: this.clock,
        settings,
        ask: this.#outside.ask(),
        models,
        files: this.#outside.files(),
        tools: this.#outside.tools(question),
        cache: this.#outside.mayRecall(question) ? this.#outside.cache() : undefined,
        judge: this.#outside.judge,
        kept: (note) => void this.#fleet.line.tell((to) => to.kept(note, this.clock.now())),
        answers: this.#answers,
        enter,
        ...showing,
        later: (work) => this.ctx.waitUntil(work),
        hears: (heard) => {
          said = heard
        },
        concludes: (conclusion) => this.#store.conclude(question.id, said, conclusion),
        forget: (through) => this.#store.forgetThrough(through),
        complain: (what) => console.warn({ evt: 'claude.failed', turn: question.id, ...what }),
      },
      turn,
    )
  }

  #turn(kept: KeptTurn, now: number): Turn {
    const { question, attempt, said } = kept
    const session = sessionAt(this.#store.times(), this.#settings, now)
    return { question, transcript: this.#store.transcript(), session, attempt, said }
  }

  /**
   * Nothing may be awaited between the end and its record: what is written in one go is durable after it or not at all, so
   * a crash before leaves the turn open, and one after finds it recorded.
   *
   * @returns when the coordinator has been told, or was not to be reached
   */
  #end({ question }: KeptTurn, end: TurnEnd): Promise<void> {
    const now = this.clock.now()
    const store = this.#store
    const news = { report: end.report, size: question.text.length, endedAt: now }
    store.end(question.id, end.exchange, now, news)
    record({ ...end.report, ...store.takeUse() }, this.env.ANALYTICS)
    const ask = (): Ask => onlyWell(this.#outside.ask(), (model) => this.#fleet.models.isWell(model))
    const outside = { clock: this.clock, settings: this.#settings, ask, log }
    this.ctx.waitUntil(this.#summarise({ ...outside, store, files: this.#outside.files() }, end))
    return this.#fleet.reporting.tell(news, end.note)
  }

  async #lose(kept: KeptTurn, why: Case, startedAt: number): Promise<TurnEnd> {
    // Whoever waits for the first word answers Discord only now, and before that Discord does not know the message.
    const answeredAt = this.#offers.pass(kept.question.id) ? this.clock.now() : kept.acceptedAt
    await this.clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - this.clock.now())
    await leaveNote(kept, why, webhookOf(kept.question, this.#settings, this.clock))
    return lostTurn(this.#turn(kept, startedAt), why, kept.before.length, startedAt, this.clock.now())
  }
}

const log = (event: object): void => console.log(event)

const warn = (event: object): void => console.warn(event)
