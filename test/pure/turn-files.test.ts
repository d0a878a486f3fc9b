/** The files of a turn: fetched once, written down, shown again, and never a reason for a cached answer. */

import { describe, expect, test } from 'vitest'
import type { Fetched } from '../../src/converse/files/attachment-fetch.ts'
import type { FileRef } from '../../src/converse/claude/file-block.ts'
import type { FileStore } from '../../src/converse/turn/turn-files.ts'
import { only, seesFile, type TurnFiles, turnFiles } from '../../src/converse/turn/turn-files.ts'
import { attachment, fileRef, interactionId, question, transcript } from '../build.ts'
import { settle } from '../fakes/clock.ts'
import { padded, pdf, png } from '../fakes/files.ts'

const T1 = interactionId('1')
const never = new AbortController().signal

interface Play {
  readonly files: TurnFiles
  readonly fetches: readonly string[]
  readonly kept: Map<string, { readonly ref: FileRef; readonly data: string }>
}

function play(
  fetched: Fetched = { ok: true, bytes: pdf() },
  lay: () => Promise<void> = () => Promise.resolve(),
): Play {
  const kept: Play['kept'] = new Map()
  const fetches: string[] = []
  const byId = (id: number) => [...kept.values()].find(({ ref }) => ref.id === id)
  const store: FileStore = {
    find: (turn) => kept.get(turn)?.ref,
    keep(turn, file, parts) {
      const ref = { id: kept.size + 1, ...file }
      kept.set(turn, { ref, data: parts.join('') })
      return ref
    },
    held: () => new Set([...kept.values()].map(({ ref }) => ref.id)),
    read: (id) => byId(id)?.data ?? '',
    evict: () => kept.clear(),
    turnEnded: () => undefined,
  }
  const files = turnFiles({
    lay,
    store,
    baseUrl: 'https://cdn.discordapp.com',
    fetch: (address) => {
      fetches.push(address)
      return Promise.resolve(fetched)
    },
  })
  return { files, fetches, kept }
}

describe('attaching', () => {
  test('fetches the file, tells its kind and writes it down', async () => {
    const { files, fetches, kept } = play()
    const file = attachment({ name: 'pl\u202ean.pdf', contentType: 'image/png', size: 1 })
    expect(await files.attach(T1, file, never)).toEqual({
      ok: true,
      file: { id: 1, name: 'plan.pdf', kind: 'PDF', size: pdf().length, tokens: 2_000, isCut: false },
    })
    expect(fetches).toEqual([attachment().url])
    expect(kept.get(T1)?.data).toMatch(/^JVBERi0/)
  })

  test('ends once the file lies where tools find it, so that the first command does not miss it', async () => {
    const laid = Promise.withResolvers<void>()
    const { files, kept } = play(undefined, () => laid.promise)
    let hasEnded = false
    const attaching = files.attach(T1, attachment(), never).then(() => (hasEnded = true))
    await settle()
    expect([hasEnded, kept.size]).toEqual([false, 0])
    laid.resolve()
    await attaching
    expect(kept.size).toBe(1)
  })

  test('does nothing where an earlier attempt of the turn has done it', async () => {
    const { files, fetches } = play()
    const first = await files.attach(T1, attachment(), never)
    expect(await files.attach(T1, attachment({ url: 'gone' }), never)).toEqual(first)
    expect(fetches).toHaveLength(1)
  })

  test('never calls another address than Discord’s', async () => {
    const { files, fetches } = play()
    const file = attachment({ url: 'https://169.254.169.254/ephemeral-attachments/1/2/a' })
    expect(await files.attach(T1, file, never)).toEqual({ ok: false, why: 'file from elsewhere' })
    expect(fetches).toEqual([])
  })

  test('does not fetch what is declared to be too large', async () => {
    const { files, fetches } = play()
    expect(await files.attach(T1, attachment({ size: 9e6 }), never)).toEqual({
      ok: false,
      why: 'file too large',
    })
    expect(fetches).toEqual([])
  })

  test.each<[string, Fetched]>([
    ['file gone', { ok: false, why: 'file gone' }],
    ['file of no known kind', { ok: true, bytes: Uint8Array.of(0) }],
    ['file too large', { ok: true, bytes: padded(png(), 4e6) }],
  ])('ends with "%s" and nothing written down', async (why, fetched) => {
    const { files, kept } = play(fetched)
    expect(await files.attach(T1, attachment(), never)).toEqual({ ok: false, why })
    expect(kept.size).toBe(0)
  })
})

test('blocks are those of the files that are held, and the same each time', async () => {
  const { files } = play()
  const attached = await files.attach(T1, attachment(), never)
  if (!attached.ok) throw new Error(attached.why)
  const exchanges = [{ file: fileRef({ id: 7 }) }, {}, { file: attached.file }]
  const blocks = files.blocks(exchanges)
  expect([...blocks.keys()]).toEqual([1])
  expect(JSON.stringify([...files.blocks(exchanges)])).toBe(JSON.stringify([...blocks]))
  expect(only(attached.file, blocks)).toEqual(blocks)
  expect(only(fileRef({ id: 7 }), blocks).size).toBe(0)
  expect(only(undefined, blocks).size).toBe(0)
})

const held = (...ids: number[]) => ({ held: () => new Set(ids) })

describe('an answer depends on a file', () => {
  const exchange = { name: '', asked: 'a', answered: 'b' }
  const turn = (file?: FileRef) => ({
    question: question(),
    transcript: transcript({ exchanges: [{ ...exchange, ...(file === undefined ? {} : { file }) }] }),
  })

  test('that came with the question', () => {
    expect(seesFile({ ...turn(), question: question({ file: attachment() }) }, held())).toBe(true)
  })

  test('that came earlier, while it is attached', () => {
    expect(seesFile(turn(fileRef({ id: 3 })), held(3))).toBe(true)
    expect(seesFile(turn(fileRef({ id: 3 })), held(4))).toBe(false)
  })

  test('as long as one of two is attached', () => {
    const two = {
      question: question(),
      transcript: transcript({ exchanges: [3, 4].map((id) => ({ ...exchange, file: fileRef({ id }) })) }),
    }
    expect(seesFile(two, held(3))).toBe(true)
    expect(seesFile(two, held(4))).toBe(true)
    expect(seesFile(two, held(5))).toBe(false)
  })

  test('but not where there is none, and then nobody looks', () => {
    const looking = { held: () => Promise.reject(new Error('nobody looks')) as never }
    expect(seesFile(turn(), looking)).toBe(false)
  })
})
