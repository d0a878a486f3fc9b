import { expect, test } from 'vitest'
import { sedGrowth } from '../../src/converse/tools/bash-guards.ts'

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
