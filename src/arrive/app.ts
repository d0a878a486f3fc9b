/** The Hono app: verifies, reads, routes, and answers Discord inside three seconds; hands a question to its thread. */

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Question } from '../converse/question/question.ts'
import type { Reply } from '../converse/thread/command.ts'
import type { GuildSettings } from '../guild/guild-settings.ts'
import { parseJson } from '../json.ts'
import { BODY_BYTES } from '../limits.ts'
import type { AcceptEvent, Shows } from '../measure/accept-event.ts'
import { variantFields, type Variants } from '../measure/variants.ts'
import type { Opens } from './answer-replies.ts'
import type { Defers } from './thread-reply.ts'
import { typedIn } from '../converse/question/typed.ts'
import { forgetReply, type ReplyDeps, statusReply } from './command-replies.ts'
import { everywhereReply } from './everywhere-replies.ts'
import { type FastLane, fastLane, type FastLaneDeps } from './fast-lane.ts'
import { healthReply, type ReadHealth } from './health-reply.ts'
import { type HelpAsked, helpReply, type Offers } from './help.ts'
import { admittedAction, type Admission } from './door.ts'
import { completed, hold, type HoldingDeps } from './holding.ts'
import { type Interaction, parseInteraction } from './interaction.ts'
import { suggestions } from './model-choices.ts'
import { type PrivacyFacts, privacyText } from './privacy.ts'
import { usageReply, type UsageDeps } from './usage-reply.ts'
import { withModel } from './with-model.ts'
import type { MemberRateLimit } from './rate-limit.ts'
import { type Installed, welcome } from './welcome.ts'
import {
  CALLBACK,
  choices,
  proposed,
  refused,
  say,
  showPanel,
  SUPPRESS_EMBEDS,
  thinking,
  update,
} from './responses.ts'
import { type Action, askerOf, refuse, route } from './route.ts'
import { type SettingsDeps, type SettingsReply, settingsReply } from './settings-reply.ts'
import type { Claim } from './verify.ts'

/** What the front door needs of the rest. */
export interface Front extends FastLaneDeps, MemberRateLimit, ReplyDeps, HoldingDeps, Installed, UsageDeps {
  /** True only for a body that Discord signed in the last five minutes. Never throws. */
  isFromDiscord(rawBody: ArrayBuffer, claim: Claim, now: number): Promise<boolean>
  /** What holds for an interaction, and whether it goes on. See `admit`. */
  admit(interaction: Interaction, later: (work: Promise<void>) => void): Promise<Admission>
  /** Those that members may choose from, the usual one first. */
  readonly models: readonly string[]
  /** Of the thread of a question, for the log. */
  variants(question: Question): Variants
  /** What `/settings` needs. */
  readonly admin: SettingsDeps
  /** What `/privacy` tells. */
  readonly privacy: PrivacyFacts
  /** What the settings allow where help is asked for. */
  offers(asked: HelpAsked, own: GuildSettings): Offers
  readonly health: ReadHealth
  /** One flat event; nothing in it may be a secret or a member's text. */
  log(event: AcceptEvent): void
}

/**
 * The response goes first. Starting a thread takes longer and could delay it on the same processor. Discord counts the
 * milliseconds until the response; nobody counts those until the question starts.
 */
const RESPONSE_LEAVES_MS = 5

/** The app of a Worker that is set up: `POST /interactions`, `GET /health`, `GET /`; all else is 404. */
export function createApp(front: Front): Hono {
  const app = new Hono()
  const lane = fastLane(front)
  const small = bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.text('The body is too large.', 413) })

  app.post('/interactions', small, async (c) => {
    const { response, event, afterwards } = await interact(c, front, lane)
    if (event !== undefined) front.log(event)
    if (afterwards !== undefined) {
      // The thread of an answer that is shown is awake and holds its turn open until it hears.
      const isAwake = event?.shows === 'answer'
      c.executionCtx.waitUntil(
        isAwake ? afterwards() : front.clock.sleep(RESPONSE_LEAVES_MS).then(() => afterwards()),
      )
    }
    return response
  })

  app.get('/health', (c) => healthReply(c, front.health))
  app.get('/', (c) => c.html(welcome(front)))
  app.notFound((c) => c.text('Not found.', 404))
  // A bug, and still no 5xx with its text: Discord shows "did not respond" and the log has the error.
  app.onError((error, c) => {
    console.error({ evt: 'front.bug', error: error.name, message: error.message })
    return c.text('Something went wrong.', 500)
  })
  return app
}

/** The app of a Worker that lacks settings. Every address says which settings are missing. */
export function createHelplessApp(problems: readonly string[]): Hono {
  const app = new Hono()
  app.all('*', (c) =>
    c.text(`Threadkeeper is not set up yet:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n`, 503),
  )
  return app
}

interface Answered {
  readonly response: Response
  readonly event?: AcceptEvent
  /** The work after the response is sent. Never rejects. */
  readonly afterwards?: () => Promise<void>
  /** What the first response to a question shows. */
  readonly shows?: Shows
  /** The case of the sentence that was said instead, or why it is no interaction. */
  readonly why?: string
}

async function interact(c: Context, front: Front, lane: FastLane): Promise<Answered> {
  const began = front.clock.now()
  const body = await c.req.arrayBuffer()
  const claim = {
    signature: c.req.header('x-signature-ed25519'),
    timestamp: c.req.header('x-signature-timestamp'),
  }
  if (!(await front.isFromDiscord(body, claim, began))) {
    return { response: c.text('The signature is not valid.', 401) }
  }
  const verified = front.clock.now()
  const read = parseInteraction(parseJson(new TextDecoder().decode(body)))
  const admission = await front.admit(read, (work) => c.executionCtx.waitUntil(work))
  const wanted = admittedAction(withModel(front.models, route(admission.interaction)), admission)
  const { action: counted, afterwards } = await withinLimit(front, wanted)
  const action = await completed(front, counted)
  const answered =
    action.do === 'ask'
      ? await ask(c, lane, action.question, afterwards)
      : {
          ...(action.do === 'press' ? { afterwards } : {}),
          ...(await answer(c, front, action, admission.own)),
        }
  if (action.do === 'pong') return answered
  const variants = action.do === 'ask' ? front.variants(action.question) : undefined
  const event = acceptEvent(action, answered, variants, {
    verify_ms: verified - began,
    accept_ms: front.clock.now() - began,
  })
  return { ...answered, event }
}

interface Counted {
  readonly action: Action
  /** Never rejects. */
  readonly afterwards: () => Promise<void>
}

/** Checks the member's limit before the thread is asked: a question over the limit must not start a turn. */
async function withinLimit(front: Front, action: Action): Promise<Counted> {
  const by = askerOf(action)
  if (by === undefined) return { action, afterwards: () => Promise.resolve() }
  const { member, language, typed } = by
  const { tooFast, afterwards } = await front.check(member)
  return { action: tooFast ? refuse('asking too fast', language, typed) : action, afterwards }
}

async function answer(
  c: Context,
  front: Front,
  action: Exclude<Action, { do: 'ask' }>,
  own: GuildSettings,
): Promise<Answered> {
  switch (action.do) {
    case 'forget':
      return reply(c, await forgetReply(front, action.command))
    case 'forget everywhere':
      return reply(c, await everywhereReply(front, action.command))
    case 'status':
      return reply(c, await statusReply(front, action.command))
    case 'help':
      return reply(c, helpReply(front.offers(action.asked, own), action.asked))
    case 'privacy':
      return { response: say(c, privacyText(front.privacy, own.memoryDays, action.language), {}) }
    case 'usage':
      return reply(c, await usageReply(front, action.asked))
    case 'settings':
      return settingsReplied(c, await settingsReply(front.admin, action.by, action.wish), action)
    case 'press':
      return pressReplied(c, await action.run(front))
    case 'pong':
      return { response: c.json({ type: CALLBACK.pong }) }
    case 'open':
      // A modal is there at once. Nobody types as fast as its thread writes down what to hold.
      return {
        response: c.json({ type: CALLBACK.modal, data: action.modal }),
        afterwards: () => hold(front, action.hold),
      }
    case 'refuse':
      return { response: refused(c, action), why: action.why }
    case 'suggest':
      return {
        response: choices(c, suggestions(front.models, action.typed, action.language)),
      }
    case 'suggest nothing':
      return { response: choices(c, []) }
    case 'reject':
      return { response: c.text(`Not an interaction: ${action.why}.`, 400), why: action.why }
  }
}

async function ask(
  c: Context,
  lane: FastLane,
  question: Question,
  count: () => Promise<void>,
): Promise<Answered> {
  const { show, afterwards: goOnWith } = await lane.respond(question)
  const afterwards = async (): Promise<void> => {
    await Promise.all([goOnWith(), count()])
  }
  if (show === 'thinking') return { response: thinking(c, question), shows: show, afterwards }
  if (show === 'full') {
    const response = refused(c, refuse('too many waiting', question.language, typedIn(question)))
    return { response, shows: show, afterwards }
  }
  return { response: proposed(c, show, question.private), shows: 'answer', afterwards }
}

function pressReplied(c: Context, answered: Reply | Opens | Defers): Answered {
  if (answered.does === 'open') return { response: c.json({ type: CALLBACK.modal, data: answered.modal }) }
  if (answered.does === 'defer')
    return { response: thinking(c, { private: true }), afterwards: answered.afterwards }
  return reply(c, answered)
}

function settingsReplied(
  c: Context,
  answered: SettingsReply,
  { by, isNew }: Extract<Action, { do: 'settings' }>,
): Answered {
  switch (answered.does) {
    case 'panel': {
      const { panel, afterwards } = answered
      return { response: showPanel(c, panel, isNew), ...(afterwards === undefined ? {} : { afterwards }) }
    }
    case 'refuse': {
      const { why, typed } = answered
      const refusal = refuse(why, by.language)
      return { response: refused(c, typed === undefined ? refusal : { ...refusal, typed }), why }
    }
    case 'open':
    case 'defer':
      return pressReplied(c, answered)
  }
}

function reply(c: Context, answered: Reply): Answered {
  switch (answered.does) {
    case 'nothing':
      return { response: c.json({ type: CALLBACK.deferredUpdate }) }
    case 'change':
      return { response: update(c, answered.message) }
    case 'answer':
      return { response: thinking(c, answered) }
    case 'say': {
      const { text, why, buttons = [], embeds = [], replaces } = answered
      const flags = embeds.length === 0 ? SUPPRESS_EMBEDS : 0
      const response =
        replaces === true
          ? update(c, { content: text, plainLinks: true, buttons })
          : say(c, text, { buttons, embeds, flags })
      return { response, why }
    }
  }
}

const acceptEvent = (
  action: Action,
  { why = '', shows = '' }: Answered,
  variants: Variants | undefined,
  times: Pick<AcceptEvent, 'verify_ms' | 'accept_ms'>,
): AcceptEvent => ({
  evt: 'ask.accept',
  v: 1,
  outcome: action.do === 'press' ? action.button : action.do,
  why,
  turn: action.do === 'ask' ? action.question.id : '',
  shows,
  ...times,
  ...variantFields(variants),
})
