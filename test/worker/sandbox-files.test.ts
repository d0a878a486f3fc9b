/** The files of a sandbox in a real object: kept, whole or not at all, and nobody else's. */

import { abortAllDurableObjects, evictDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.ts'
import { FILE_BYTES, SANDBOX_NODES } from '../../src/converse/tools/sandbox-paths.ts'
import { inSandbox } from './sandbox.ts'
import { snowflake } from './ids.ts'
import { thread } from './thread-object.ts'

describe('what was written', () => {
  test('is there after the object was evicted: bytes, modes, links, names, and where the next command begins', async () => {
    const key = snowflake()
    await inSandbox(async ({ say, files }) => {
      await files.write(
        '/files/ä ö/bytes',
        Uint8Array.from({ length: 256 }, (_, n) => n),
      )
      await say(
        `cd 'ä ö'; printf '#!/bin/bash\\necho run' > s; chmod 750 s; ln -s bytes soft; ln bytes hard; mkdir empty`,
      )
    }, key)
    await evictDurableObject(thread(key))
    const after = await inSandbox(async ({ say, files }) => {
      const bytes = [...((await files.read('/files/ä ö/soft')) ?? [])]
      return {
        bytes,
        said: await say(
          `pwd; ls; ./s; stat -c '%a %s' s hard; readlink soft; echo more >> hard; wc -c < bytes`,
        ),
      }
    }, key)
    expect(after.bytes).toEqual(Array.from({ length: 256 }, (_, n) => n))
    expect(after.said).toBe('/files/ä ö\nbytes\nempty\nhard\ns\nsoft\nrun\n750 20\n644 256\nbytes\n261\n')
  })

  test('is there after a crash, once its command has ended', async () => {
    const key = snowflake()
    await inSandbox(({ say }) => say('echo kept > a'), key)
    await abortAllDurableObjects()
    expect(await inSandbox(({ say }) => say('cat a'), key)).toBe('kept\n')
  })

  test('is in no other thread', async () => {
    const [one, other] = [snowflake(), snowflake()]
    await inSandbox(({ say }) => say('echo secret > /files/a; echo b > /tmp/b; cd /tmp'), one)
    expect(await inSandbox(({ say }) => say('pwd; find /'), other)).toBe('/files\n/\n/files\n/tmp\n')
  })

  test('leaves no rows behind once it is removed', async () => {
    const key = snowflake()
    await inSandbox(
      ({ say }) => say('mkdir -p d/e; for i in {1..20}; do echo $i > d/e/$i; done; ln -s d l; ln d/e/1 h'),
      key,
    )
    const left = await inSandbox(async ({ say, rows }) => {
      await say('rm -r l d h')
      return rows()
    }, key)
    // What stays are /files and /tmp.
    expect(left).toEqual({ paths: 2, contents: 0 })
  })

  test('is gone with the session, and the version tells', async () => {
    const { moved, found } = await inSandbox(async ({ say, files }) => {
      await say('echo a > a; mkdir /tmp/d; cd /tmp/d')
      const before = files.version()
      files.clear()
      return { moved: files.version() - before, found: await say('pwd; find /') }
    })
    expect(moved).toBeGreaterThan(0)
    expect(found).toBe('/files\n/\n/files\n/tmp\n')
  })
})

describe('a command that does not end well', () => {
  test.each([
    ['runs into a limit', 'echo new > a; rm b; mkdir d; mv c d/; while :; do :; done'],
    ['fills the space', 'for i in {1..3000}; do echo $i > n$i; done'],
    [
      'fills the space, and goes on as if nothing was',
      'echo new > a; for i in {1..3000}; do touch n$i; done; rm b; true',
    ],
    ['writes too big a file over a small one', 'x=$(printf "%0700000d" 1); echo $x$x > a'],
    ['writes below a file', 'rm b; echo x > a/b'],
  ])('changes nothing: it %s', async (_, command) => {
    const { result, looks, versions } = await inSandbox(async ({ bash, say, files }) => {
      await say('echo a > a; echo b > b; echo c > c; ln -s a l')
      const look = `find / -type f -exec md5sum {} \\; ; find / ; cat /files/*`
      const [before, version] = [await say(look), files.version()]
      const ended = await bash(command)
      return { result: ended, looks: [before, await say(look)], versions: [version, files.version()] }
    })
    expect(result.stopped).toBe(true)
    expect(result.changed).toBe(false)
    expect(result.stderr).toMatch(/the files are as they were before it/)
    expect(looks[1]).toBe(looks[0])
    expect(versions[1]).toBe(versions[0])
  })

  test('changes nothing when the turn is stopped under it, nor later', async () => {
    const key = snowflake()
    const result = await inSandbox(async ({ bash }) => {
      const stop = new AbortController()
      const clock: Clock = {
        ...systemClock,
        sleep(ms, signal, watch) {
          // The script sleeps: for ever, unless it is stopped.
          if (ms !== 4_000) return systemClock.sleep(ms, signal, watch)
          stop.abort()
          return new Promise((wake) => signal?.addEventListener('abort', () => wake()))
        },
      }
      return bash('echo a > a; sleep 4; echo b > b', { signal: stop.signal, clock })
    }, key)
    expect(result.stopped).toBe(true)
    expect(await inSandbox(({ say }) => say('ls'), key)).toBe('')
  })

  test('that only fails keeps what it did before', async () => {
    const out = await inSandbox(async ({ bash, say }) => {
      const ended = await bash('echo a > a; ls /nowhere')
      return { result: ended, files: await say('ls') }
    })
    expect(out.result).toMatchObject({ exitCode: 2, stopped: false, changed: true })
    expect(out.files).toBe('a\n')
  })
})

test('commands at the same time work one after another, and none is lost', async () => {
  const lines = await inSandbox(async ({ bash, say }) => {
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        bash(`n=$(wc -l < log 2>/dev/null || echo 0); sleep 0.01; echo ${n} $n >> log`),
      ),
    )
    return say('cut -d" " -f2 log')
  })
  expect(lines).toBe('0\n1\n2\n3\n4\n5\n6\n7\n')
})

test('the version moves with each change, and only then', async () => {
  const versions = await inSandbox(async ({ bash, files }) => {
    const seen: number[] = []
    for (const command of [
      'ls',
      'cat x',
      'echo a > a',
      'cat a; cd /tmp',
      'chmod 600 /files/a',
      'ls; true > /dev/null',
      'rm /files/a',
    ]) {
      await bash(command)
      seen.push(files.version())
    }
    return seen
  })
  const steps = versions.map((version) => version - (versions[0] ?? 0))
  expect(steps).toEqual([0, 0, 1, 1, 2, 2, 3])
})

test('the working directory is kept; one that is gone leads home', async () => {
  const said = await inSandbox(async ({ say }) => {
    await say('mkdir -p d/e; cd d/e')
    const inside = await say('pwd')
    await say('rm -rf /files/d')
    return inside + (await say('pwd'))
  })
  expect(said).toBe('/files/d/e\n/files\n')
})

test('home and /tmp are there again when somebody has removed everything', async () => {
  expect(
    await inSandbox(async ({ bash, say }) => {
      await bash('rm -rf /*')
      return say('pwd; ls /')
    }),
  ).toBe('/files\nfiles\ntmp\n')
})

test('a full sandbox without its home can be emptied again', async () => {
  const said = await inSandbox(async ({ say }) => {
    await say(`rm -r /files /tmp; cd /; for ((i=0;i<${SANDBOX_NODES};i++)); do echo > f$i; done`)
    return `${await say('pwd; ls | wc -l; rm f*')}${await say('ls')}`
  })
  expect(said).toBe(`/\n${SANDBOX_NODES}\nfiles\ntmp\n`)
})

test('a file from outside is put there, or it is said why not', async () => {
  const out = await inSandbox(async ({ files, say }) => [
    await files.write('/files/in/a.csv', new TextEncoder().encode('a,b\n')),
    await files.write('/files/big', new Uint8Array(FILE_BYTES + 1)),
    await files.write('/usr/bin/ls', new Uint8Array(1)),
    await files.write('/files/in', new Uint8Array(1)),
    await files.write('/files/a\0b', new Uint8Array(1)),
    await say('cat in/a.csv; find /files'),
    new TextDecoder().decode(await files.read('/files/in/a.csv')),
    await files.read('/files/in'),
    await files.read('/files/none'),
  ])
  expect(out).toEqual([
    'written',
    'no room',
    'bad path',
    'bad path',
    'bad path',
    'a,b\n/files\n/files/in\n/files/in/a.csv\n',
    'a,b\n',
    undefined,
    undefined,
  ])
})

test('file names and contents are text, whatever they look like', async () => {
  const names = [
    '$(echo pwned)',
    '`rm -rf *`',
    '<tool_result>',
    "'; DROP TABLE sandbox_paths; --",
    '-rf',
    'a b',
    '*',
  ]
  const said = await inSandbox(async ({ files, say }) => {
    for (const name of names) await files.write(`/files/${name}`, new TextEncoder().encode(name))
    return say('for f in *; do cat -- "$f"; echo; done; ls | wc -l')
  })
  expect(said.split('\n').slice(0, -2).toSorted()).toEqual(names.toSorted())
  expect(said).toMatch(/\n7\n$/)
})

describe('few statements', () => {
  test('a listing of a thousand files is one, and none when the tree is in memory', async () => {
    const key = snowflake()
    await inSandbox(({ say }) => say('mkdir d; for i in {1..1000}; do echo $i > d/$i; done'), key)
    await evictDurableObject(thread(key))
    const counts = await inSandbox(async ({ say, statements }) => {
      const lines = (await say('ls -la d')).split('\n').length
      const first = statements()
      await say('ls -la d; find . -name "*9" | wc -l')
      return { lines, first, second: statements() }
    }, key)
    expect(counts).toEqual({ lines: 1_004, first: 1, second: 0 })
  })

  test('a hundred files written are a hundred contents and a few more', async () => {
    const written = await inSandbox(async ({ say, statements }) => {
      await say('true')
      statements()
      await say('for i in {1..100}; do echo $i > $i; done')
      return statements()
    })
    expect(written).toBeLessThan(105)
  })
})

test('as many files as there may be survive', async () => {
  const key = snowflake()
  // /files and /tmp count, too.
  const most = SANDBOX_NODES - 2
  await inSandbox(({ say }) => say(`for ((i=0;i<${most};i++)); do echo $i > f$i; done`), key)
  await evictDurableObject(thread(key))
  expect(await inSandbox(({ say }) => say(`ls | wc -l; cat f${most - 1}`), key)).toBe(
    `${most}\n${most - 1}\n`,
  )
})
