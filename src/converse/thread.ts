/** The Durable Object of one thread: writes the turn down, starts it, watches over it. It decides nothing itself. */

import { DurableObject } from 'cloudflare:workers'
import { sixDigits } from '../chance.ts'
import { type Clock, systemClock } from '../clock.ts'
import { startChannelBudget } from '../deliver/channel-budget.ts'
import type { ChannelShare } from '../deliver/reply-state.ts'
import type { InteractionId } from '../ids.ts'
import { ACKNOWLEDGED_AFTER_MS, MOST_IN_VAIN } from '../limits.ts'
import { record } from '../measure/analytics.ts'
import { isOn } from '../measure/experiment.ts'
import { type Case, type Language, sentence } from '../sentences.ts'
import { readSettings, type Settings } from '../settings.ts'
import { lostTurn, type Turn, type TurnEnd } from './account.ts'
import { hasFailed } from './attempts.ts'
import { type Cache, kvCache } from './cache.ts'
import { channelReader } from './channel-reader.ts'
import { fetchFile } from './attachment-fetch.ts'
import { onlyWell } from './ask-whole.ts'
import { type Ask, claude } from './claude.ts'
import { concluded } from './conclusion.ts'
import type { Errand, Forgot } from './errand.ts'
import { scopeOf } from './fingerprint.ts'
import type { FirstWord } from './first-word.ts'
import { fleetTeller, type TellFleet, threadModels } from './fleet.ts'
import type { ModelWatch } from './model-watch.ts'
import { type Offers, offers } from './offers.ts'
import { ownWrites } from './own-writes.ts'
import { places } from './places.ts'
import type { Question } from './question.ts'
import { dutyAt, nextAlarm, outlook, sessionAt } from './session.ts'
import { sharedAnswers } from './shared-answer.ts'
import { leaveNote, showTurn, silenceOf, webhookOf } from './showing.ts'
import { type Standing, untouched } from './status.ts'
import { summariser } from './summary.ts'
import { isUntouched, type KeptTurn, type ThreadStore, threadStore } from './thread-store.ts'
import { runTurn } from './turn.ts'
import { type TurnFiles, turnFiles } from './turn-files.ts'
import { details } from './tools/details.ts'
import { keptDurations } from './tools/durations.ts'
import { HOME } from './tools/sandbox-files.ts'
import { mcpConnections, placeOf } from './tools/server-tools.ts'
import { toolbox } from './tools/table.ts'
import { fileName } from './tools/send-file-tool.ts'
import { toolCache } from './tools/tool-cache.ts'
import { turnTools } from './turn-tools.ts'
import { startable, waitingTurns } from './turn-state.ts'

export class ThreadObject extends DurableObject<Env> {
  /** A field, so that a test can let time stand still. */
  clock: Clock = systemClock
  readonly #settings: Settings
  /** Turns that run in this memory; an open turn that is not here was lost by another. */
  readonly #live = new Set<InteractionId>()
  #opened: ThreadStore | undefined
  readonly #channel: ChannelShare
  /** Calls that Discord refused to the fleet, as of the last turn's beginning. */
  #refused = 0
  readonly #places = places()
  readonly #summarise = summariser()
  readonly #offers: Offers
  readonly #answers = sharedAnswers(hasFailed)
  readonly #ownWrites = ownWrites()
  readonly #toolCache = toolCache()
  readonly #durations = keptDurations()
  readonly #fleet: TellFleet
  readonly #models: ModelWatch

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const read = readSettings({ ...env })
    if (!read.ok) throw new Error(read.problems.join(' '))
    this.#settings = read.settings
    const clock: Clock = {
      now: () => this.clock.now(),
      sleep: (ms, signal) => this.clock.sleep(ms, signal),
    }
    this.#offers = offers(clock)
    this.#fleet = fleetTeller(clock, () => this.env.COORDINATOR.getByName('fleet'))
    this.#channel = { budget: startChannelBudget(read.settings.channelEditsPerMinute) }
    this.#models = threadModels(clock, read.settings, this.#fleet)
  }

  /** Opened at the first use, so that an object that has forgotten everything stays empty until it is asked again. */
  get #store(): ThreadStore {
    this.#opened ??= threadStore(this.ctx.storage, sixDigits, () => this.clock.now())
    return this.#opened
  }

  /**
   * Once this has answered, the turn is durable and runs, whatever happens to this object.
   *
   * @param isWaiting whether the first response waits for the answer: then a whole one may be offered to it, and
   *   `settle` has to follow
   */
  async ask(question: Question, isWaiting = false): Promise<FirstWord> {
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
      this.ctx.waitUntil(this.#cache.moveEpoch(scope).then(() => undefined))
      this.#tellFleet((fleet) => fleet.forgotten(scope))
    }
    this.#tellFleet((fleet) => fleet.closed(errand.thread))
    await this.#setAlarm()
    return forgot
  }

  standing(): Standing {
    if (isUntouched(this.ctx.storage)) return untouched
    const transcript = this.#store.transcript()
    const times = this.#store.times()
    return {
      ...outlook(times, this.#settings, this.clock.now()),
      exchanges: transcript.exchanges.length,
      summary: transcript.summary,
      answering: this.#live.size,
      waiting: times.openTurns - this.#live.size,
      heldBytes: this.#store.heldBytes(),
    }
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
    await this.#setAlarm()
    if (duty === 'watch') this.#startTurns()
  }

  get #cache(): Cache {
    return kvCache(this.env.CACHE_KV, {
      clock: this.clock,
      own: this.#ownWrites,
      later: (work) => this.ctx.waitUntil(work),
    })
  }

  async #setAlarm(): Promise<void> {
    const next = nextAlarm(this.#store.times(), this.#settings, this.clock.now())
    if (next !== undefined) await this.#store.wakeAt(next)
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
      content: `-# ${sentence('waiting', kept.question.language, before)}`,
      plainLinks: true,
    }
    const became = await this.#offers.make(id, line)
    if (became === 'shown') return
    const answeredAt = became === 'late' ? this.clock.now() : kept.acceptedAt
    await this.clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - this.clock.now())
    if (this.#live.has(id)) return
    await webhookOf(kept.question, this.#settings, this.clock).edit('@original', line)
  }

  /** Never rejects: nobody would see it. */
  async #run(id: InteractionId): Promise<void> {
    this.#live.add(id)
    const startedAt = this.clock.now()
    const kept = this.#store.begin(id)
    try {
      if (kept === undefined) this.#store.end(id, undefined, startedAt)
      else this.#end(kept, await this.#answer(kept, startedAt))
    } catch (error) {
      // After a reset the row waits for the next instance, which takes it up; anything else is a bug, once.
      if (kept === undefined || isReset(error)) return
      console.error({ evt: 'turn.bug', turn: id, message: messageOf(error) })
      this.#end(kept, await this.#lose(kept, 'internal', startedAt))
    } finally {
      this.#live.delete(id)
      this.#offers.pass(id)
    }
    await this.#setAlarm()
    this.#startTurns()
  }

  async #answer(kept: KeptTurn, now: number): Promise<TurnEnd> {
    const { question, before, inVain } = kept
    // Once more than that to show what was heard, and if that was in vain too, only the sentence.
    if (inVain > MOST_IN_VAIN || (inVain === MOST_IN_VAIN && kept.said === ''))
      return this.#lose(kept, before.length === 0 ? 'lost' : 'interrupted midway', now)
    const turn = this.#turn(kept, now)
    if (turn.session === 'new') this.#store.openSession(now)
    await this.#places.settled(question.id)
    const silence = silenceOf(undefined, question.language)
    const models = this.#models.turn(question.id)
    this.#tellFleet(async (fleet) => {
      const { expectedMs, refused, models: news } = await fleet.began(question.id, question.text.length, now)
      silence.lines = silenceOf(expectedMs, question.language).lines
      this.#refused = refused
      models.hear(news)
    })
    let { said } = kept
    const settings = this.#settings
    const definitions = toolbox(settings, question.thread, placeOf(question))
    const showing = showTurn(
      {
        clock: this.clock,
        settings,
        channel: this.#channel,
        refused: () => this.#refused,
        offers: this.#offers,
        checkpoint: (shown, isCreating) => this.#store.checkpoint(question.id, { shown, isCreating, said }),
      },
      kept,
      silence,
    )
    return runTurn(
      {
        clock: this.clock,
        settings,
        ask: this.#askClaude(),
        models,
        files: this.#files(),
        tools:
          definitions.length > 0
            ? turnTools(
                {
                  clock: this.clock,
                  files: this.#store.sandbox,
                  cache: this.#toolCache,
                  durations: this.#durations,
                  store: this.#store.steps,
                  definitions,
                  readChannel: channelReader(settings, question, this.clock),
                },
                question,
              )
            : undefined,
        cache: isOn(settings.cache, 'CACHE', question.thread) ? this.#cache : undefined,
        answers: this.#answers,
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

  #turn({ question, attempt, said, conclusion, inVain }: KeptTurn, now: number): Turn {
    const session = sessionAt(this.#store.times(), this.#settings, now)
    const isOver = inVain >= MOST_IN_VAIN && conclusion === undefined
    return {
      question,
      transcript: this.#store.transcript(),
      session,
      attempt,
      said,
      conclusion: isOver ? concluded('interrupted midway') : conclusion,
    }
  }

  #end({ question }: KeptTurn, end: TurnEnd): void {
    const now = this.clock.now()
    const store = this.#store
    store.end(question.id, end.exchange, now)
    const report = { ...end.report, ...store.takeUse() }
    record(report, this.env.ANALYTICS)
    this.#tellFleet(async (fleet) => fleet.ended(report, question.text.length, now, await end.note))
    const ask = (): Ask => onlyWell(this.#askClaude(), (model) => this.#models.isWell(model))
    const outside = { clock: this.clock, settings: this.#settings, ask, log }
    this.ctx.waitUntil(this.#summarise({ ...outside, store, files: this.#files() }, end))
  }

  #askClaude(): Ask {
    const { anthropicApiKey: apiKey, anthropicBaseUrl: baseUrl, mcpServers, mcpTokens } = this.#settings
    return claude({ apiKey, baseUrl, mcp: mcpConnections(mcpServers, mcpTokens) }, this.clock)
  }

  #files(): TurnFiles {
    return turnFiles({
      store: this.#store.files,
      baseUrl: this.#settings.discordCdnBaseUrl,
      fetch: (address, signal) => fetchFile(address, this.clock, signal),
      lay: async (name, bytes) => {
        await this.#store.sandbox.write(`${HOME}/${fileName(name)}`, bytes)
      },
    })
  }

  async #lose(kept: KeptTurn, why: Case, startedAt: number): Promise<TurnEnd> {
    // Whoever waits for the first word answers Discord only now, and before that Discord does not know the message.
    const answeredAt = this.#offers.pass(kept.question.id) ? this.clock.now() : kept.acceptedAt
    await this.clock.sleep(answeredAt + ACKNOWLEDGED_AFTER_MS - this.clock.now())
    await leaveNote(kept, why, webhookOf(kept.question, this.#settings, this.clock))
    return lostTurn(this.#turn(kept, startedAt), why, kept.before.length, startedAt, this.clock.now())
  }

  /** The coordinator is never waited for, and its failures stay its own. */
  #tellFleet(tell: Parameters<TellFleet>[0]): void {
    this.ctx.waitUntil(this.#fleet(tell))
  }
}

/** What the runtime throws at an instance that it has replaced (Durable Objects, Troubleshooting). */
const isReset = (error: unknown): boolean =>
  /reset because its code was updated|has been upgraded|caused object to be reset|Network connection lost/.test(
    messageOf(error),
  )

const log = (event: object): void => console.log(event)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
