/** Calls of tools as a turn makes them: checked, timed, and answered from memory where that is as good. */

import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Json } from '../../src/json.ts'
import {
  type Called,
  callTool,
  isToolName,
  namesOf,
  labelOf,
  toolDefinitions,
  tools,
} from '../../src/converse/tools/table.ts'
import { toolCache } from '../../src/converse/tools/tool-cache.ts'
import { snowflake } from './ids.ts'
import { inSandbox } from './sandbox.ts'

/** Makes calls of bash one after another. */
const calls = (...inputs: readonly Json[]): Promise<{ calls: readonly Called[]; hits: number }> =>
  inSandbox(async ({ files }) => {
    const cache = toolCache()
    const made: Called[] = []
    for (const input of inputs) made.push(await callTool('bash', input, { files, clock: systemClock }, cache))
    return { calls: made, hits: cache.figures().hits }
  })

const commands = (...lines: readonly string[]) => calls(...lines.map((command) => ({ command })))

const fromCache = async (...lines: readonly string[]): Promise<readonly boolean[]> =>
  (await commands(...lines)).calls.map(({ isFromCache }) => isFromCache)

test('an equal command on unchanged files is answered from memory, with the same text', async () => {
  const { calls: made, hits } = await commands('echo a > a', 'wc -c a', 'ls', 'wc -c a')
  expect(made.map(({ text }) => text)).toEqual(['[no output]', '2 a', 'a', '2 a'])
  expect(made.map(({ isFromCache }) => isFromCache)).toEqual([false, false, false, true])
  expect(hits).toBe(1)
})

test('a change in between, or another directory, is another question', async () => {
  expect(await fromCache('ls', 'ls', 'echo a > a', 'ls', 'ls', 'cd /tmp', 'ls', 'ls')).toEqual([
    false,
    true,
    false,
    false,
    true,
    false,
    false,
    true,
  ])
})

test('what changes files is done each time', async () => {
  const { calls: made } = await commands('echo a >> a; wc -l < a', 'echo a >> a; wc -l < a')
  expect(made.map(({ text }) => text)).toEqual(['1', '2'])
})

test('the time and chance are asked each time', async () => {
  expect(await fromCache('echo $RANDOM', 'echo $RANDOM', 'date', 'date')).not.toContain(true)
})

test('what was stopped is tried again', async () => {
  const { calls: made } = await commands('while :; do :; done', 'while :; do :; done')
  expect(made.map(({ isError, isFromCache }) => ({ isError, isFromCache }))).toEqual([
    { isError: true, isFromCache: false },
    { isError: true, isFromCache: false },
  ])
})

test('a command that only says no is no error of the tool', async () => {
  const { calls: made } = await commands('grep x /files/none')
  expect(made[0]).toMatchObject({ isError: false })
  expect(made[0]?.text).toMatch(/No such file[^]*\[exit code 2\]$/)
})

test.each<[string, Json]>([
  ['nothing', {}],
  ['an empty one', { command: ' \n' }],
  ['a number', { command: 7 }],
  ['a list', { command: ['ls'] }],
  ['an endless one', { command: 'x'.repeat(70_000) }],
])('a command that is none is answered and not run: %s', async (_, input) => {
  const { calls: made } = await calls(input)
  expect(made[0]).toMatchObject({ isError: true, isFromCache: false })
  expect(made[0]?.text).toMatch(/command/)
})

test('Claude is told of each tool in the shape of the Messages API', () => {
  const definitions = toolDefinitions()
  expect(definitions[0]).toEqual({
    name: 'bash',
    description: expect.stringContaining('There is no network'),
    input_schema: expect.objectContaining({ type: 'object', required: ['command'] }),
  })
  expect(namesOf(definitions)).toEqual(['bash', 'send_file', 'chart'])
  expect(isToolName('bash')).toBe(true)
  expect(isToolName('toString')).toBe(false)
})

test('a call that a crash cut off is not made twice: it may have been written down', () => {
  expect(tools.bash.afterCrash).toBe('tell')
})

test('the status line says what is at work', () => {
  expect(labelOf('bash', { command: 'ls /files' })).toBe('bash · ls /files')
  expect(labelOf('bash', {})).toBe('bash')
})

test('the first command of a thread is answered from memory the second time, however long it took', async () => {
  expect(await fromCache('ls', 'ls')).toEqual([false, true])
  let now = 1
  const versions = inSandbox(
    async ({ files }) => {
      const first = files.version()
      now = 1_000
      return [first, files.version()]
    },
    snowflake(),
    () => now,
  )
  const [before, later] = await versions
  expect(later).toBe(before)
})
