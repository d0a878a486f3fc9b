/** Which commands are never answered from memory: a member who asks for chance twice gets two throws. */

import { beforeAll, describe, expect, test } from 'vitest'
import { callTool } from '../../src/converse/tools/table.ts'
import { toolCache } from '../../src/converse/tools/tool-cache.ts'
import { loadShell, sandboxInMemory } from '../fakes/sandbox.ts'

import { isNondeterministic } from '../../src/converse/tools/nondeterministic.ts'

test.each([
  'date',
  'echo $RANDOM',
  'echo ${RANDOM}',
  'echo $$',
  'seq 3 | shuf',
  'mktemp',
  'time ls',
  'sort -R f',
  `awk 'BEGIN{srand(); print rand()}'`,
  `jq -n now`,
  'printf "%(%F)T" -1',
  'find . -mmin -5',
  'head -c 3 /dev/urandom',
  'bash script.sh',
  'ls; ./script.sh',
  'cat f | /files/script',
  'source x',
  '. ./x',
  'eval "$x"',
  'if true; then sh x; fi',
  'ls | xargs bash',
  'echo $(./x)',
  'find . -exec ./x {} \\;',
])('%s may say something else each time', (command) => {
  expect(isNondeterministic(command)).toBe(true)
})

test.each([
  'ls -la /files',
  'cat ./a.txt',
  'find . -name "*.csv"',
  'wc -l < data.csv',
  `awk -F, '{s+=$2} END{print s}' data.csv`,
  'grep -rn "x" . | head',
  'cd /files && ls',
  'cat update.txt',
  'sed -n 1,3p bash.txt',
])('%s says the same while the files are the same', (command) => {
  expect(isNondeterministic(command)).toBe(false)
})

/** Makes a call twice, with what lies between. */
async function twice(command: string, between = 'true') {
  const { clock, files, one } = sandboxInMemory()
  const cache = toolCache()
  const call = () => clock.until(callTool('bash', { command }, { clock, files }, cache))
  await one('echo a > a; mkdir d; echo b > d/a')
  const first = await call()
  await one(between)
  return [first, await call()] as const
}

describe('the second of two equal calls', () => {
  beforeAll(loadShell)

  test('throws the dice anew', async () => {
    const [first, second] = await twice('for i in 1 2 3 4 5 6; do echo $RANDOM; done')
    expect(second.isFromCache).toBe(false)
    expect(second.text).not.toBe(first.text)
  })

  test('runs a script anew, which may look at the clock', async () => {
    const [, second] = await twice('bash d/a')
    expect(second.isFromCache).toBe(false)
  })

  test('is answered from memory where nothing has changed', async () => {
    const [first, second] = await twice('cat a')
    expect(second).toMatchObject({ text: first.text, isFromCache: true })
  })

  test.each([
    ['a file has changed', 'echo new > a', 'new'],
    ['the next command begins elsewhere', 'cd d', 'b'],
  ])('is made again where %s', async (_, between, text) => {
    const [, second] = await twice('cat a', between)
    expect(second).toMatchObject({ text, isFromCache: false })
  })

  test('is made again where the first failed for want of room', async () => {
    const [first, second] = await twice('while :; do :; done')
    expect([first.isError, second.isFromCache]).toEqual([true, false])
  })
})
