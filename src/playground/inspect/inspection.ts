/** All that the playground knows of one answer, put together for the page's inspector. */

import type { RecordedRequest } from '../claude/control.ts'
import { listOf, recordOf, textOf, type Json } from '../discord/json.ts'
import { TYPE } from '../discord/payload.ts'
import { TOKEN_MS, type Interaction, type State, type Violation } from '../discord/state.ts'
import { figures } from '../discord/views.ts'
import { type Asking, requestsByTurn } from './asked-of-claude.ts'
import { type ClaudeCall, claudeCall, type Tokens } from './claude-call.ts'
import { buttonOf, questionOf } from './question.ts'
import { figureIn, isEnd, type Logged, type Look, type Recorder } from './record.ts'
import { type Entry, timelineOf } from './timeline.ts'

/** Times are milliseconds from the asking. */
export interface Inspection {
  readonly interaction: string
  /** All turns whose answer stands in this message, in the order of their asking. */
  readonly turns: readonly string[]
  readonly askedAt: number
  /** Undefined where a message was asked about. */
  readonly question: string | undefined
  readonly ended: boolean
  readonly timeline: readonly Entry[]
  /** What anybody could see, message by message as it changed; what stood there before has the time 0. */
  readonly looks: readonly Look[]
  /** Null where the real Claude was asked: the playground does not see these calls. */
  readonly claude: readonly ClaudeCall[] | null
  readonly totals: Totals
  /** The event `ask.done`; null until it is logged. */
  readonly event: Json | null
  readonly broken: readonly { readonly at: number; readonly rule: string }[]
  readonly lives: number
}

export interface Totals {
  readonly edits: number
  readonly calls: number
  readonly rateLimited: number
  readonly claudeCalls: number
  readonly tokens: Tokens
  readonly usd: number | null
}

export interface Sources {
  readonly state: State
  readonly recorder: Recorder
  /** What the local Claude was asked, verdicts too; undefined with the real one. */
  readonly requests: readonly RecordedRequest[] | undefined
}

/** After the end of a turn its last buttons may come; whatever is later is another story. */
const AFTERGLOW_MS = 1_000

export function inspectionOf(sources: Sources, interaction: Interaction): Inspection {
  const { state, recorder, requests } = sources
  const { id, sentAt, calls } = interaction
  const events = recorder.events(id)
  const done = events.find(({ event }) => isEnd(event))
  const until = endOf(sources, interaction)
  const claude = requests === undefined ? null : callsFor(sources, requests, interaction)
  const own = figures(state, interaction)
  return {
    interaction: id,
    turns: turnsBeside(sources, interaction),
    askedAt: sentAt,
    question: questionOf(state, interaction),
    ended: until !== undefined,
    timeline: timelineOf({
      interaction,
      // Until the first call, what stands there may be the place in the queue.
      firstWordsMs: done === undefined && calls.length === 0 ? null : own.firstWordsMs,
      until,
      claude: claude ?? [],
      presses: pressesOn(state, interaction, until),
      events,
      done,
    }),
    looks: looksOf(sources, interaction, until),
    claude,
    totals: {
      edits: own.edits,
      calls: calls.length,
      rateLimited: own.rateLimited,
      ...spent(done, claude ?? []),
    },
    event: done?.event ?? null,
    broken: interaction.violations.map(({ at, rule }: Violation) => ({ at: at - sentAt, rule })),
    lives: figureIn(done?.event, 'attempt') ?? 1,
  }
}

/** The bot's own figures where there are any; until then what the local Claude has counted. */
function spent(
  done: Logged | undefined,
  claude: readonly ClaudeCall[],
): Pick<Totals, 'claudeCalls' | 'tokens' | 'usd'> {
  const figure = (name: string): number => figureIn(done?.event, name) ?? 0
  if (done !== undefined)
    return {
      claudeCalls: figure('claude_calls'),
      tokens: {
        in: figure('in_tok'),
        read: figure('cache_read_tok'),
        written: figure('cache_write_tok'),
        out: figure('out_tok'),
      },
      usd: figureIn(done.event, 'usd') ?? null,
    }
  const answers = claude.filter(({ purpose }) => purpose === 'answer')
  const sum = (name: keyof Tokens): number =>
    answers.reduce((total, { tokens }) => total + (tokens[name] ?? 0), 0)
  return {
    claudeCalls: answers.length,
    tokens: { in: sum('in'), read: sum('read'), written: sum('written'), out: sum('out') },
    usd: answers.some(({ usd }) => usd === null)
      ? null
      : answers.reduce((total, { usd }) => total + (usd ?? 0), 0),
  }
}

/** The buttons whose press is a turn of its own. */
const TURN_BUTTONS = new Set(['retry', 'continue'])

/** Whether Claude may be asked because of this. */
function isTurn({ recorder }: Sources, one: Interaction): boolean {
  if (recorder.events(one.id).some(({ event }) => String(event['evt']).startsWith('ask.'))) return true
  if (one.type === TYPE.component) return TURN_BUTTONS.has(buttonOf(one))
  if (one.type === TYPE.modal) return one.calls.length > 0
  return one.type === TYPE.command && (one.data['name'] === 'ask' || one.data['target_id'] !== undefined)
}

/** When a turn was over, in milliseconds since 1970: its figures came, or it never was one. Undefined while it runs. */
function endOf(sources: Sources, one: Interaction): number | undefined {
  const { state, recorder } = sources
  const { ack, sentAt, createdAt, calls } = one
  const events = recorder.events(one.id)
  const done = events.find(({ event }) => isEnd(event))
  if (done !== undefined) return done.at
  // What stands there instead of an answer was made at that moment.
  if (ack.state === 'dead') return state.messages.get(one.messages[0] ?? '')?.createdAt ?? sentAt
  if (state.now() > createdAt + TOKEN_MS) return createdAt + TOKEN_MS
  if (ack.state !== 'processed') return undefined
  // A message at once and no word of a turn in the log: a refusal, or a command that asks nobody.
  const isOver = events.length === 0 && calls.length === 0 && (ack.type === 4 || !isTurn(sources, one))
  return isOver ? ack.at : undefined
}

function callsFor(
  sources: Sources,
  requests: readonly RecordedRequest[],
  { id, sentAt }: Interaction,
): readonly ClaudeCall[] {
  const turns = [...sources.state.interactions.values()]
    .filter((one) => isTurn(sources, one))
    .map((one): Asking => ({
      id: one.id,
      from: one.sentAt,
      until: endOf(sources, one),
      question: questionOf(sources.state, one),
      name: one.member.globalName ?? one.member.username,
      isPress: one.type === TYPE.component,
    }))
  return (requestsByTurn(turns, requests).get(id) ?? [])
    .toSorted((a, b) => a.at - b.at)
    .map((request) => claudeCall(request, sentAt))
}

/** The messages of an answer: those that the interaction has made, and the one that it has changed. */
const messagesOf = ({ messages, original }: Interaction): ReadonlySet<string> =>
  new Set(original === undefined ? messages : [...messages, original])

function turnsBeside(sources: Sources, interaction: Interaction): readonly string[] {
  const own = messagesOf(interaction)
  return [...sources.state.interactions.values()]
    .filter(
      (one) =>
        one.id === interaction.id ||
        (isTurn(sources, one) && [...messagesOf(one)].some((message) => own.has(message))),
    )
    .map(({ id }) => id)
}

/** What the messages of this answer looked like, from the asking until its end. */
function looksOf(
  { state, recorder }: Sources,
  interaction: Interaction,
  until: number | undefined,
): readonly Look[] {
  const { sentAt } = interaction
  const own = messagesOf(interaction)
  const messages = [...own].flatMap((id) => state.messages.get(id) ?? [])
  const makers = new Set(messages.map((message) => message.interaction.id))
  const all = [...makers]
    .flatMap((maker) => recorder.looks(maker))
    .filter(({ message }) => own.has(String(message['id'])))
  // An answer of an earlier start, or one that is forgotten: only its end is left.
  if (all.length === 0)
    return messages.map((message) => ({
      at: Math.max(0, (message.edits.at(-1)?.at ?? message.createdAt) - sentAt),
      message: recorder.draw(message),
    }))
  const last = (until ?? Infinity) + AFTERGLOW_MS
  const before = new Map(all.filter(({ at }) => at < sentAt).map(({ message }) => [message['id'], message]))
  return [
    ...[...before.values()].map((message) => ({ at: 0, message })),
    ...all
      .filter(({ at }) => at >= sentAt && at <= last)
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, message }) => ({ at: at - sentAt, message })),
  ]
}

/** The buttons under this answer that somebody pressed while it was written. */
const pressesOn = (state: State, { id, messages, sentAt }: Interaction, until = Infinity) =>
  [...state.interactions.values()]
    .filter(
      (one) =>
        one.id !== id &&
        one.type === TYPE.component &&
        messages.includes(one.pressed ?? '') &&
        one.sentAt >= sentAt &&
        one.sentAt <= until,
    )
    .map((one) => ({
      at: one.sentAt,
      button: buttonOf(one),
      by: one.member.globalName ?? one.member.username,
    }))

/** For callers that have only the id. */
export const interactionWith = (state: State, id: string): Interaction | undefined =>
  [...state.interactions.values()].find((one) => one.id === id)

/** The options of a command, by their names. */
export const optionsOf = ({ data }: Interaction): Json =>
  Object.fromEntries(
    listOf(data['options'])
      .map(recordOf)
      .flatMap((option) => {
        const name = textOf(option['name'])
        return name === undefined ? [] : [[name, option['value']]]
      }),
  )
