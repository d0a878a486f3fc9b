/** What Discord accepts as the answer to an interaction: status, JSON, a callback type that fits, content by the rules. */

import { textFlaws } from './components.ts'
import { modalFlaws } from './modal-rules.ts'
import { isRecord, listOf, numberOf, parseJson, recordOf, type Json } from './json.ts'
import { FLAG, nothingShown, readMessage, type Before } from './message-rules.ts'
import { TYPE } from './payload.ts'
import { invalidForm, wrongLength, type Flaw, type Refusal } from './refusal.ts'
import type { AckAnswer } from './state.ts'

/** Which callback types answer which interaction. Source: Discord, Receiving and Responding, "Interaction Callback Type". */
const CALLBACKS: Readonly<Record<number, readonly number[]>> = {
  [TYPE.ping]: [1],
  [TYPE.command]: [4, 5, 9],
  [TYPE.component]: [4, 5, 6, 7, 9],
  [TYPE.autocomplete]: [8],
  [TYPE.modal]: [4, 5, 6, 7],
}

/** The bot's HTTP answer. A body that is no text is taken for parsed JSON. */
export interface HttpAnswer {
  readonly status: number
  readonly contentType: string | undefined
  readonly body: unknown
}

export type ReadAck =
  | { readonly ok: true; readonly answer: AckAnswer; readonly offences: readonly string[] }
  | { readonly ok: false; readonly why: string; readonly refusal?: Refusal }

/** `pressed` is what the message with the pressed button is now, for types 6 and 7. */
export function readAck(type: number, http: HttpAnswer, pressed: Before | undefined): ReadAck {
  if (http.status !== 200) return no(`the answer has status ${http.status}, not 200`)
  if (http.contentType !== undefined && !/^application\/json\b/i.test(http.contentType))
    return no(`the answer's Content-Type is ${http.contentType}, not application/json`)
  const parsed = typeof http.body === 'string' ? parseJson(http.body) : { ok: true, value: http.body }
  if (!parsed.ok) return no('the answer is not JSON')
  const body: unknown = 'value' in parsed ? parsed.value : undefined
  if (!isRecord(body)) return no('the answer is not a JSON object')
  const callback = numberOf(body['type'])
  const fitting = CALLBACKS[type] ?? []
  if (callback === undefined || !fitting.includes(callback))
    return no(`callback type ${String(body['type'])} does not answer an interaction of type ${type}`)
  if ((callback === 6 || callback === 7) && pressed === undefined)
    return no(`callback type ${callback} needs a message that the component is on`)
  return readData(callback, body['data'], pressed)
}

const no = (why: string): ReadAck => ({ ok: false, why })

const flawed = (flaws: readonly Flaw[]): ReadAck => ({
  ok: false,
  why: 'the answer breaks the rules of its type',
  refusal: invalidForm(flaws),
})

const accepted = (type: number, data: Json, offences: readonly string[] = []): ReadAck => ({
  ok: true,
  answer: { type, shown: nothingShown, data },
  offences,
})

function readData(callback: number, raw: unknown, pressed: Before | undefined): ReadAck {
  const data = recordOf(raw)
  if (callback === 4 || callback === 7) {
    const read = readMessage(data, callback === 7 ? pressed : undefined, [])
    if (!read.ok)
      return { ok: false, why: `the message is refused: ${read.refusal.message}`, refusal: read.refusal }
    return { ok: true, answer: { type: callback, shown: read.shown, data }, offences: read.offences }
  }
  if (callback === 5) return readDeferral(data)
  if (callback === 8) {
    const flaws = choicesFlaws(data['choices'])
    return flaws.length > 0 ? flawed(flaws) : accepted(8, data)
  }
  if (callback === 9) {
    const flaws = modalFlaws(raw)
    return flaws.length > 0 ? flawed(flaws) : accepted(9, data)
  }
  return accepted(callback, data)
}

/** The only flag that counts is EPHEMERAL; everything else is ignored, which no client of ours should rely on. */
function readDeferral(data: Json): ReadAck {
  const wanted = numberOf(data['flags']) ?? 0
  const ignored = Object.keys(data).some((key) => key !== 'flags') || (wanted & ~FLAG.ephemeral) !== 0
  const shown = { ...nothingShown, flags: (wanted & FLAG.ephemeral) | FLAG.loading }
  return {
    ok: true,
    answer: { type: 5, shown, data },
    offences: ignored ? ['a deferral carries more than the flag EPHEMERAL, which Discord ignores'] : [],
  }
}

/** Source: Discord, Application Commands, "Application Command Option Choice Structure". */
const choiceFlaws = (at: Flaw['at'], { name, value }: Json): readonly Flaw[] => [
  ...textFlaws([...at, 'name'], name, 1, 100),
  ...(typeof value === 'number' ? [] : textFlaws([...at, 'value'], value, 0, 100)),
]

function choicesFlaws(raw: unknown): readonly Flaw[] {
  const at = ['data', 'choices']
  if (!Array.isArray(raw)) return [wrongLength(at, 0, 25)]
  return [
    ...(raw.length > 25 ? [wrongLength(at, 0, 25)] : []),
    ...listOf(raw).flatMap((choice, index) => choiceFlaws([...at, index], recordOf(choice))),
  ]
}
