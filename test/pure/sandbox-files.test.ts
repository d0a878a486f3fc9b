/** The files of a sandbox over a database: what is kept is there again, byte for byte, and leaves nothing behind. */

import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { sandboxTables } from '../../src/converse/tools/sandbox-rows.ts'
import { loadShell, sandboxInMemory } from '../fakes/sandbox.ts'
import { storageInMemory } from '../fakes/storage.ts'

beforeAll(loadShell)

/** Everything that can be seen of the files, as a command sees it. */
const LOOK = `find /files /tmp -exec stat -c '%n %F %a %s %Y' {} \\; ; find /files /tmp -type l -exec readlink {} \\; ; find /files /tmp -type f -exec md5sum {} \\;`

const path = fc.constantFrom('a', 'b', 'd', 'd/a', 'd/ä')
const command = fc.oneof(
  fc
    .tuple(fc.constantFrom('>', '>>'), path, fc.string({ unit: 'grapheme', maxLength: 5 }))
    .map(([how, to, text]) => `printf %s '${text.replaceAll(/['\0]/g, '')}' ${how} ${to}`),
  path.map((at) => `head -c 300 /files/bytes > ${at}`),
  path.map((at) => `mkdir -p ${at}`),
  path.map((at) => `rm -rf ${at}`),
  path.map((at) => `chmod 600 ${at}`),
  fc.tuple(fc.constantFrom('cp -r', 'mv', 'ln', 'ln -s'), path, path).map((words) => words.join(' ')),
)

test('what commands leave is there again, and what they remove leaves no rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(command, { maxLength: 3 }), { maxLength: 6 }), async (commands) => {
      const storage = storageInMemory(sandboxTables)
      const { files, one } = sandboxInMemory(storage)
      await files.write(
        '/files/bytes',
        Uint8Array.from({ length: 512 }, (_, n) => n),
      )
      for (const lines of commands) await one(lines.join('; '))
      const left = await one(LOOK)
      expect(await sandboxInMemory(storage).one(LOOK)).toEqual(left)
      await one('rm -rf /files /tmp')
      const rows = (table: string) => storage.sql.exec(`SELECT * FROM sandbox_${table}`).toArray()
      expect([rows('paths').length, rows('contents').length]).toEqual([2, 0])
    }),
    { numRuns: 60 },
  )
})
