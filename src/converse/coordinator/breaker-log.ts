/** Where the lines go that tell the operator of Claude's models. */

import type { BreakerLine } from './breaker-report.ts'

/** What waits for the operator is an error; what goes over by itself is not. */
export const logLine = (line: BreakerLine): void =>
  line.evt === 'claude.blocked' ? console.error(line) : console.warn(line)
