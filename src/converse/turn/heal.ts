/** What is asked next when Claude refuses a request as wrong (400): which part of the conversation it is, in few calls. */

import type { Case } from '../../sentences/sentences.ts'

/** Parts of a conversation by their number: its summary where it has one, then its exchanges. `to` is not among them. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What a request shows. */
export interface Form {
  /** Rounds with tools are told as text without thoughts, and of files only those of the question are shown. */
  readonly isPlain: boolean
  /** These parts alone, or all parts without these. */
  readonly parts: Range & { readonly are: 'shown' | 'left out' }
  readonly hasOwnFiles: boolean
  /** It is only asked whether Claude takes it; no answer is wanted. */
  readonly isProbe: boolean
}

type Stage =
  /** All of it. */
  | 'whole'
  | 'plain'
  /** The question alone: is it the conversation at all? */
  | 'question'
  /** One half of the suspects. */
  | 'half'
  /** All but the suspects. */
  | 'rest'
  | 'summary'
  | 'alone'
  /** The question without its files: is it they? */
  | 'no files'

/** How far the search has come. Plain data. */
export interface Healing {
  readonly stage: Stage
  readonly form: Form
  /** The refused part is among these. */
  readonly suspects: Range
  readonly halvings: number
}

export interface Facts {
  readonly parts: number
  readonly hasSummary: boolean
  /** There are rounds with tools or earlier files, of which the plain form is without. */
  readonly canBePlain: boolean
  readonly hasOwnFiles: boolean
}

/** After so many the suspects are left out as they are: of eight parts that is one. */
export const MOST_HALVINGS = 3

const NONE: Range = { from: 0, to: 0 }
const shown = (range: Range): Form['parts'] => ({ ...range, are: 'shown' })
const leftOut = (range: Range): Form['parts'] => ({ ...range, are: 'left out' })

/** Before anything was refused. */
export const whole: Healing = {
  stage: 'whole',
  form: { isPlain: false, parts: leftOut(NONE), hasOwnFiles: true, isProbe: false },
  suspects: NONE,
  halvings: 0,
}

/** Nothing that is asked helps: what the member reads. */
export interface Hopeless {
  readonly why: Extract<Case, 'bad request' | 'file refused'>
}

/**
 * What is asked after an answer to `healing.form`. Whatever the refused part is, a request that is taken comes within seven
 * further calls, and leaves out no more than an eighth of the parts, where one part alone is refused.
 *
 * @param isTaken Claude takes the request; only of probes there is something to decide then
 */
export function heal(healing: Healing, facts: Facts, isTaken: boolean): Healing | Hopeless {
  const { suspects } = healing
  switch (healing.stage) {
    case 'whole':
      return facts.canBePlain
        ? step(healing, 'plain', leftOut(NONE), false)
        : askAboutQuestion(healing, facts)
    case 'plain':
      return askAboutQuestion(healing, facts)
    case 'question':
      return isTaken
        ? search({ ...healing, suspects: { from: 0, to: facts.parts } })
        : askAboutFiles(healing, facts)
    case 'half': {
      const half = healing.form.parts
      const left = isTaken ? { from: half.to, to: suspects.to } : { from: half.from, to: half.to }
      return search({ ...healing, suspects: left, halvings: healing.halvings + 1 })
    }
    case 'rest':
      return facts.hasSummary && suspects.from > 0
        ? step(healing, 'summary', shown({ from: 0, to: 1 }), false)
        : step(healing, 'alone', shown(NONE), false)
    case 'summary':
      return step(healing, 'alone', shown(NONE), false)
    case 'alone':
      return askAboutFiles(healing, facts)
    case 'no files':
      return { why: isTaken ? 'file refused' : 'bad request' }
  }
}

const step = (healing: Healing, stage: Stage, parts: Form['parts'], isProbe: boolean): Healing => ({
  ...healing,
  stage,
  form: { isPlain: true, parts, hasOwnFiles: true, isProbe },
})

const askAboutQuestion = (healing: Healing, facts: Facts): Healing | Hopeless =>
  facts.parts === 0 ? askAboutFiles(healing, facts) : step(healing, 'question', shown(NONE), true)

const askAboutFiles = (healing: Healing, facts: Facts): Healing | Hopeless => {
  if (!facts.hasOwnFiles) return { why: 'bad request' }
  const next = step(healing, 'no files', shown(NONE), true)
  return { ...next, form: { ...next.form, hasOwnFiles: false } }
}

function search(healing: Healing): Healing {
  const { from, to } = healing.suspects
  if (to - from <= 1 || healing.halvings >= MOST_HALVINGS)
    return step(healing, 'rest', leftOut({ from, to }), false)
  return step(healing, 'half', shown({ from, to: Math.floor((from + to) / 2) }), true)
}

/** Whether a form shows a part. */
export const shows = ({ parts }: Form, part: number): boolean =>
  (part >= parts.from && part < parts.to) === (parts.are === 'shown')

/** What the member reads of it, and the figures have. */
export const healings = ['plain', 'part', 'summary', 'alone'] as const

/** What an answer is without. */
export interface Healed {
  readonly how: (typeof healings)[number]
  /** Exchanges that were left out. */
  readonly count: number
}

/** What had to be left out for an answer in this form; undefined where that is nothing. */
export function healedBy({ stage, form }: Healing, facts: Facts): Healed | undefined {
  const first = facts.hasSummary ? 1 : 0
  let count = 0
  for (let part = first; part < facts.parts; part += 1) if (!shows(form, part)) count += 1
  switch (stage) {
    case 'plain':
      return { how: 'plain', count: 0 }
    case 'rest':
      return {
        how: facts.parts > 0 && count === facts.parts - first && !shows(form, 0) ? 'alone' : 'part',
        count,
      }
    case 'summary':
      return { how: 'summary', count }
    case 'alone':
      return { how: 'alone', count }
    case 'whole':
    case 'question':
    case 'half':
    case 'no files':
      return undefined
  }
}
