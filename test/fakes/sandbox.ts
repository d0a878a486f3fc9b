/** A sandbox's files without a database: nothing is stored, so a command that is undone starts over from nothing. */

import type { Files } from '../../src/converse/tools/sandbox-operations.ts'
import { emptyTree } from '../../src/converse/tools/sandbox-tree.ts'

export const filesInMemory = (now: () => number = () => 0): Files => ({
  tree: emptyTree(now()),
  stored: () => new Uint8Array(),
  now,
})
