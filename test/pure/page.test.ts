/** A page in the making, and the place where it is best ended. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import {
  addBlock,
  bestCut,
  blockSize,
  cutsBetween,
  emptyPage,
  PAGE_ROOM,
  pageFrom,
  pageUpTo,
  partsOf,
  ranks,
} from '../../src/deliver/markdown/page.ts'
import type { Block, Page, Rank } from '../../src/deliver/markdown/page.ts'
import { same, textOf } from '../../src/deliver/markdown/part.ts'

const block = (text: string, its: Partial<Block> = {}): Block => ({
  gap: { parts: [same(0, '\n\n')], wide: true },
  parts: [same(0, text)],
  indent: undefined,
  sticky: false,
  ...its,
})
const line = (text: string): Block => block(text, { gap: { parts: [same(0, '\n')], wide: false } })
const item = (indent: number, text: string): Block => ({
  ...line(text),
  parts: [{ ...same(0, ' '.repeat(indent)), margin: true }, same(indent, text)],
  indent,
})
const pageOf = (...blocks: readonly Block[]): Page => blocks.reduce(addBlock, emptyPage)

test('a page begins without the gap before its first block', () =>
  expect(pageOf(block('one'), block('two')).text).toBe('one\n\ntwo'))

test('a page begins at the left edge, whatever its first item is indented by', () => {
  expect(pageOf(item(2, '- a'), item(4, '- b')).text).toBe('- a\n  - b')
})

test('its size is that of its text, and its parts are its text', () =>
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '_', ' ', '日', '👍', 'e\u0301'), minLength: 1 }), {
        maxLength: 9,
      }),
      (texts) => {
        const page = pageOf(...texts.map((text) => block(text)))
        expect(page.size).toBe(codePoints(page.text))
        expect(textOf(partsOf(page))).toBe(page.text)
        expect(page.size + blockSize(page, block('x'))).toBe(addBlock(page, block('x')).size)
      },
    ),
  ))

test('it parts into the blocks before a place and those behind it', () => {
  const page = pageOf(block('a'), block('b'), block('c'))
  expect(pageUpTo(page, 1).text).toBe('a')
  expect(pageFrom(page, 1).text).toBe('b\n\nc')
  expect(pageFrom(page, 3)).toEqual(emptyPage)
})

test('a lone underscore is escaped once a later one would close it', () => {
  const bare = (text: string): Block =>
    block('', { parts: [same(0, text), { ...same(1, '_'), bare: true }, same(2, 'b ')] })
  expect(pageOf(bare('a'), block('c')).text).toBe('a_b \n\nc')
  expect(pageOf(bare('a'), block('for _, x')).text).toBe('a\\_b \n\nfor _, x')
  expect(pageOf(bare('a'), block('name: ___')).text).toBe('a\\_b \n\nname: ___')
  expect(pageOf(bare('a'), block('name: ____')).text).toBe('a_b \n\nname: ____')
})

/** The best of some cuts, each a rank and how full the page is there. */
const best = (cuts: readonly (readonly [keyof typeof ranks, number])[]): string | undefined => {
  const all = cuts.map(([name, full]) => ({
    rank: ranks[name],
    size: Math.floor(full * PAGE_ROOM),
    where: { name: `${name} ${full}` },
  }))
  const where = bestCut<{ readonly name: string }>(all)?.where
  return where !== undefined && 'name' in where ? where.name : undefined
}

describe('the best end', () => {
  test.each([
    [
      'a paragraph on a page that is full enough',
      [
        ['paragraph', 0.71],
        ['word', 0.99],
      ],
      'paragraph 0.71',
    ],
    [
      'the last of two paragraphs',
      [
        ['paragraph', 0.8],
        ['paragraph', 0.9],
      ],
      'paragraph 0.9',
    ],
    [
      'a line before a paragraph that is too far up',
      [
        ['paragraph', 0.4],
        ['line', 0.6],
      ],
      'line 0.6',
    ],
    [
      'a sentence before a word',
      [
        ['sentence', 0.6],
        ['word', 0.99],
      ],
      'sentence 0.6',
    ],
    [
      'a word before half a one',
      [
        ['word', 0.6],
        ['grapheme', 0.99],
      ],
      'word 0.6',
    ],
    [
      'a paragraph that is far up before half a word',
      [
        ['paragraph', 0.2],
        ['grapheme', 0.9],
      ],
      'paragraph 0.2',
    ],
    ['half a word where nothing else is', [['grapheme', 0.9]], 'grapheme 0.9'],
    ['nothing that does not fit', [['paragraph', 1.1]], undefined],
  ] as const)('is %s', (_which, cuts, name) => {
    expect(best(cuts)).toBe(name)
  })
  test('never is a place beyond the page', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Rank>(0, 1, 2, 3, 4), fc.nat(3_000)), { minLength: 1 }),
        (all) => {
          const cuts = all.map(([rank, size]) => ({ rank, size, where: { block: size } }))
          const cut = bestCut<never>(cuts)
          expect(cut === undefined).toBe(cuts.every(({ size }) => size > PAGE_ROOM))
          expect(cut?.size ?? 0).toBeLessThanOrEqual(PAGE_ROOM)
        },
      ),
    ))
})

test('of two places that are equally far down the later one is taken', () =>
  expect(
    bestCut<never>([
      { rank: 0, size: PAGE_ROOM, where: { block: 1 } },
      { rank: 1, size: PAGE_ROOM, where: { block: 2 } },
      { rank: 0, size: PAGE_ROOM, where: { block: 3 } },
    ])?.where,
  ).toEqual({ block: 3 }))

test('a page ends between paragraphs, else between lines, and not behind what belongs to the next', () => {
  const page = pageOf(block('head', { sticky: true }), line('a'), block('b'))
  expect(cutsBetween(page, { parts: [], wide: true })).toEqual([
    { rank: ranks.grapheme, size: 4, where: { block: 1 } },
    { rank: ranks.paragraph, size: 6, where: { block: 2 } },
    { rank: ranks.paragraph, size: 9, where: { block: 3 } },
  ])
})
