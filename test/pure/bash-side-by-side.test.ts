/** Commands of one round: side by side where they touch different files, and always as if one ran after another. */

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { runBash } from '../../src/converse/tools/bash.ts'
import { FILE_BYTES } from '../../src/converse/tools/sandbox-paths.ts'
import { callTool } from '../../src/converse/tools/table.ts'
import { toolCache } from '../../src/converse/tools/tool-cache.ts'
import { loadShell, sandboxInMemory } from '../fakes/sandbox.ts'

beforeAll(loadShell)

/** Everything that can be seen of the files but their times, and where the next command begins. */
const LOOK = `pwd; find /files /tmp -exec stat -c '%n %F %a %s' {} \\; ; find /files /tmp -type l -exec readlink {} \\; ; find /files /tmp -type f -exec md5sum {} \\;`

describe('two commands that sleep two seconds each', () => {
  test('take two seconds together when they write different files', async () => {
    const { together, one } = sandboxInMemory()
    const { ms } = await together(['sleep 2; echo a > a', 'sleep 2; echo b > b'])
    expect(ms).toBeLessThan(2_600)
    expect((await one('cat a b')).stdout).toBe('a\nb\n')
  })

  test('run one after the other when they write the same file', async () => {
    const { together, one } = sandboxInMemory()
    const { ms } = await together(['sleep 2; echo a >> log', 'sleep 2; echo b >> log'])
    expect(ms).toBeGreaterThanOrEqual(4_000)
    expect((await one('cat log')).stdout).toBe('a\nb\n')
  })

  test('four of them that write different files take two seconds, too', async () => {
    const { together } = sandboxInMemory()
    const { ms } = await together([1, 2, 3, 4].map((n) => `sleep 2; echo ${n} > ${n}`))
    expect(ms).toBeLessThan(2_600)
  })
})

describe('a command sees what one before it in the round has done', () => {
  test.each([
    ['reads what it writes', ['sleep 1; echo new > a', 'cat a'], 'new\n'],
    ['lists where it makes a file', ['sleep 1; echo x > b', 'ls'], 'a\nb\nd\n'],
    ['expands a pattern over its files', ['sleep 1; echo x > a2', 'echo a*'], 'a a2\n'],
    ['reads below a directory that it removes', ['sleep 1; rm -r d', 'cat d/c || echo gone'], 'gone\n'],
    ['begins where it went', ['sleep 1; cd d', 'pwd; cat c'], '/files/d\nc\n'],
    ['asks for a file that it makes', ['sleep 1; touch n', '[ -e n ] && echo there'], 'there\n'],
    ['reads through a link that it turns', ['sleep 1; ln -sf d/c /tmp/l; rm a; ln -s d/c a', 'cat a'], 'c\n'],
    ['writes a file that has a second name since', ['sleep 1; ln a a3', 'echo more >> a; wc -l < a3'], '2\n'],
    ['asks for its rights', ['sleep 1; chmod 600 a', 'stat -c %a a'], '600\n'],
  ])('when it %s', async (_, commands, said) => {
    const { one, together } = sandboxInMemory()
    await one('echo a > a; mkdir d; echo c > d/c')
    expect((await together(commands)).results[1]?.stdout).toBe(said)
  })

  test('and nothing of one that was stopped', async () => {
    const { one, together } = sandboxInMemory()
    await one('echo a > a')
    const { results } = await together(['echo b > a; sleep 60', 'cat a'])
    expect(results.map(({ stopped }) => stopped)).toEqual([true, false])
    expect(results[1]?.stdout).toBe('a\n')
  })
})

const megabytes = (from: number, to: number): string =>
  `for i in {${from}..${to}}; do cp /files/mb /tmp/$i; done`

describe('room', () => {
  test('that one command makes is there for the next', async () => {
    const { files, one, together } = sandboxInMemory()
    await files.write('/files/mb', new Uint8Array(FILE_BYTES))
    await one(megabytes(1, 14))
    const { results } = await together(['sleep 1; rm /tmp/*', megabytes(20, 30)])
    expect(results.map(({ stopped }) => stopped)).toEqual([false, false])
  })

  test('that is not enough for two is given to the first', async () => {
    const { files, one, together } = sandboxInMemory()
    await files.write('/files/mb', new Uint8Array(FILE_BYTES))
    await one(megabytes(1, 10))
    const { results } = await together([megabytes(11, 13), megabytes(14, 16)])
    expect(results.map(({ stopped }) => stopped)).toEqual([false, true])
    expect((await one('ls /tmp | wc -l')).stdout).toBe('13\n')
  })

  test('is as much for a command beside others as for one alone', async () => {
    const { files, together } = sandboxInMemory()
    await files.write('/files/mb', new Uint8Array(FILE_BYTES))
    const { results } = await together(['sleep 1', megabytes(1, 12)])
    expect(results.map(({ stopped }) => stopped)).toEqual([false, false])
  })
})

test('files that are cleared meanwhile are not brought back', async () => {
  const { clock, files, one } = sandboxInMemory()
  const running = Promise.all(
    ['sleep 1; echo a > a', 'sleep 2; cat a; echo b > b'].map((command) =>
      runBash(command, { files, clock }),
    ),
  )
  await clock.advance(500)
  files.clear()
  await clock.until(running)
  expect((await one('ls -A')).stdout).toBe('')
})

test('an answer from memory does not overtake a command that changes it', async () => {
  const { clock, files, one } = sandboxInMemory()
  const cache = toolCache()
  const call = (command: string) => callTool('bash', { command }, { clock, files }, cache)
  await one('echo old > a')
  await clock.until(call('cat a'))
  expect(await clock.until(call('cat a'))).toMatchObject({ text: 'old', isFromCache: true })
  const [, second] = await clock.until(Promise.all([call('sleep 1; echo new > a'), call('cat a')]))
  expect(second).toMatchObject({ text: 'new', isFromCache: false })
})

describe('any commands of one round', () => {
  const path = fc.constantFrom('a', 'b', 'd', 'd/a', 'd/b', 'l', '/tmp/a')
  const word = fc.constantFrom('x', 'y')
  const step = fc.oneof(
    fc.tuple(fc.constantFrom('>', '>>'), path, word).map(([how, to, text]) => `echo ${text} ${how} ${to}`),
    path.map((at) => `cat ${at}`),
    path.map((at) => `mkdir ${at}`),
    path.map((at) => `rm -r ${at}`),
    path.map((at) => `ls ${at}`),
    path.map((at) => `cd ${at}`),
    path.map((at) => `[ -d ${at} ] && echo yes`),
    path.map((at) => `readlink ${at}`),
    path.map((at) => `chmod 600 ${at}`),
    fc.constantFrom('ls -A', 'echo *', 'find . | sort', 'wc -l d/*', 'sleep 0.1', 'grep -r x .', 'false'),
    fc
      .tuple(fc.constantFrom('cp -r', 'cp', 'mv', 'ln', 'ln -s', 'cmp', 'diff'), path, path)
      .map((words) => words.join(' ')),
  )
  const command = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('; '))

  test('leave the same files and say the same as one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(
        command,
        fc.array(command, { minLength: 2, maxLength: 3 }),
        async (first, commands) => {
          const [apart, beside] = [sandboxInMemory(), sandboxInMemory()]
          for (const each of [apart, beside]) await each.one(`mkdir d; echo 1 > a; echo 2 > d/a; ${first}`)
          const expected: unknown[] = []
          for (const each of commands) expected.push(await apart.one(each))
          expect((await beside.together(commands)).results).toEqual(expected)
          expect(await beside.one(LOOK)).toEqual(await apart.one(LOOK))
        },
      ),
      { numRuns: 150 },
    )
  })
})
