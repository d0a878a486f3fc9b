/** Commands that would take the shell down are refused with a way out, and what is ordinary is not. */

import { beforeAll, describe, expect, test } from 'vitest'
import { sedGrowth } from '../../src/converse/tools/bash-guards.ts'
import { loadShell, sandboxInMemory } from '../fakes/sandbox.ts'

beforeAll(loadShell)

test.each([
  's/a/b/',
  's/,/;/g',
  's/ +$//',
  's/&/\\&amp;/g; s/</\\&lt;/g; s/>/\\&gt;/g; s/"/\\&quot;/g',
  ':a;N;$!ba;s/\\n/, /g',
  ':a;s/\\B[0-9]\\{3\\}\\>/,&/;ta',
  '/begin/,/end/d',
  's|/files/a|/files/b|g',
  '1,10p',
  'y/abc/xyz/',
  's/\\(.*\\),\\(.*\\)/\\2,\\1/',
  '/D/d',
])('%s is let through', (script) => {
  expect(sedGrowth(script)).toBeUndefined()
})

test.each([
  ':a;s/a/aa/g;ba',
  ':a\ns/.*/&&/\nta',
  ': x ; s/a/&&/ ; t x',
  ':a;s/\\(.*\\)/\\1\\1/;ba',
  '/x/{:a;s,x,xx,g;ba}',
  's/$/\\n/g;s/x/xx/g;D',
  's/a/aa/g;'.repeat(20),
  `s/a/${'b'.repeat(5_000)}/g`,
])('%s is refused', (script) => {
  expect(sedGrowth(script)).toMatch(/not supported/)
})

describe('a command that is refused', () => {
  test.each([
    ['sed', `echo a | sed ':a;s/a/aa/g;ba'`, /use awk/],
    ['sed from a file', `echo ':a;s/a/aa/g;ba' > s; echo a | sed -f s`, /use awk/],
    ['sed from a file beside other options', `echo ':a;s/a/aa/g;ba' > s; echo a | sed -nf s`, /use awk/],
    ['sed from a file by its long name', `echo ':a;s/a/aa/g;ba' > s; echo a | sed --file=s`, /use awk/],
    ['awk with a field without end', `awk 'BEGIN{$1000000="x"}'`, /99,999/],
    ['awk with so many fields', `awk 'BEGIN{NF=1000000}'`, /99,999/],
    ['jq that writes itself in a loop', `jq -n 'reduce range(60) as $i ("a"; tojson)'`, /several calls/],
    ['jq that replaces in a loop', `jq -n '"a"|until(length>99;gsub("a";"aa"))'`, /several calls/],
    ['jq that formats in a loop', `jq -n '[limit(9;"a"|recurse(@json))]'`, /several calls/],
    ['diff of what differs all over', 'seq 1 3000 > a; seq 3000 -1 1 > b; diff a b', /comm/],
  ])('says what to do instead, and the script goes on: %s', async (_, command, why) => {
    const { stdout, stderr, stopped } = await sandboxInMemory().one(`${command}; echo on`)
    expect([stdout, stopped]).toEqual(['on\n', false])
    expect(stderr).toMatch(why)
  })
})

describe('an ordinary command is let through', () => {
  test.each([
    ['sed with a script that is not there', 'sed -f none x 2>/dev/null; echo $?', /^[1-9]\d*\n$/],
    ['awk with a thousand fields', `awk 'BEGIN{NF=1000; print NF}'`, /^1000\n$/],
    ['awk with large numbers', `echo 1 | awk '{print $1 * 1000000}'`, /^1000000\n$/],
    ['jq that replaces without a loop', `jq -nc '[1,2]|map(tojson|sub("1";"x"))'`, /^\["x","2"\]\n$/],
    ['jq that loops without formats', `jq -n 'reduce range(5) as $i (0; . + $i)'`, /^10\n$/],
    [
      'diff of large files that differ in one place',
      `seq 1 5000 > a; sed 's/^2500$/x/' a > b; diff a b`,
      /\n-2500\n\+x\n/,
    ],
    ['diff of a large file with its beginning', 'seq 1 5000 > a; head -4999 a > b; diff a b', /\n-5000\n$/],
    ['diff of equal files', 'seq 1 5000 > a; cp a b; diff a b && echo equal', /^equal\n$/],
    ['diff with a file that is not there', 'echo a > a; diff a none 2>/dev/null; echo $?', /^2\n$/],
    ['diff with its options', 'echo a > a; echo A > b; diff -i a b && echo equal', /^equal\n$/],
  ])('%s', async (_, command, said) => {
    const result = await sandboxInMemory().one(command)
    expect(result.stdout).toMatch(said)
    expect(result.stderr).not.toMatch(/not supported|at most|lie between/)
  })
})
