/** The sandbox’s file system does what the one does that the shell brings along, and counts rightly. */

import fc from 'fast-check'
import { InMemoryFs } from 'just-bash/browser'
import { describe, expect, test } from 'vitest'
import { SandboxFs } from '../../src/converse/tools/sandbox-fs.ts'
import { emptyView } from '../fakes/sandbox.ts'

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
