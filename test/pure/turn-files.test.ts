/** The files of a turn: fetched once, written down, shown again, and never a reason for a cached answer. */

import { describe, expect, test } from 'vitest'
import type { Fetched } from '../../src/converse/files/attachment-fetch.ts'
import type { FileRef } from '../../src/converse/claude/file-ref.ts'
import type { FileStore } from '../../src/converse/turn/turn-files.ts'
import { only, seesFile, type TurnFiles, turnFiles } from '../../src/converse/turn/turn-files.ts'
import type { Attachment } from '../../src/converse/question/attachment.ts'
import { attachment, attachmentId, fileRef, interactionId, question, transcript } from '../build.ts'
import { settle } from '../fakes/clock.ts'
import { xlsx } from '../fakes/documents.ts'
import { padded, pdf, png } from '../fakes/files.ts'

const T1 = interactionId('1')
const never = new AbortController().signal

interface Play {
  readonly files: TurnFiles
  readonly fetches: readonly string[]
  readonly kept: Map<string, { readonly ref: FileRef; readonly data: string }>
  readonly laid: Map<string, Uint8Array>
}

const home = '/files'

function play(
  fetched: Fetched | ((address: string) => Fetched) = { ok: true, bytes: pdf() },
  shell: { readonly isOff?: boolean; readonly lay?: () => Promise<boolean> } = {},
): Play {
  const kept: Play['kept'] = new Map()
  const laid: Play['laid'] = new Map()
  const fetches: string[] = []
  const byId = (id: number) => [...kept.values()].find(({ ref }) => ref.id === id)
  const store: FileStore = {
    find: (turn, id) => kept.get(`${turn} ${id}`)?.ref,
    keep(turn, attached, file, parts) {
      const ref = { id: kept.size + 1, ...file }
      kept.set(`${turn} ${attached}`, { ref, data: parts.join('') })
      return ref
    },
    held: () => new Set([...kept.values()].map(({ ref }) => ref.id)),
    read: (id) => byId(id)?.data ?? '',
    evict: () => kept.clear(),
    turnEnded: () => undefined,
  }
  const lay = async (name: string, bytes: Uint8Array): Promise<boolean> => {
    laid.set(name, bytes)
    return shell.lay === undefined ? true : shell.lay()
  }
  const files = turnFiles({
    lay: shell.isOff === true ? undefined : lay,
    home,
    store,
    cdnBaseUrl: 'https://cdn.discordapp.com',
    mediaBaseUrl: 'https://media.discordapp.net',
    fetch: (address) => {
      fetches.push(address)
      return Promise.resolve(typeof fetched === 'function' ? fetched(address) : fetched)
    },
  })
  return { files, fetches, kept, laid }
}

/** Several files of a question; each has an address of its own. */
const several = (...names: readonly string[]): readonly Attachment[] =>
  names.map((name, n) =>
    attachment({
      id: attachmentId(String(n + 1)),
      name,
      url: attachment().url.replace('1111/plan.pdf', `${n + 1}/x`),
    }),
  )

const whys = (refs: readonly FileRef[]): readonly string[] => refs.map(({ why }) => why)

describe('attaching', () => {
  test('fetches the file, tells its kind, lays it into the shell and writes it down', async () => {
    const { files, fetches, kept, laid } = play()
    const file = attachment({ name: 'pl\u202ean.pdf', contentType: 'image/png', size: 1 })
    expect(await files.attach(T1, [file], never)).toEqual([
      fileRef({ size: pdf().length, tokens: 2_000, path: '/files/plan.pdf' }),
    ])
    expect(fetches).toEqual([attachment().url])
    expect([...kept.values()][0]?.data).toMatch(/^JVBERi0/)
    expect([...laid]).toEqual([['plan.pdf', pdf()]])
  })

  test('lays nothing where Claude has no shell, and says so where it does not fit', async () => {
    for (const shell of [{ isOff: true }, { lay: () => Promise.resolve(false) }]) {
      const [ref] = await play(undefined, shell).files.attach(T1, [attachment()], never)
      expect(ref).toMatchObject({ kind: 'PDF', path: '' })
    }
  })

  test('ends once the file lies where tools find it, so that the first command does not miss it', async () => {
    const isLaid = Promise.withResolvers<boolean>()
    const { files, kept } = play(undefined, { lay: () => isLaid.promise })
    let hasEnded = false
    const attaching = files.attach(T1, [attachment()], never).then(() => (hasEnded = true))
    await settle()
    expect([hasEnded, kept.size]).toEqual([false, 0])
    isLaid.resolve(true)
    await attaching
    expect(kept.size).toBe(1)
  })

  test('does nothing where an earlier attempt of the turn has done it', async () => {
    const { files, fetches } = play()
    const [one, two] = several('a.pdf', 'a.pdf')
    if (one === undefined || two === undefined) throw new Error('there are two')
    const first = await files.attach(T1, [one], never)
    const again = await files.attach(T1, [{ ...one, url: 'gone' }, two], never)
    expect(again.map(({ name }) => name)).toEqual(['a.pdf', 'a-2.pdf'])
    expect(again[0]).toEqual(first[0])
    expect(fetches).toHaveLength(2)
  })

  test('never calls another address than Discord’s', async () => {
    const { files, fetches } = play()
    const file = attachment({ url: 'https://169.254.169.254/ephemeral-attachments/1/2/a' })
    expect(whys(await files.attach(T1, [file], never))).toEqual(['file from elsewhere'])
    expect(fetches).toEqual([])
  })

  test('does not fetch what is declared to be too large, alone or together', async () => {
    const { files, fetches } = play()
    const sizes = [4e6, 9e6, 4e6, 4e6]
    const declared = several('a', 'b', 'c', 'd').map((file, n) => ({ ...file, size: sizes[n] ?? 0 }))
    expect(whys(await files.attach(T1, declared, never))).toEqual([
      '',
      'file too large',
      '',
      'file beyond the limit',
    ])
    expect(fetches).toHaveLength(2)
  })

  test.each<[string, Fetched]>([
    ['file gone', { ok: false, why: 'file gone' }],
    ['file of no known kind', { ok: true, bytes: Uint8Array.of(0) }],
    ['file too large', { ok: true, bytes: padded(png(), 4e6) }],
  ])('says "%s" of what Claude cannot be shown', async (why, fetched) => {
    const { files, kept, laid } = play(fetched, { isOff: true })
    expect(await files.attach(T1, [attachment()], never)).toMatchObject([{ kind: 'none', why, path: '' }])
    expect([[...kept.values()][0]?.data, laid.size]).toEqual(['', 0])
  })

  test('lays what Claude cannot be shown into the shell, which is a way to look into it', async () => {
    const mp3 = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0)
    const sound = { format: 'MP3 audio', kind: 'none', path: '/files/plan.pdf', why: '' }
    const { files, laid } = play({ ok: true, bytes: mp3 })
    expect(await files.attach(T1, [attachment()], never)).toMatchObject([sound])
    expect([...laid]).toEqual([['plan.pdf', mp3]])
    const full = play({ ok: true, bytes: mp3 }, { lay: () => Promise.resolve(false) })
    expect(whys(await full.files.attach(T1, [attachment()], never))).toEqual(['file of no known kind'])
  })

  test('lays the sheets of a workbook beside it, and a text as UTF-8', async () => {
    const bytes = xlsx({ 'Q 1': '<row><c><v>7</v></c></row>' })
    const csv = Uint8Array.of(0x4b, 0xe4, 0x73, 0x65, 0x0a)
    const { files, laid } = play((address) => ({ ok: true, bytes: address.includes('/1/') ? bytes : csv }))
    const refs = await files.attach(T1, several('a.xlsx', 'b.csv'), never)
    expect(refs.map(({ kind, format, path }) => [kind, format, path])).toEqual([
      ['text', 'Excel workbook', '/files/a.xlsx'],
      ['text', 'text', '/files/b.csv'],
    ])
    expect([...laid.keys()]).toEqual(['a.xlsx', 'a.xlsx.d/Q_1.csv', 'b.csv'])
    expect(new TextDecoder().decode(laid.get('b.csv'))).toBe('Käse\n')
  })

  test('gives two files of one name two names, in the shell too', async () => {
    const { files, laid } = play({ ok: true, bytes: new TextEncoder().encode('a') })
    const refs = await files.attach(T1, several('a b.txt', 'A b.txt', 'a?b.txt', 'Übersicht 1.csv'), never)
    expect(refs.map(({ name }) => name)).toEqual(['a b.txt', 'A b-2.txt', 'a?b.txt', 'Übersicht 1.csv'])
    expect([...laid.keys()]).toEqual(['a_b.txt', 'A_b-2.txt', 'a_b-3.txt', 'Übersicht_1.csv'])
  })

  test('refuses one and takes the others, each text with its share', async () => {
    const line = 'x'.repeat(99)
    const long = new TextEncoder().encode(`${line}\n`.repeat(3_000))
    const { files, laid } = play((address) =>
      address.includes('/2/') ? { ok: false, why: 'file gone' } : { ok: true, bytes: long },
    )
    const refs = await files.attach(T1, several('a.txt', 'b.txt', 'c.txt'), never)
    expect(refs.map(({ kind, why, isCut }) => [kind, why, isCut])).toEqual([
      ['text', '', true],
      ['none', 'file gone', false],
      ['text', '', true],
    ])
    // A third of what a question may show, and then what is left.
    expect(refs.map(({ tokens }) => tokens)).toEqual([17_767, 0, 35_567])
    expect([...laid.keys()]).toEqual(['a.txt', 'c.txt'])
  })
})

test('blocks are those of the files that are held, and the same each time', async () => {
  const { files } = play()
  const attached = await files.attach(T1, [attachment()], never)
  const exchanges = [{ files: [fileRef({ id: 7 })] }, {}, { files: attached }]
  const blocks = files.blocks(exchanges)
  expect([...blocks.keys()]).toEqual([1])
  expect(JSON.stringify([...files.blocks(exchanges)])).toBe(JSON.stringify([...blocks]))
  expect(only(attached, blocks)).toEqual(blocks)
  expect(only([fileRef({ id: 7 })], blocks).size).toBe(0)
  expect(only([], blocks).size).toBe(0)
})

const held = (...ids: number[]) => ({ held: () => new Set(ids) })

describe('an answer depends on a file', () => {
  const exchange = { name: '', asked: 'a', answered: 'b' }
  const turn = (file?: FileRef) => ({
    question: question(),
    transcript: transcript({
      exchanges: [{ ...exchange, ...(file === undefined ? {} : { files: [file] }) }],
    }),
  })

  test('that came with the question', () => {
    expect(seesFile({ ...turn(), question: question({ files: [attachment()] }) }, held())).toBe(true)
  })

  test('that came earlier, while it is attached', () => {
    expect(seesFile(turn(fileRef({ id: 3 })), held(3))).toBe(true)
    expect(seesFile(turn(fileRef({ id: 3 })), held(4))).toBe(false)
  })

  test('as long as one of two is attached', () => {
    const two = {
      question: question(),
      transcript: transcript({ exchanges: [3, 4].map((id) => ({ ...exchange, files: [fileRef({ id })] })) }),
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
