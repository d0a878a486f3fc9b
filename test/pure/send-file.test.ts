/** The `send_file` tool: what goes along, under which name, and what Claude is told when it cannot. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OutFile } from '../../src/deliver/message.ts'
import { sendFileTool } from '../../src/converse/tools/send-file-tool.ts'
import { sentFileName } from '../../src/deliver/plain-text.ts'
import type { ToolContext } from '../../src/converse/tools/tool.ts'
import { testClock } from '../fakes/clock.ts'

const stored: Readonly<Record<string, string>> = { '/files/a.csv': 'a,b\n', '/files/empty': '' }

async function send(input: Record<string, unknown>) {
  const sent: OutFile[] = []
  const files: ToolContext['files'] = {
    version: () => 1,
    cwd: () => '/files',
    change: () => Promise.reject(new Error('nothing is changed')),
    read: (path) => {
      const text = stored[path]
      return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text))
    },
    write: () => Promise.resolve('written'),
    clear: () => undefined,
    isBusy: () => false,
    unload: () => undefined,
    heldBytes: () => 0,
  }
  const attach = (file: OutFile): string => {
    sent.push(file)
    return file.name
  }
  const result = await sendFileTool.run(input, { files, clock: testClock(), attach })
  return { ...result, sent }
}

test('a file goes along with its type', async () => {
  const { sent, isError, text } = await send({ path: '/files/a.csv' })
  expect(sent).toMatchObject([{ name: 'a.csv', type: 'text/csv' }])
  expect([isError, text]).toEqual([false, 'a.csv (4 bytes) will be attached to your answer.'])
})

test.each([
  [{ path: 'a.csv' }, /begin with "\/"/],
  [{ path: '/files/none' }, /no file/],
  [{ path: '/files/empty' }, /is empty/],
  [{}, /begin with/],
  [{ path: 5 }, /begin with/],
])('%j is refused with what is wrong', async (input, why) => {
  const { sent, isError, text } = await send(input)
  expect([sent, isError]).toEqual([[], true])
  expect(text).toMatch(why)
})

test.each([
  ['report.csv', 'report.csv'],
  ['../../etc/passwd', 'etc_passwd'],
  ['Süße Äpfel .png', 'Su_e_Apfel_.png'],
  ['', 'file'],
  ['.env', 'env'],
  ['@everyone', 'everyone'],
  ['C:\\Users\\ada\\x.csv', 'C_Users_ada_x.csv'],
  ['/etc/passwd', 'etc_passwd'],
  ['a\0b.txt', 'a_b.txt'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['...', 'file'],
  ['....//....//x', 'x'],
  [`${'a'.repeat(500)}.tar`, `${'a'.repeat(60)}.tar`],
  ['-rf', 'rf'],
  // What Windows takes for a device, whatever comes behind the first dot.
  ['CON', 'CON_'],
  ['nul.txt', 'nul_.txt'],
  ['Com1.tar.gz', 'Com1_.tar.gz'],
  ['console.log', 'console.log'],
])('%j becomes %j', (raw, name) => {
  expect(sentFileName(raw)).toBe(name)
})

test('whatever it is called, a name is short, has only signs that Discord takes, and leads nowhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
      const name = sentFileName(raw)
      expect(name).toMatch(/^[A-Za-z0-9][\w.-]*$/)
      expect(name.length).toBeLessThanOrEqual(71)
      expect(name).not.toContain('..')
    }),
  )
})
