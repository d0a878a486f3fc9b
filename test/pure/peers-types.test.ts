/** The bots of the comparison fit the packages that they are made with. Skipped where those are not installed. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missing } from '../bench/contest/contenders.ts'

const ROOT = join(import.meta.dirname, '../..')

test.skipIf(missing() !== undefined)('the peers have no type errors', () => {
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'test/bench/peers'],
    { cwd: ROOT, encoding: 'utf8' },
  )
  expect(stdout).toBe('')
})
