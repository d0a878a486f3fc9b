/** Counts the steps that a script takes, inside awk, jq and sed as well, and ends it when they are too many. */

/**
 * About a second. The shell bounds each loop of awk by itself only, and two loops in each other take the product; the
 * clock, which stands still in a Worker while it computes, bounds nothing.
 */
const STEPS = 1_500_000

/** What a step costs where it is more than the microsecond that most take; the first line that fits counts. */
const costs: readonly (readonly [prefix: string, steps: number])[] = [
  // Each prints all that was printed before once more: 7,500 take a second, and as many again three more.
  ['awk:stmt:printf', 200],
  // A function, which goes through the whole of a text.
  ['awk:expr:call', 10],
  // Copies the whole object or list to change a part of it.
  ['jq:node:UpdateOp', 200],
  // A regular expression each.
  ['sed:', 20],
  ['bash:expansion:pattern', 100],
]

export interface OpBudget {
  /** Called by the shell before each step. @throws once there were too many: the shell ends the command with it */
  hit(feature: string): void
  isSpent(): boolean
}

export function opBudget(): OpBudget {
  let left = STEPS
  /** A feature's cost, looked up once: there are a hundred features and a million steps. */
  const known = new Map<string, number>()
  return {
    hit(feature) {
      let cost = known.get(feature)
      if (cost === undefined) {
        cost = costs.find(([prefix]) => feature.startsWith(prefix))?.[1] ?? 1
        known.set(feature, cost)
      }
      left -= cost
      if (left < 0)
        throw new Error('too much work for one command (in awk, print costs far less than printf)')
    },
    isSpent: () => left < 0,
  }
}
