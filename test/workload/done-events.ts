/** The bot's own word on each turn: its `ask.done` events, read from the log of the local runtime. */

export type Fields = Readonly<Record<string, string | number>>

/**
 * The fields of one logged flat object, as the local runtime prints it: `{ evt: 'ask.done', total_ms: 812, … }`.
 * What is neither text nor number is left out.
 */
export function fieldsOf(message: string): Fields {
  const pairs = message.matchAll(
    /\b(\w+): (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d[\d.e+-]*))(?=[,\s}])/g,
  )
  return Object.fromEntries(
    [...pairs].map(([, name, single, double, number]) => [name, single ?? double ?? Number(number)]),
  )
}

export const numberOf = (fields: Fields | undefined, name: string): number | undefined => {
  const value = fields?.[name]
  return typeof value === 'number' ? value : undefined
}

export interface DoneEvents {
  readonly onLog: (level: string, message: string) => void
  /** The event of a turn, by the id of its interaction. */
  readonly of: (turn: string) => Fields | undefined
  /** How often a turn was reported. */
  readonly times: (turn: string) => number
}

export function doneEvents(): DoneEvents {
  const events = new Map<string, readonly Fields[]>()
  return {
    onLog(_, message) {
      if (!message.includes('ask.done')) return
      const fields = fieldsOf(message)
      if (fields['evt'] !== 'ask.done') return
      const turn = String(fields['turn'])
      events.set(turn, [...(events.get(turn) ?? []), fields])
    },
    of: (turn) => events.get(turn)?.at(-1),
    times: (turn) => events.get(turn)?.length ?? 0,
  }
}
