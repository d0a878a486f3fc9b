/** How a turn that runs is reached from outside: it can be stopped, and its silent call to Claude can be made again. */

export interface LiveTurn {
  /** Fires when the turn has to end: at its deadline, when nothing can be shown any more, or when a member stops it. */
  readonly stop: AbortController
  /** The name of the member who stopped it, as Discord has it; undefined while nobody has. */
  stoppedBy: string | undefined
  /** When something of the answer came last, in milliseconds since 1970; undefined while Claude is not asked. */
  heardAt: number | undefined
  /** When a member had the call made again; undefined while nobody has. */
  againAt: number | undefined
  /** Ends the call to Claude that is in flight; the answer makes it again at once. False where there is none. */
  again: () => boolean
}

export const liveTurn = (): LiveTurn => ({
  stop: new AbortController(),
  stoppedBy: undefined,
  heardAt: undefined,
  againAt: undefined,
  again: () => false,
})
