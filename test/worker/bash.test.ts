/** The shell in a real object: what would take it down ends soon, says so, and lets the thread go on meanwhile. */

import { describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { inSandbox } from './sandbox.ts'

/** The longest time, in milliseconds, in which a timer of the same object did not get its turn. */
async function longestWait(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = Date.now()
  let afterwards: (() => void) | undefined
  const timer = setInterval(() => {
    longest = Math.max(longest, Date.now() - last)
    last = Date.now()
    afterwards?.()
  }, 1)
  await work()
  await new Promise<void>((resolve) => (afterwards = resolve))
  clearInterval(timer)
  return longest
}

/** How many times longer than on an idle machine a computation takes just now; at least 1. workerd counts no processor time. */
async function slowness(): Promise<number> {
  const begun = Date.now()
  let rest = 1
  for (let n = 0; n < 2e6; n += 1) rest = (rest + n * n) % 1_000_003
  if (rest < 0) throw new Error('it is computed')
  // The clock of the runtime stands still while code runs.
  await systemClock.sleep(0)
  return Math.max(1, (Date.now() - begun) / LOOP_MS)
}

/** The processor time of that computation, on the machine of the other figures here. */
const LOOP_MS = 50

const hostile: Record<string, string> = {
  'an endless loop': 'while :; do :; done',
  'an endless loop that computes': 'for ((;;)); do ((n++)); done',
  'an endless loop that writes': 'while true; do echo x >> f; done',
  'an endless loop of programs': 'while true; do ls > /dev/null; done',
  'a fork of pipes': ':(){ :|:& };:',
  'a function that calls itself': 'f(){ f; }; f',
  'a substitution in itself': 'f(){ echo $(f); }; f',
  'a script that calls itself': 'echo "bash a.sh" > a.sh; bash a.sh',
  'a flood': 'while true; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done | head -c 1000000000',
  'a billion numbers': 'seq 1 1000000000',
  'a billion words': 'echo {1..1000000000}',
  'words doubled and doubled': `echo ${'{a,b}'.repeat(30)}`,
  'a text that doubles': 'x=a; while true; do x=$x$x; done',
  'a field of a gigabyte': 'printf "%1000000000d" 1',
  'a file that grows from itself': 'echo a > f; while :; do cat f f > g; mv g f; done',
  'sed in circles': `echo a | sed ':a;ba'`,
  'awk in circles': `awk 'BEGIN{while(1);}'`,
  'awk in circles in circles': `awk 'BEGIN{for(i=0;i<9000;i++) for(j=0;j<9000;j++) for(k=0;k<9000;k++) n++}'`,
  'awk that calls itself': `awk 'function f(n){return f(n-1)+f(n-2)} BEGIN{f(99)}'`,
  'a text that doubles in awk': `awk 'BEGIN{x="a"; while(1) x=x x}'`,
  'a billion elements in jq': `jq -n '[range(1000000000)]|length'`,
  'jq in circles': `jq -n 'def f: f; f'`,
  'a text that doubles in jq': `jq -n '"a"|until(false;.+.)'`,
  'too long a script': `echo ${'a'.repeat(66_000)}`,
  'more files than there may be': 'for i in {1..5000}; do mkdir d$i; done',
}

describe('what would never end is stopped, and all is as before', () => {
  test.each(Object.entries(hostile))('%s', async (_, command) => {
    const { result, blocked, files, works } = await inSandbox(async ({ bash, say }) => {
      await say('echo before > f')
      let ended: Awaited<ReturnType<typeof bash>> | undefined
      const wait = await longestWait(async () => {
        ended = await bash(command)
      })
      return { result: ended, blocked: wait, files: await say('ls; cat f'), works: await say('echo works') }
    })
    expect(result).toMatchObject({ stopped: true, changed: false })
    expect(result?.stderr).toMatch(/exceeded|too many|too much|too large|no room/)
    expect(result?.stderr).not.toMatch(/executionLimits|deadline|no end after/)
    expect(files).toBe('f\nbefore\n')
    expect(works).toBe('works\n')
    // Measured: 0.6 s at most, and mostly under 0.1.
    const slow = await slowness()
    expect(blocked / slow).toBeLessThan(3_000)
    expect((result?.ms ?? Infinity) / slow).toBeLessThan(8_000)
  })
})

describe('what would take for ever is refused or done quickly', () => {
  test.each([
    ['grep', `echo ${'a'.repeat(50)}! | grep -E '^(a+)+$'; echo $?`, '1\n'],
    ['sed', `echo ${'a'.repeat(50)}! | sed -E 's/^(a|a)*$/x/'`, `${'a'.repeat(50)}!\n`],
    ['awk', `echo ${'a'.repeat(50)}! | awk '/^(a+)+$/'`, ''],
    ['jq', `jq -n '"${'a'.repeat(50)}!"|test("^(a+)+$")'`, 'false\n'],
    ['rg', `echo ${'a'.repeat(50)}! > f; rg '^(a+)+$' f; echo $?`, '1\n'],
    ['the shell itself', `[[ ${'a'.repeat(50)}! =~ ^(a+)+$ ]]; echo $?`, '1\n'],
    ['a pattern of the shell', `[[ ${'a'.repeat(3_000)} == *a*a*a*a*a*a*a*b ]]; echo $?`, '1\n'],
  ])('a regex bomb in %s', async (_, command, said) => {
    const { out, blocked } = await inSandbox(async ({ bash }) => {
      let stdout = ''
      const wait = await longestWait(async () => {
        stdout = (await bash(command)).stdout
      })
      return { out: stdout, blocked: wait }
    })
    expect(out).toBe(said)
    expect(blocked / (await slowness())).toBeLessThan(1_500)
  })

  test.each([
    ['sed that doubles a line in a loop', `echo a | sed ':a;s/a/aa/g;ba'`],
    ['the same from a file', `echo ':a;s/a/aa/g;ba' > s; echo a | sed -f s`],
    ['the same through xargs', `echo a > f; echo f | xargs sed -e ':a' -e 's/a/aa/g' -e 'ba'`],
    ['awk with a billion fields', `awk 'BEGIN{$1000000000="x"}'`],
    ['jq that doubles in a loop', `jq -n 'reduce range(60) as $i ("a"; tojson)'`],
    ['diff of what has nothing in common', 'seq 1 5000 > a; seq 5000 -1 1 > b; diff a b'],
  ])('%s', async (_, command) => {
    const result = await inSandbox(({ bash }) => bash(command))
    expect(result.stderr).toMatch(/not supported|99,999|4000 lines/)
    expect(result.exitCode).toBeGreaterThan(0)
  })
})

test('a sleep is over with the command, when its time is', async () => {
  const result = await inSandbox(({ bash }) => bash('sleep 1000; echo late > f', { withinMs: 50 }))
  expect(result).toMatchObject({ exitCode: 124, stopped: true, changed: false })
})

test('that is after five seconds, and half a second more where the shell itself does not end it', async () => {
  const limits: number[] = []
  const clock: Clock = {
    now: Date.now,
    sleep(ms, signal, watch) {
      if (watch === 'limit') limits.push(ms)
      return systemClock.sleep(ms, signal)
    },
  }
  const result = await inSandbox(({ bash }) => bash('echo ready', { clock, withinMs: undefined }))
  expect([result.stdout, limits]).toEqual(['ready\n', [5_500]])
})

test('files are worked on while others get their turn', async () => {
  const blocked = await inSandbox(({ bash }) =>
    longestWait(() => bash('for i in {1..1500}; do echo $i > f$i; done')),
  )
  expect(blocked / (await slowness())).toBeLessThan(500)
})

describe('what is ordinary works', () => {
  const csv = `awk 'BEGIN{print "date,region,amount"; for(i=0;i<20000;i++) print "2026-" (10+i%3) "-" (10+i%18) "," (i%3?"north":"south") "," i}' > s.csv`

  test.each([
    [
      'sums by month',
      `awk -F, 'NR>1{s[substr($1,1,7)]+=$3} END{for(k in s) print k, s[k]}' s.csv | sort`,
      '2026-10 66663333\n2026-11 66670000\n2026-12 66656667\n',
    ],
    ['counts', 'cat s.csv | cut -d, -f2 | sort | uniq -c | sort -rn | head -1', '13333 north\n'],
    [
      'a search',
      'grep -c south s.csv; sed -n 5p s.csv; tail -n 1 s.csv',
      '6667\n2026-10-13,south,3\n2026-11-11,north,19999\n',
    ],
    [
      'lines joined',
      `head -3 s.csv | sed ':a;N;$!ba;s/\\n/ | /g'`,
      'date,region,amount | 2026-10-10,south,0 | 2026-11-11,north,1\n',
    ],
    [
      'JSON',
      `head -4 s.csv | tail -3 | jq -R -s -c 'split("\\n")|map(select(length>0)|split(",")[2]|tonumber)|add'`,
      '3\n',
    ],
    ['a loop', 'n=0; for i in $(seq 1 500); do n=$((n+i)); done; echo $n', '125250\n'],
    [
      'a difference',
      `sed 's/north/N/' s.csv | head -50 > a; head -50 s.csv > b; diff a b | grep -c N`,
      '32\n',
    ],
    [
      'packing and unpacking',
      'gzip -k s.csv; zcat s.csv.gz | cmp - s.csv 2>/dev/null || zcat s.csv.gz | md5sum | cut -c1-32 > m; md5sum s.csv | cut -c1-32 | cat - m | uniq | wc -l',
      '1\n',
    ],
    ['a pipe from a substitution', 'cat <(echo a) <(echo b)', 'a\nb\n'],
    ['a text in place', `cat > t <<'END'\nhello $x\nEND\ncat t`, 'hello $x\n'],
    ['no world', 'curl http://x; python3 -c 1; env | grep -ci -E "key|token|secret"', '0\n'],
  ])('%s', async (_, command, said) => {
    const out = await inSandbox(async ({ bash }) => {
      await bash(csv)
      return (await bash(command)).stdout
    })
    expect(out).toBe(said)
  })
})
