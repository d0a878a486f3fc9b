/** What tests tell the local Claude and ask of it: scripts, recorded requests, releases. */

import { type Answer, parseAnswer } from './answer.ts'
import { scriptedText } from './continuation.ts'
import type { PromptPart } from './prompt-cache.ts'
import type { Poison } from './poison.ts'
import { isRecord, type Json } from '../../json.ts'

/** One POST to /v1/messages. Times are milliseconds since 1970; what has not happened is absent. */
export interface RecordedRequest {
  readonly at: number
  readonly model: string | undefined
  /** The whole JSON; null when it was none. */
  readonly body: unknown
  /** With credentials reduced to their scheme. */
  readonly headers: Readonly<Record<string, string>>
  /** When the response headers went out. */
  answeredAt?: number
  firstTextAt?: number
  lastTextAt?: number
  /** When `message_stop`, or a whole message, went out. */
  stopAt?: number
  /** When the client went away before the end. */
  abortedAt?: number
  /** When we broke the answer off, as a script wanted it. */
  cutAt?: number
  usage?: Json
  /** The status of the answer; absent while there is none. */
  status?: number
  /** Of a request that is answered in words: its blocks, and which of them the prompt cache had. */
  parts?: readonly PromptPart[]
  /** Whether a script answered, not the default talk. */
  scripted: boolean
  /** The question that a verdict was wanted on; undefined for any other request. */
  readonly judged?: string | undefined
}

/** For which requests a script is, besides those that its `match` names. */
export interface Only {
  /** Those to this model alone: so one model can be ill while the other is well. */
  readonly model?: string
  /** Those of the next so many milliseconds. */
  readonly forMs?: number
  /** Those for a verdict on a question that `match` names; without it, those for an answer. */
  readonly verdicts?: boolean
}

interface Script {
  readonly match: string
  readonly verdicts: boolean
  readonly model: string | undefined
  readonly until: number
  readonly answers: readonly Answer[]
  next: number
}

interface Open {
  readonly record: RecordedRequest
  readonly text: string
  readonly released: AbortController
}

/** Old requests are forgotten beyond this many, so that a stage left open for days does not grow. */
const MOST_RECORDS = 5_000

/** How long a question for more requests stays open. */
const LONG_POLL_MS = 10_000

export interface Control {
  /**
   * Sets the answers for requests whose text contains `match`; the newest script that matches wins. One with the same
   * `match` and model takes the place of the other.
   */
  readonly script: (match: string, answers: readonly Answer[], only?: Only) => void
  /** Takes the next answer for `text`; the last one repeats. */
  readonly take: (text: string, model?: string) => Answer | undefined
  /** The same for a request for a verdict on `question`. An outage of a whole model is one here too. */
  readonly takeVerdict: (question: string, model?: string) => Answer | undefined
  readonly clear: () => void
  /** From now on each request that carries this is refused with 400. */
  readonly poison: (poison: Poison) => void
  readonly poisons: () => readonly Poison[]
  /** Writes a request down and gives what is needed while it is open. */
  readonly begin: (record: RecordedRequest) => Open
  readonly end: (open: Open) => void
  /** Ends the holds and gaps, reached or still to come, of open requests whose text contains `match`; gives how many. */
  readonly release: (match: string) => number
  /**
   * The requests so far whose text contains `match`; with `after`, waits (at most 10 s) until there are more than that.
   *
   * @param verdicts those for a verdict, else all others
   */
  readonly requests: (
    match?: string,
    after?: number,
    verdicts?: boolean,
  ) => Promise<readonly RecordedRequest[]>
  readonly everything: () => readonly RecordedRequest[]
  /** Answers everybody who still waits. */
  readonly close: () => void
}

/** @param sleep ends after ms or when the signal fires */
export function createControl(
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
  now: () => number,
): Control {
  let scripts: readonly Script[] = []
  let poisons: readonly Poison[] = []
  let records: readonly Open[] = []
  const open = new Set<Open>()
  const closed = new AbortController()
  let news = new AbortController()

  const found = (match: string, verdicts: boolean): readonly RecordedRequest[] =>
    records
      .filter(({ text, record }) => text.includes(match) && (record.judged !== undefined) === verdicts)
      .map(({ record }) => record)

  const matching = (text: string, model: string | undefined, verdicts: boolean): readonly Script[] =>
    scripts.filter(
      (one) =>
        one.verdicts === verdicts &&
        text.includes(one.match) &&
        (one.model === undefined || one.model === model) &&
        now() < one.until,
    )
  const nextOf = (script: Script | undefined): Answer | undefined => {
    if (script === undefined) return undefined
    const answer = script.answers[Math.min(script.next, script.answers.length - 1)]
    script.next += 1
    return answer
  }

  return {
    script(match, answers, { model, forMs = Infinity, verdicts = false } = {}) {
      const others = scripts.filter(
        (script) => script.match !== match || script.model !== model || script.verdicts !== verdicts,
      )
      scripts = [{ match, model, verdicts, until: now() + forMs, answers, next: 0 }, ...others]
    },
    take: (text, model) => nextOf(matching(text, model, false)[0]),
    takeVerdict(question, model) {
      // Looked at and not taken: it is counted by those who ask for an answer.
      const outage = matching('', model, false)
        .find(({ match }) => match === '')
        ?.answers.at(-1)
      if (outage !== undefined && !('say' in outage)) return outage
      return nextOf(matching(question, model, true)[0])
    },
    clear() {
      scripts = []
      poisons = []
    },
    poison(one) {
      poisons = [...poisons, one]
    },
    poisons: () => poisons,
    begin(record) {
      const one = {
        record,
        text: record.judged ?? scriptedText(record.body),
        released: new AbortController(),
      }
      records = [...records.slice(1 - MOST_RECORDS), one]
      open.add(one)
      news.abort()
      news = new AbortController()
      return one
    },
    end(one) {
      open.delete(one)
    },
    release(match) {
      const waiting = [...open].filter(({ text }) => text.includes(match))
      for (const one of waiting) one.released.abort()
      return waiting.length
    },
    async requests(match = '', after, verdicts = false) {
      const patience = AbortSignal.any([AbortSignal.timeout(LONG_POLL_MS), closed.signal])
      const enough = after ?? -1
      while (found(match, verdicts).length <= enough && !patience.aborted)
        await sleep(LONG_POLL_MS, AbortSignal.any([patience, news.signal]))
      return found(match, verdicts)
    },
    everything: () => records.map(({ record }) => record),
    close() {
      closed.abort()
    },
  }
}

/** A script as it comes over the wire, or the sentence that says why it is none. */
export function parseScript(
  raw: unknown,
): { match: string; answers: readonly Answer[]; only: Only } | string {
  if (!isRecord(raw)) return 'a script is an object'
  const { match, answers, model, forMs, verdicts } = raw
  if (verdicts !== undefined && typeof verdicts !== 'boolean') return '"verdicts" is true or false'
  if (model !== undefined && (typeof model !== 'string' || model === '')) return '"model" is the name of one'
  if (forMs !== undefined && (typeof forMs !== 'number' || !(forMs > 0))) return '"forMs" is a number above 0'
  // With an empty one everything would be scripted by mistake; all of one model's requests are meant.
  if (typeof match !== 'string' || (match === '' && model === undefined))
    return '"match" is a text that is not empty, unless there is a "model"'
  if (!Array.isArray(answers) || answers.length === 0) return '"answers" is a list that is not empty'
  const parsed: Answer[] = []
  for (const [index, one] of answers.entries()) {
    const answer = parseAnswer(one)
    if (typeof answer === 'string') return `answers[${index}]: ${answer}`
    parsed.push(answer)
  }
  const only = {
    ...(model === undefined ? {} : { model }),
    ...(forMs === undefined ? {} : { forMs }),
    ...(verdicts === undefined ? {} : { verdicts }),
  }
  return { match, answers: parsed, only }
}
