/** An exchange as a row of the transcript has it. */

import { numberAt, parseJson, textAt } from '../../json.ts'
import { readFileRefs } from '../claude/file-ref.ts'
import { readRounds } from '../claude/rounds.ts'
import type { Exchange } from '../claude/transcript.ts'

/** `files` and `rounds` are JSON, and null where there are none. */
export interface ExchangeRow {
  readonly name: string
  readonly person: number | null
  readonly about: string | null
  readonly asked: string
  readonly answered: string
  readonly files: string | null
  readonly rounds: string | null
}

export const writeExchange = ({
  name,
  person,
  about,
  asked,
  answered,
  files = [],
  rounds = [],
}: Exchange): ExchangeRow => ({
  name,
  person: person ?? null,
  about: about ?? null,
  asked,
  answered,
  files: files.length === 0 ? null : JSON.stringify(files),
  rounds: rounds.length === 0 ? null : JSON.stringify(rounds),
})

/** What cannot be read is left out. */
export function readExchange(row: unknown): Exchange {
  const files = readFileRefs(parseJson(textAt(row, 'files') ?? ''))
  const person = numberAt(row, 'person')
  const about = textAt(row, 'about')
  const rounds = readRounds(parseJson(textAt(row, 'rounds') ?? ''))
  return {
    name: textAt(row, 'name') ?? '',
    ...(person === undefined ? {} : { person }),
    ...(about === undefined ? {} : { about }),
    asked: textAt(row, 'asked') ?? '',
    answered: textAt(row, 'answered') ?? '',
    ...(files.length === 0 ? {} : { files }),
    ...(rounds.length === 0 ? {} : { rounds }),
  }
}
