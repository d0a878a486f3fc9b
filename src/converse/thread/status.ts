/** The status of a conversation, and the reply to `/status`. */

import { codePoints } from '../../deliver/markdown/graphemes.ts'
import { escaped, line, quote } from '../../deliver/plain-text.ts'
import { MESSAGE_CODE_POINTS } from '../../limits.ts'
import type { Health } from '../../measure/health.ts'
import { type Case, type Language, sentence } from '../../sentences/sentences.ts'
import type { Command, Said } from './command.ts'
import { type Keeping, type Outlook, outlook } from './session.ts'
import type { ThreadStore } from './thread-store.ts'

/** Plain data: it travels from the thread object to the Worker. */
export interface Status extends Outlook {
  /** Exchanges that Claude is shown word for word. */
  readonly exchanges: number
  /** The last of them, oldest first, each on one line. */
  readonly questions: readonly Asked[]
  /** What Claude is shown in place of the earlier exchanges; undefined when there are none. */
  readonly summary: string | undefined
  readonly answering: number
  readonly waiting: number
  /** About how many bytes the thread object holds in memory. */
  readonly heldBytes: number
}

/** A question as `/status` shows it: cut, and not yet escaped. */
export interface Asked {
  /** Who asked; empty where one member alone speaks. */
  readonly name: string
  readonly asked: string
}

const QUESTIONS_SHOWN = 5
const QUESTION_CODE_POINTS = 80
const NAME_CODE_POINTS = 32

/** A conversation in which nothing was said, or in which everything was forgotten. */
export const emptyStatus: Status = {
  exchanges: 0,
  questions: [],
  summary: undefined,
  sessionSince: undefined,
  forgetsAt: undefined,
  answering: 0,
  waiting: 0,
  heldBytes: 0,
}

/** @param live how many of its open turns are at work, or wait for a session */
export function statusOf(
  store: Pick<ThreadStore, 'transcript' | 'times' | 'heldBytes'>,
  live: number,
  keeping: Keeping,
  now: number,
): Status {
  // Counted before the next line reads the transcript into memory.
  const heldBytes = store.heldBytes()
  const { exchanges, summary } = store.transcript()
  const times = store.times()
  return {
    ...outlook(times, keeping, now),
    exchanges: exchanges.length,
    questions: exchanges.slice(-QUESTIONS_SHOWN).map(({ name, asked }) => ({
      name: line(name, NAME_CODE_POINTS),
      asked: line(asked, QUESTION_CODE_POINTS),
    })),
    summary,
    answering: live,
    waiting: times.openTurns - live,
    heldBytes,
  }
}

/**
 * One message, within Discord's limit.
 *
 * @param health the figures of the whole bot; undefined where they did not come in time
 */
export function replyToStatus(status: Status, health: Health | undefined, command: Command): Said {
  const { language } = command
  const bot = health === undefined ? [] : botLine(health, language)
  if (isEmpty(status)) {
    return {
      does: 'say',
      why: 'nothing remembered',
      text: [sentence('nothing remembered', language), ...bot].join('\n'),
    }
  }
  const head = [
    `**${sentence(command.private ? 'your conversation' : 'this conversation', language)}**`,
    ...figures(status).map(([which, n]) => `- ${sentence(which, language, n)}`),
    ...lastQuestions(status, language),
  ]
  if (status.summary === undefined) {
    return { does: 'say', why: '', text: [...head, sentence('no summary', language), ...bot].join('\n') }
  }
  const title = sentence('summary', language)
  const room = MESSAGE_CODE_POINTS - codePoints([...head, title, '', ...bot].join('\n'))
  return { does: 'say', why: '', text: [...head, title, quote(status.summary, room), ...bot].join('\n') }
}

function lastQuestions({ questions }: Status, language: Language): readonly string[] {
  if (questions.length === 0) return []
  const lines = questions.map(({ name, asked }) =>
    name === '' ? `> ${escaped(asked)}` : `> **${escaped(name)}**: ${escaped(asked)}`,
  )
  return [sentence('last questions', language), ...lines]
}

const isEmpty = ({ exchanges, summary, answering, waiting }: Status): boolean =>
  exchanges + answering + waiting === 0 && summary === undefined

const figures = (status: Status): readonly (readonly [Case, number?])[] => [
  ['exchanges kept', status.exchanges],
  status.sessionSince === undefined
    ? ['session closed']
    : ['session open', Math.floor(status.sessionSince / 1_000)],
  ...(status.forgetsAt === undefined ? [] : [['forgets at', Math.floor(status.forgetsAt / 1_000)] as const]),
  ['answering now', status.answering],
  ['waiting now', status.waiting],
  ['memory held', Math.ceil(status.heldBytes / 1_024)],
]

/** Figures of one or two turns say nothing. */
const LEAST_TURNS = 3

function botLine({ status, performance }: Health, language: Language): readonly string[] {
  if (status === 'unknown' || performance.turns < LEAST_TURNS) return []
  const digits = { minimumFractionDigits: 1 } as const
  // A cached answer takes no tenth of a second.
  const seconds = Math.max(0.1, Number.parseFloat(performance.p50)).toLocaleString(language, digits)
  const percent = Number.parseInt(performance.cacheHitRate, 10)
  return [`-# ${sentence('bot pace', language, seconds)} · ${sentence('bot cache', language, percent)}`]
}
