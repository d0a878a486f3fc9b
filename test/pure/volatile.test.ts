import { expect, test } from 'vitest'
import { isVolatile } from '../../src/converse/tools/volatile.ts'

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
  expect(isVolatile(command)).toBe(true)
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
  expect(isVolatile(command)).toBe(false)
})
