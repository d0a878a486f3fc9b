/** The Durable Object of one thread: its calls, its alarm, and how its parts are put together. It decides nothing itself. */

import { DurableObject } from 'cloudflare:workers'
import { randomBytes } from '../../random.ts'
import { type Clock, systemClock } from '../../clock.ts'
import type { ForgotIn } from '../../guild/forgetting.ts'
import { copyKey } from '../../guild/kept-settings.ts'
import { type InteractionId, OPERATOR, type OwnerId } from '../../ids.ts'
import { record } from '../../measure/analytics.ts'
import { wantsNotice } from '../../guild/notice-setting.ts'
import { type IdHash, idsOf } from '../../id-hash.ts'
import type { Language } from '../../sentences/sentences.ts'
import type { Settings } from '../../settings/settings.ts'
import { NONCE_BYTES, nonceOf } from '../claude/nonce.ts'
import type { ChannelNews } from '../coordinator/channel-limit.ts'
import type { Held } from '../question/held.ts'
import { settingsOf } from '../../settings/object-settings.ts'
import { type Question, readQuestion } from '../question/question.ts'
import { toolLog } from '../turn/tool-log.ts'
import { type FoundTurn, foundTurn } from './answered-turn.ts'
import type { Editable, EditedNow, EditMade, EditWanted } from './edits.ts'
import type { EndedPress, EndedPressed } from './ended-press.ts'
import { forgetAnswers, forgetElsewhere } from './forget-elsewhere.ts'
import type { Command, Forgot } from './command.ts'
import { type Forgettable, forgettableOf, nothingForgettable } from './forget-question.ts'
import { forgetMember, type MemberForgotten } from './forget-member.ts'
import { idle } from './idle.ts'
import { memberIndex } from './member-index.ts'
import { pauseWatch } from './pause-watch.ts'
import { type FirstReply, firstResponses } from './first-response.ts'
import type { Pressed, TurnPress } from './press.ts'
import { dutyAt, nextAlarm } from './session.ts'
import { emptyStatus, type Status, statusOf } from './status.ts'
import { threadCoordinator } from './thread-coordinator.ts'
import { threadLedgers } from './thread-ledgers.ts'
import { threadOpening } from './thread-opening.ts'
import { threadOutside } from './thread-outside.ts'
import { isUntouched, type ThreadStore, threadStore } from './thread-store.ts'
import { threadTurns } from './thread-turns.ts'
import { openThread, type ThreadResult, type ThreadWanted } from './open-thread.ts'
import type { Seed } from './seed.ts'
import { type Vote, type Voted, votes } from './votes.ts'

export class ThreadObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #clock: Clock = {
    now: () => this.clock.now(),
    sleep: (...how) => this.clock.sleep(...how),
  }
  readonly #settings: Settings = settingsOf(this.env)
  readonly #ids: IdHash = idsOf(this.#settings.idHashKey)
  #opened: ThreadStore | undefined
  readonly #idle = idle(() => this.#opened)
  readonly #firstResponses = firstResponses(this.#clock)
  readonly #shared = {
    clock: this.#clock,
    settings: this.#settings,
    store: () => this.#store,
    firstResponses: this.#firstResponses,
    later: (work: Promise<void>) => this.ctx.waitUntil(work),
    warn: (event: object) => console.warn(this.#ids.event(event)),
  }
  readonly #ledgers = threadLedgers({
    ...this.#shared,
    ledger: (name) => this.env.GUILDS.getByName(name),
  })
  readonly #coordinator = threadCoordinator({
    ...this.#shared,
    settle: (spends) => this.#ledgers.settle(spends),
    coordinator: () => this.env.COORDINATOR.getByName('fleet'),
    store: () => this.#opened,
  })
  readonly #outside = threadOutside({
    ...this.#shared,
    kv: () => this.env.CACHE_KV,
    isWell: (model) => this.#coordinator.models.isWell(model),
    verdicts: (ask) => this.#ledgers.background(ask, 'verdict'),
    judged: (event) => {
      console.log(this.#ids.event(event))
      void this.#coordinator.client.notify((to) => to.judged(event))
    },
  })
  readonly #notices = {
    clock: this.#clock,
    settingsOf: (owner: OwnerId) => this.env.GUILDS.getByName(owner),
    complain: (message: string) => console.warn({ evt: 'settings.unread', message }),
  }
  readonly #elsewhere = { ...this.#shared, outside: this.#outside, coordinator: this.#coordinator }
  readonly #index = memberIndex({
    ...this.#shared,
    member: (owner) => this.env.GUILDS.getByName(owner),
  })
  readonly #turns = threadTurns({
    ...this.#shared,
    idle: this.#idle,
    index: this.#index,
    coordinator: this.#coordinator,
    ledgers: this.#ledgers,
    outside: this.#outside,
    setAlarm: () => this.#setAlarm(),
    wantsNotice: (of) => wantsNotice(this.#notices, of),
    record: (report) => record(report, this.env.ANALYTICS, this.#ids),
    log: (event) => console.log(this.#ids.event(event)),
    logBug: (event) => console.error(this.#ids.event(event)),
  })
  readonly #pauseWatch = pauseWatch({
    ...this.#shared,
    settings: (owner) =>
      owner === OPERATOR
        ? this.env.CACHE_KV.get(copyKey(owner), 'json')
        : this.env.GUILDS.getByName(owner).readSettings(),
    stop: (turn, by) => this.#turns.stop(turn, by),
  })
  readonly #vote = votes({
    ...this.#shared,
    notify: (...standing) => void this.#coordinator.client.notify((to) => to.voted(...standing)),
    log: (event) => console.log(this.#ids.event(event)),
  })
  readonly #opening = threadOpening({
    ...this.#elsewhere,
    ledgers: this.#ledgers,
    log: (event) => console.log(this.#ids.event(event)),
    begin: (thread, seed) => this.env.THREAD.getByName(thread).plant(seed),
  })

  /** Opened at the first use, so that an object that has forgotten everything stays empty until the next question. */
  get #store(): ThreadStore {
    this.#opened ??= threadStore(this.ctx.storage, newNonce, () => this.clock.now())
    return this.#opened
  }

  /**
   * Once this has answered, the turn is durable and runs, whatever happens to this object. Rejects a question that could not
   * be read back from storage: the caller can still tell the member so, and nobody could do that later.
   *
   * @param isWaiting whether the first response waits for the answer. The reply may then be a proposal, and
   *   `confirm` has to follow
   */
  async ask(question: Question, isWaiting = false): Promise<FirstReply> {
    if (readQuestion(question, question.token) === undefined)
      throw new Error('a Worker asked what is no question')
    const accepted = this.#store.accept(question, this.clock.now())
    if (accepted !== 'taken') return accepted
    const reply = isWaiting ? this.#firstResponses.expect(question.id) : accepted
    await this.#setAlarm()
    // Starts the turn or shows its position in the queue. Either way the first response gets its reply.
    this.#turns.start()
    return reply
  }

  /** Tells this turn whether its proposal was shown as the first response. */
  confirm(id: InteractionId, wasShown: boolean): void {
    this.#firstResponses.confirm(id, wasShown)
  }

  /** Forgets at once all that was said; the alarm erases what is left when no id of a turn is needed any more. */
  async forget(command: Command, mark?: number): Promise<Forgot> {
    const forgot = this.#store.forget(command, this.clock.now(), mark)
    if (forgot === 'changed') return forgot
    forgetElsewhere(command, this.#elsewhere)
    await this.#setAlarm()
    return forgot
  }

  /** Erases what is a member's and stops their turns. */
  async forgetMember(asked: MemberForgotten): Promise<ForgotIn> {
    if (isUntouched(this.ctx.storage)) return 'nothing'
    const forgot = forgetMember(asked, this.#store, this.#turns, this.clock.now())
    await this.#setAlarm()
    return forgot
  }

  /** No saved answer of this scope is given again. Rejects where KV could not be told. */
  async forgetAnswers(scope: string): Promise<void> {
    await forgetAnswers(scope, this.#elsewhere)
  }

  /** What `forget` would erase now. */
  forgettable(): Forgettable {
    if (isUntouched(this.ctx.storage)) return nothingForgettable
    const forgettable = forgettableOf(this.#store, this.#turns.liveCount())
    this.#idle.check()
    return forgettable
  }

  status(): Status {
    if (isUntouched(this.ctx.storage)) return emptyStatus
    const status = statusOf(this.#store, this.#turns.liveCount(), this.#settings, this.clock.now())
    this.#idle.check()
    return status
  }

  /** The coordinator calls this with news of the channel while turns are open here. */
  channelNews(news: ChannelNews): void {
    this.#coordinator.channel.receive(news)
  }

  /** Somebody pressed a button of a turn that may still be open. */
  press(press: TurnPress): Pressed {
    return isUntouched(this.ctx.storage) ? 'nothing to stop' : this.#turns.press(press)
  }

  /** Holds what a command came with until its question is typed. */
  async hold(id: InteractionId, held: Held): Promise<void> {
    this.#store.held.hold(id, held, this.clock.now())
    await this.#setAlarm()
  }

  /** Undefined where nothing of this command is held, or no longer. */
  held(id: InteractionId): Held | undefined {
    return isUntouched(this.ctx.storage) ? undefined : this.#store.held.find(id, this.clock.now())
  }

  /** What a member thinks of an answer. */
  vote(vote: Vote): Voted {
    return isUntouched(this.ctx.storage) ? 'answer past' : this.#vote(vote)
  }

  /** An answer that has ended; undefined when this thread does not have it, or has it no longer. */
  answered(turn: InteractionId): FoundTurn | undefined {
    return isUntouched(this.ctx.storage) ? undefined : foundTurn(this.#store, turn)
  }

  /** Opens a Discord thread on an answer; the conversation goes on there. */
  async openThread(wanted: ThreadWanted): Promise<ThreadResult> {
    return isUntouched(this.ctx.storage) ? { why: 'answer past' } : openThread(this.#opening, wanted)
  }

  /** This conversation begins with a copy of another. */
  async plant(seed: Seed): Promise<void> {
    this.#store.plant(seed, this.clock.now())
    this.ctx.waitUntil(this.#index.copied(this.ctx.id.name, seed.people))
    await this.#setAlarm()
  }

  /** Somebody pressed a button under an answer that has ended. A question that comes of it is durable by then. */
  async pressEnded(press: EndedPress): Promise<EndedPressed> {
    if (isUntouched(this.ctx.storage)) return { does: 'say', why: 'answer past' }
    const pressed = this.#turns.pressEnded(press)
    await this.#setAlarm()
    return pressed
  }

  /** The question of a turn, for a modal in which its member changes it. */
  toEdit(wanted: EditWanted): Editable {
    return isUntouched(this.ctx.storage)
      ? { does: 'say', why: 'answer past' }
      : this.#turns.edits.toEdit(wanted)
  }

  /** A member has changed a question. What comes of it is durable by then. */
  async edit(made: EditMade): Promise<EditedNow> {
    if (isUntouched(this.ctx.storage)) return { does: 'say', why: 'answer past' }
    const edited = this.#turns.edits.edit(made)
    await this.#setAlarm()
    return edited
  }

  /** What the tools of a turn did; undefined when this thread does not have that turn, or has it no longer. */
  details(turn: InteractionId, language: Language): string | undefined {
    return isUntouched(this.ctx.storage) ? undefined : toolLog(this.#store.rounds.of(turn), language)
  }

  override async alarm(): Promise<void> {
    const duty = dutyAt(this.#store.times(), this.#settings, this.clock.now())
    if (duty === 'forget everything') {
      this.#store.unload()
      await this.ctx.storage.deleteAll()
      this.#opened = undefined
      return
    }
    if (duty === 'close session') this.#store.closeSession(this.clock.now())
    if (duty === 'drop held') this.#store.held.drop(this.clock.now())
    // Before any turn starts, so that nothing that happens below can end the watch.
    const reported = this.#coordinator.reporting.reportDue()
    await this.#setAlarm()
    if (duty === 'watch') {
      this.#turns.start()
      this.ctx.waitUntil(this.#pauseWatch())
    }
    if (reported !== undefined) this.ctx.waitUntil(reported.then(() => this.#setAlarm()))
  }

  /** Sets no alarm when everything has been forgotten meanwhile. */
  async #setAlarm(): Promise<void> {
    const store = this.#opened
    const next = store && nextAlarm(store.times(), this.#settings, this.clock.now())
    if (next !== undefined) await store?.wakeAt(next)
  }
}

const newNonce = (): string => nonceOf(randomBytes(NONCE_BYTES))
