/** The tools of a turn of which each call is done at once, and nothing is written down. */

import { webTools } from '../../src/converse/claude/server-tools.ts'
import { toolDefinitions } from '../../src/converse/tools/table.ts'
import type { TurnTools } from '../../src/converse/turn/turn-tools.ts'

export const fakeTools = (partial: Partial<TurnTools> = {}): TurnTools => ({
  definitions: [...toolDefinitions(), ...webTools],
  rounds: () => [],
  begin: () => undefined,
  end: () => undefined,
  label: () => '',
  usual: () => undefined,
  call: ({ id }) => Promise.resolve({ id, text: 'done', isError: false }),
  lost: () => undefined,
  outgoing: () => [],
  take: () => undefined,
  figures: () => ({ calls: 0, hits: 0 }),
  ...partial,
})
