/** The sandbox's file system beside the one that the shell brings along, and by itself where it is stricter. */

import fc from 'fast-check'
import { InMemoryFs } from 'just-bash/browser'
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

/** Everything that can be seen from outside, without times. */
const everything = async (on: InMemoryFs): Promise<unknown[]> =>
  Promise.all(
    on
      .getAllPaths()
      .toSorted()
      .map(async (at) => {
        const { isFile, isDirectory, isSymbolicLink, mode, size } = await on.lstat(at)
        const inside = isFile
          ? [...(await on.readFileBuffer(at))]
          : isDirectory
            ? await on.readdir(at)
            : await on.readlink(at)
        return [at, isFile, isDirectory, isSymbolicLink, mode & 0o777, size, inside]
      }),
  )

/** The directories above a path, from the top. */
const parentsOf = (at: string): string[] => {
  const names = at.split('/').slice(1, -1)
  return names.map((_, last) => `/${names.slice(0, last + 1).join('/')}`)
}

describe('properties', () => {
  // Few names, so that operations meet; one that is no ASCII.
  const path = fc
    .array(fc.constantFrom('a', 'ä'), { minLength: 1, maxLength: 2 })
    .map((names) => `/${names.join('/')}`)
  const content = fc.oneof(fc.string({ maxLength: 20, unit: 'grapheme' }), fc.uint8Array({ maxLength: 20 }))
  const operation = fc.oneof(
    fc.record({ do: fc.constant('write' as const), path, content }),
    fc.record({ do: fc.constant('append' as const), path, content }),
    fc.record({ do: fc.constant('mkdir' as const), path, recursive: fc.boolean() }),
    fc.record({ do: fc.constant('rm' as const), path, recursive: fc.boolean(), force: fc.boolean() }),
    fc.record({ do: fc.constant('cp' as const), path, to: path, recursive: fc.boolean() }),
    fc.record({ do: fc.constant('mv' as const), path, to: path }),
    fc.record({ do: fc.constant('chmod' as const), path, mode: fc.integer({ min: 0, max: 0o777 }) }),
    fc.record({ do: fc.constant('symlink' as const), path, to: path }),
    fc.record({ do: fc.constant('link' as const), path, to: path }),
  )
  type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never

  const perform = async (on: InMemoryFs, op: Operation): Promise<string> => {
    const done = async (): Promise<unknown> => {
      switch (op.do) {
        case 'write':
          return on.writeFile(op.path, op.content)
        case 'append':
          return on.appendFile(op.path, op.content)
        case 'mkdir':
          return on.mkdir(op.path, { recursive: op.recursive })
        case 'rm':
          return on.rm(op.path, { recursive: op.recursive, force: op.force })
        case 'cp':
          return on.cp(op.path, op.to, { recursive: op.recursive })
        case 'mv':
          return on.mv(op.path, op.to)
        case 'chmod':
          return on.chmod(op.path, op.mode)
        case 'symlink':
          return on.symlink(op.to, op.path)
        case 'link':
          return on.link(op.to, op.path)
      }
    }
    try {
      await done()
      return 'done'
    } catch (error) {
      return (error as Error).message.split(':')[0] ?? ''
    }
  }

  /**
   * The reference takes what no real file system takes: it writes over directories and below files, what it writes
   * to a link replaces the link, and a directory that it moves has its mode anew. Such operations are not compared.
   */
  const isComparable = async (op: Operation, reference: InMemoryFs): Promise<boolean> => {
    const kind = async (at: string): Promise<string> => {
      try {
        const { isFile, isDirectory } = await reference.lstat(at)
        return isFile ? 'file' : isDirectory ? 'directory' : 'link'
      } catch {
        return 'nothing'
      }
    }
    const parents = async (at: string): Promise<string[]> => Promise.all(parentsOf(at).map(kind))
    const touched = 'to' in op && op.do !== 'symlink' ? [op.path, op.to] : [op.path]
    for (const at of touched) {
      const above = await parents(at)
      if (above.some((one) => one === 'file' || one === 'link')) return false
      const makesParents = op.do === 'write' || op.do === 'append' || (op.do === 'mkdir' && op.recursive)
      if (above.includes('nothing') && !makesParents) return false
      if ((await kind(at)) === 'link' && op.do !== 'rm' && op.do !== 'symlink') return false
    }
    const target = 'to' in op ? op.to : op.path
    const isOfFiles = op.do === 'write' || op.do === 'append' || op.do === 'chmod'
    if (isOfFiles && (await kind(op.path)) === 'directory') return false
    if (op.do === 'cp' || op.do === 'mv') {
      const [from, to] = [await kind(op.path), await kind(target)]
      const isInside = `${target}/`.startsWith(`${op.path}/`) || `${op.path}/`.startsWith(`${target}/`)
      if (op.path === target || isInside) return false
      if (from !== 'nothing' && to !== 'nothing' && (from !== to || op.do === 'mv')) return false
      // A tree that is merged into another can meet the same inside.
      if (from === 'directory' && to === 'directory') return false
    }
    return true
  }

  test('does what the file system of the shell does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40, size: 'max' }), async (operations) => {
        const reference = new InMemoryFs()
        const mine = new SandboxFs(emptyView(), async () => {})
        // A further name of a file is the same file here, and a copy there; and what is written there has its mode anew.
        let isReadOnly = false
        const writing = new Set<string>(['write', 'append', 'chmod', 'cp'])
        for (const op of operations) {
          if (!(await isComparable(op, reference))) continue
          if (isReadOnly && writing.has(op.do)) continue
          const result = await perform(mine, op)
          expect([op, result]).toEqual([op, await perform(reference, op)])
          if ((op.do === 'link' || op.do === 'chmod') && result === 'done') isReadOnly = true
        }
        expect(await everything(mine)).toEqual(await everything(reference))
      }),
      { numRuns: 400 },
    )
  })

  test('counts its files and bytes rightly, whatever was done and refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60, size: 'max' }), async (operations) => {
        const own = emptyView()
        const mine = new SandboxFs(own, async () => {})
        for (const op of operations) await perform(mine, op)
        const paths = mine.getAllPaths().filter((at) => at !== '/')
        const bytes = new Map<string, number>()
        for (const at of paths) {
          const stat = await mine.lstat(at)
          if (stat.isFile) bytes.set(stat.identity ?? '', stat.size)
        }
        expect(own.entries.size - 1).toBe(paths.length)
        expect(own.bytes).toBe([...bytes.values()].reduce((sum, size) => sum + size, 0))
      }),
      { numRuns: 300 },
    )
  })
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
