/** What a turn that has ended leaves in its row, for as long as the session is open: what the buttons under it need. */

import type { InteractionId } from '../../ids.ts'
import { isInteractionId } from '../../ids.ts'
import { isRecord, type Json, listAt, numberAt, parseJson, recordAt, textAt } from '../../json.ts'
import type { Exchange } from '../claude/transcript.ts'
import type { Left } from '../turn/left.ts'
import { isNameless, readNames } from '../question/names.ts'
import type { Question } from '../question/question.ts'
import { readExchange, writeExchange } from './exchange-row.ts'

/** One of the answers to a question, as its only message showed it. */
export interface Version extends Left {
  readonly content: string
  readonly plainLinks: boolean
  /** What the transcript keeps of it; undefined for the one that stands there now, and where it keeps nothing. */
  readonly exchange?: Exchange | undefined
  /** What was asked where that was another question: its member has changed it since. */
  readonly asked?: AskedBefore
}

export type AskedBefore = Pick<Question, 'text' | 'names'>

export interface EndedTurn {
  readonly id: InteractionId
  /** Without id, token and time: those come from the press. */
  readonly question: Json
  /** The row of its exchange in the transcript; undefined where there is none. */
  readonly exchange: number | undefined
  /** How the answer that is shown ended. */
  readonly left: Pick<Left, 'isCut'>
  /** The answers that can be shown in its place, the oldest first; none where it takes more than one message. */
  readonly versions: readonly Version[]
  /** Which of them is shown, from 0. */
  readonly at: number
  /** What a press has made of it already. */
  readonly renewed: 'retry' | 'continue' | undefined
}

export type Leaves = Pick<EndedTurn, 'exchange' | 'left' | 'versions' | 'at' | 'renewed'>

/** A version whose exchange is longer is shown without it: a row takes two megabytes. */
const MOST_UNITS = 150_000

/** As `progress` keeps it. */
export function writeLeaves({ exchange, left, versions, at, renewed }: Leaves): string {
  const kept = versions.map(({ exchange: said, ...version }) => {
    const row = said === undefined ? undefined : writeExchange(said)
    return { ...version, ...(row !== undefined && JSON.stringify(row).length <= MOST_UNITS ? { row } : {}) }
  })
  return JSON.stringify({ exchange, isCut: left.isCut, versions: kept, at, renewed })
}

/** @param row of the table `turns`; undefined where it has not ended, or where nothing is kept of it any more */
export function readEnded(row: unknown): EndedTurn | undefined {
  const id = isRecord(row) ? row['id'] : undefined
  const question = parseJson(textAt(row, 'question') ?? '')
  if (numberAt(row, 'ended_at') === undefined || !isInteractionId(id) || !isRecord(question)) return undefined
  const kept = parseJson(textAt(row, 'progress') ?? '')
  const renewed = textAt(kept, 'renewed')
  return {
    id,
    question,
    exchange: numberAt(kept, 'exchange'),
    left: { isCut: isTrue(kept, 'isCut') },
    versions: listAt(kept, 'versions').map((one) => readVersion(one, id)),
    at: numberAt(kept, 'at') ?? 0,
    renewed: renewed === 'retry' || renewed === 'continue' ? renewed : undefined,
  }
}

function readVersion(raw: unknown, turn: InteractionId): Version {
  const by = textAt(raw, 'by')
  const row = recordAt(raw, 'row')
  const asked = readAsked(recordAt(raw, 'asked'))
  return {
    content: textAt(raw, 'content') ?? '',
    plainLinks: isTrue(raw, 'plainLinks'),
    isCut: isTrue(raw, 'isCut'),
    hasText: isTrue(raw, 'hasText'),
    hasTools: isTrue(raw, 'hasTools'),
    by: isInteractionId(by) ? by : turn,
    ...(textAt(row, 'answered') === undefined ? {} : { exchange: readExchange(row) }),
    ...(asked === undefined ? {} : { asked }),
  }
}

/** What a question says; undefined where that is kept no more. */
function readAsked(raw: Json): AskedBefore | undefined {
  const text = textAt(raw, 'text')
  const names = readNames(raw['names'])
  return text === undefined ? undefined : { text, ...(isNameless(names) ? {} : { names }) }
}

/** What the answer that is shown was asked. */
export const askedOf = ({ question, versions, at }: EndedTurn): AskedBefore | undefined =>
  versions[at]?.asked ?? readAsked(question)

const isTrue = (raw: unknown, field: string): boolean => isRecord(raw) && raw[field] === true

/** Which version is shown, and how many there are, as the buttons tell it. */
export const countOf = ({ at, versions }: EndedTurn): { readonly at: number; readonly count: number } => ({
  at: at + 1,
  count: Math.max(1, versions.length),
})
