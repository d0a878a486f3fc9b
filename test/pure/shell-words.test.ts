/** No sentence of the shell's library about itself reaches Claude, or a member who opens the details. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { plainErrors, plainOutput } from '../../src/converse/tools/shell-words.ts'
import { loadShell, sandboxInMemory } from '../fakes/sandbox.ts'

const LIBRARY =
  /just-bash|BashEnv|browser environment|Node\.js bundle|executionLimits|vercel|in this context|sandboxed environment|ReDoS|defense-in-depth measure/i

beforeAll(loadShell)

describe('a command', () => {
  test.each([
    ['python3 -c "print(1)"', 'bash: python3: this command is not available here\n'],
    ['python3 -c "print(1)" 2>&1 | cat', 'bash: python3: this command is not available here\n'],
    ['tar cf - .', 'bash: tar: this command is not available here\n'],
    ['echo a | sed "1e ls"', 'sed: e command (shell execution) is not supported here\n'],
    ['awk "BEGIN{system(\\"ls\\")}"', 'awk: system() is not supported - no shell can be called here\n'],
    ['sqlite3 x; yq x', 'bash: yq: this command is not available here\n'],
    ['f(){ f; }; f', 'bash: f: maximum recursion depth (60) exceeded\n'],
    ['help | head -1', 'Shell builtins\n'],
    ['no-such-command', 'bash: no-such-command: command not found\n'],
  ])('%s is answered in plain words', async (command, said) => {
    const { stdout, stderr } = await sandboxInMemory().one(command)
    expect(stdout + stderr).toContain(said)
    expect(stdout + stderr).not.toMatch(LIBRARY)
  })
})

/** The library's texts for those who run it elsewhere: these commands are not in our shell, or have no such file. */
const elsewhere = [
  'convert HTML to Markdown (BashEnv extension)',
  'This is a non-standard BashEnv extension command, not available in regular bash.',
  'Note: Network access must be configured via BashEnv network option.',
  'Linux version 5.15.0-generic (just-bash) #1 SMP PREEMPT',
]

test('every sentence about itself that the library has becomes a plain one', () => {
  const source = readFileSync(
    join(import.meta.dirname, '../../node_modules/just-bash/dist/bundle/browser.js'),
    'utf8',
  )
  const texts = Array.from(source.matchAll(/(["`])((?:(?!\1)[^\\\n]|\\.){1,400})\1/g), ([, , text = '']) =>
    text.replaceAll(/\$\{[^}]*\}/g, '7'),
  )
  const own = texts.filter((text) => LIBRARY.test(text) && / /.test(text) && !/[;{}]/.test(text))
  expect(own.length).toBeGreaterThan(5)
  expect(
    own
      .map(plainErrors)
      .filter((text) => LIBRARY.test(text) && !elsewhere.some((one) => text.startsWith(one))),
  ).toEqual([])
})

describe('a mistake of the library', () => {
  test.each([
    ["bash: Cannot read properties of undefined (reading 'x')\n", 'bash: the shell failed here\n'],
    ['jq: TypeError: e.value is not a function\nmore\n', 'jq: the shell failed here\nmore\n'],
    ['Maximum call stack size exceeded', 'the shell failed here'],
    ['bash: x: command not found\n', 'bash: x: command not found\n'],
    ['grep: a is not a regular file\n', 'grep: a is not a regular file\n'],
  ])('%j becomes %j', (said, plain) => {
    expect(plainErrors(said)).toBe(plain)
  })
})

test('what a command says of its own is left as it is', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      fc.pre(!LIBRARY.test(text))
      expect(plainOutput(text)).toBe(text)
    }),
  ))
