/** The alarms of an object whose clock is ahead: the runtime, whose clock is not, is told when they go off. */

/** The part of an object's storage that knows its alarm; times in milliseconds since 1970. */
export interface AlarmStorage {
  getAlarm(): Promise<number | null>
  setAlarm(at: number | Date): Promise<void>
}

/** From now on this storage takes and gives times of the clock that is ahead. */
export function shiftAlarms(storage: AlarmStorage, aheadMs: number): void {
  const get = storage.getAlarm.bind(storage)
  const set = storage.setAlarm.bind(storage)
  storage.getAlarm = async () => {
    const at = await get()
    return at === null ? null : at + aheadMs
  }
  storage.setAlarm = (at) => set(Number(at) - aheadMs)
}

/** An alarm that was set when the clock was so much less ahead goes off that much earlier, or now. */
export async function moveAlarm(storage: AlarmStorage, byMs: number): Promise<void> {
  const at = await storage.getAlarm()
  if (at !== null) await storage.setAlarm(at - byMs)
}

export interface Move {
  /** The name of the object's class. */
  readonly kind: string
  /** The name of the object. */
  readonly name: string
  readonly byMs: number
}

const MOVES = '/_ahead/alarms'

/** Where the bot is told to move the alarm of one object. */
export const moveAddress = ({ kind, name, byMs }: Move): string =>
  `${MOVES}?${new URLSearchParams({ kind, name, by: String(byMs) }).toString()}`

/** Undefined for every other address. */
export function moveAt({ pathname, searchParams }: URL): Move | undefined {
  const [kind, name] = [searchParams.get('kind'), searchParams.get('name')]
  const byMs = Number(searchParams.get('by'))
  return pathname !== MOVES || kind === null || name === null || !(byMs > 0)
    ? undefined
    : { kind, name, byMs }
}
