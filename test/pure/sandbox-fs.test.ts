/** The sandbox’s file system by itself: links, limits, names, devices and bytes. */

import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { SandboxFs } from '../../src/converse/tools/sandbox-fs.ts'
import { FILE_BYTES, SANDBOX_NODES } from '../../src/converse/tools/sandbox-paths.ts'
import { emptyView } from '../fakes/sandbox.ts'

let view = emptyView()

let fs: SandboxFs

beforeEach(() => {
  view = emptyView()
  fs = new SandboxFs(view, async () => {})
})

describe('links', () => {
  test('what is written to a link is written to what it leads to', async () => {
    await fs.writeFile('/real', 'before')
    await fs.symlink('real', '/link')
    await fs.writeFile('/link', 'after')
    expect(await fs.readFile('/real')).toBe('after')
    expect(await fs.readlink('/link')).toBe('real')
  })

  test('a link that leads to nothing yet makes what it leads to', async () => {
    await fs.symlink('/dir/new', '/link')
    await fs.mkdir('/dir')
    await fs.writeFile('/link', 'made')
    expect(await fs.readFile('/dir/new')).toBe('made')
  })

  test('a link up and up leads to the root and no further', async () => {
    await fs.mkdir('/deep/er', { recursive: true })
    await fs.writeFile('/top', 'here')
    await fs.symlink('../../../../../top', '/deep/er/up')
    expect(await fs.readFile('/deep/er/up')).toBe('here')
    expect(await fs.realpath('/deep/er/up')).toBe('/top')
  })

  test('links in a circle are an error and not a wait', async () => {
    await fs.symlink('/b', '/a')
    await fs.symlink('/a', '/b')
    await expect(fs.readFile('/a')).rejects.toThrow('ELOOP')
    await expect(fs.writeFile('/a/x', '')).rejects.toThrow('ELOOP')
    expect(await fs.exists('/a')).toBe(false)
    await fs.rm('/a')
    expect(await fs.readdir('/')).toEqual(['b'])
  })

  test('a path through a linked directory reaches what is in it', async () => {
    await fs.mkdir('/dir')
    await fs.symlink('dir', '/link')
    await fs.writeFile('/link/file', 'in it')
    expect(await fs.readdir('/link')).toEqual(['file'])
    expect(await fs.realpath('/link/file')).toBe('/dir/file')
  })

  test('two names of one file are the same file', async () => {
    await fs.writeFile('/one', 'a')
    await fs.link('/one', '/two')
    await fs.appendFile('/two', 'b')
    expect(await fs.readFile('/one')).toBe('ab')
    await fs.rm('/one')
    expect(await fs.readFile('/two')).toBe('ab')
  })
})

describe('what is refused', () => {
  test.each([
    ['to write over a directory', 'EISDIR', () => fs.writeFile('/dir', '')],
    ['to write below a file', 'ENOTDIR', () => fs.writeFile('/file/x', '')],
    ['to read a directory', 'EISDIR', () => fs.readFile('/dir')],
    ['to list a file', 'ENOTDIR', () => fs.readdir('/file')],
    ['to make what is there', 'EEXIST', () => fs.mkdir('/dir')],
    ['to make a directory where nothing is above it', 'ENOENT', () => fs.mkdir('/no/dir')],
    ['to remove a directory that is not empty', 'ENOTEMPTY', () => fs.rm('/dir')],
    ['to remove the root', 'ENOTEMPTY|EBUSY', () => fs.rm('/')],
    ['to move a directory into itself', 'EINVAL', () => fs.mv('/dir', '/dir/in/dir')],
    ['to copy a directory into itself', 'EINVAL', () => fs.cp('/dir', '/dir/in/dir', { recursive: true })],
    ['to move a directory over one that is not empty', 'ENOTEMPTY', () => fs.mv('/other', '/dir')],
    ['to move a file over a directory', 'EISDIR', () => fs.mv('/file', '/dir')],
    ['a second name for a directory', 'EPERM', () => fs.link('/dir', '/again')],
    ['a name that would hide the commands', 'EACCES', () => fs.mkdir('/usr/bin', { recursive: true })],
    ['a name that would hide the devices', 'EACCES', () => fs.writeFile('/dev', '')],
    ['a name with NUL', 'ENOENT', () => fs.writeFile('/a\0b', '')],
    ['half a character in a name', 'EINVAL', () => fs.writeFile('/a\ud83d', '')],
    ['a link to NUL', 'EINVAL', () => fs.symlink('/a\0b', '/link')],
    ['a name of 256 bytes', 'ENAMETOOLONG', () => fs.writeFile(`/${'ä'.repeat(128)}`, '')],
    ['a path without end', 'ENAMETOOLONG', () => fs.writeFile('/a'.repeat(600), '')],
    ['a tree without end', 'ENAMETOOLONG', () => fs.mkdir('/a'.repeat(70), { recursive: true })],
    ['a file over a megabyte', 'EFBIG', () => fs.writeFile('/big', new Uint8Array(FILE_BYTES + 1))],
  ])('%s', async (_, code, attempt) => {
    await fs.mkdir('/dir/in', { recursive: true })
    await fs.mkdir('/other')
    await fs.writeFile('/file', 'x')
    await expect(attempt()).rejects.toThrow(new RegExp(`^(?:${code}):`))
  })

  test('a tree is not made deeper by moving it into another', async () => {
    await fs.mkdir('/a'.repeat(40), { recursive: true })
    await fs.mkdir('/b'.repeat(40), { recursive: true })
    await expect(fs.mv('/a', `${'/b'.repeat(40)}/a`)).rejects.toThrow('ENAMETOOLONG')
    expect(await fs.exists('/a'.repeat(40))).toBe(true)
  })

  test('one file too many, and the same number after one has gone', async () => {
    for (let n = 0; n < SANDBOX_NODES; n += 1) await fs.writeFile(`/${n}`, '')
    expect(view.full).toBe(false)
    await expect(fs.writeFile('/more', '')).rejects.toThrow('ENOSPC')
    expect(view.full).toBe(true)
    await fs.rm('/0')
    await fs.writeFile('/more', '')
    expect(view.entries.size - 1).toBe(SANDBOX_NODES)
  })

  test('the seventeenth megabyte, unless it takes the place of another', async () => {
    const megabyte = new Uint8Array(FILE_BYTES)
    for (let n = 0; n < 16; n += 1) await fs.writeFile(`/${n}`, megabyte)
    await fs.writeFile('/3', megabyte)
    await expect(fs.writeFile('/more', new Uint8Array(1))).rejects.toThrow('ENOSPC')
    await expect(fs.cp('/1', '/copy')).rejects.toThrow('ENOSPC')
  })
})

describe('names that look alike', () => {
  test('are different names: composed and decomposed, upper and lower case', async () => {
    await fs.writeFile('/\u00e4', 'one')
    await fs.writeFile('/a\u0308', 'two')
    await fs.writeFile('/A', 'three')
    expect(await fs.readFile('/\u00e4')).toBe('one')
    expect(await fs.readdir('/')).toHaveLength(3)
  })

  test('dots lead nowhere but up to the root', async () => {
    await fs.writeFile('/../../x', 'top')
    expect(await fs.readFile('/./a/../x')).toBe('top')
    expect(fs.resolvePath('/a', '../../../b/./c')).toBe('/b/c')
  })
})

describe('devices', () => {
  test('swallow what is written and give nothing', async () => {
    await fs.writeFile('/dev/null', 'gone')
    expect(await fs.readFile('/dev/null')).toBe('')
    expect(await fs.readdir('/')).toEqual([])
  })

  test('a descriptor lasts until it is removed, and is no file', async () => {
    await fs.writeFile('/dev/fd/63', 'piped')
    expect(await fs.readFile('/dev/fd/63')).toBe('piped')
    await fs.rm('/dev/fd/63')
    expect(await fs.exists('/dev/fd/63')).toBe(false)
    expect(view.entries.size - 1).toBe(0)
  })
})

test('bytes go through every encoding and back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      for (const encoding of ['binary', 'latin1', 'base64', 'hex'] as const) {
        await fs.writeFile('/x', bytes)
        const text = await fs.readFile('/x', encoding)
        await fs.writeFile('/x', text, encoding)
        expect(await fs.readFileBuffer('/x')).toEqual(bytes)
      }
    }),
  )
})

test('what the shell does with bytes that it was given, or has given, changes no file', async () => {
  const given = new Uint8Array([1, 2, 3])
  await fs.writeFile('/x', given)
  given[0] = 9
  const read = await fs.readFileBuffer('/x')
  read[1] = 9
  expect([...(await fs.readFileBuffer('/x'))]).toEqual([1, 2, 3])
})
