/** Which signs of a paragraph pair to marks: those that a writer means, and none of a sum, a path or a face. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Delimiter, delimiterAt } from '../../src/deliver/markdown/delimiter.ts'
import type { Open } from '../../src/deliver/markdown/marks.ts'
import { pairDelimiters } from '../../src/deliver/markdown/pair-delimiters.ts'
import { mayCarryOver, openRest, openUnpaired } from '../../src/deliver/markdown/unclosed-marks.ts'
import { cpuMs } from '../fakes/cpu-time.ts'

const rowOf = (source: string): readonly Delimiter[] =>
  Array.from(source.matchAll(/([*_~|])\1*/g), ({ index }) => delimiterAt(source, index))
/** The text with tags where its marks begin and end. */
function marked(source: string, opened: readonly Open[] = []): string {
  const row = rowOf(source)
  pairDelimiters(source, row, opened, false)
  let at = 0
  const parts = row.map(({ char, from, to, closes, opens, left }) => {
    const before = source.slice(at, from)
    at = to
    const ends = closes.map(({ mark }) => `</${mark}>`)
    const starts = opens.map(({ mark }) => `<${mark}>`)
    return [before, ...ends, char.repeat(left), ...starts].join('')
  })
  return parts.join('') + source.slice(at)
}

/** The marks that are open where a growing text ends. */
const openIn = (source: string, since = 0): readonly string[] => {
  const row = rowOf(source)
  openUnpaired(pairDelimiters(source, row, [], true), since, '')
  return row.flatMap(({ opens }) => opens.map(({ mark }) => mark))
}

describe('marks', () => {
  test.each([
    ['**a** and *b*', '<strong>a</strong> and <em>b</em>'],
    ['_a_ __b__ ~~c~~ ||d||', '<em>a</em> <underline>b</underline> <strike>c</strike> <spoiler>d</spoiler>'],
    ['***a***', '<em><strong>a</strong></em>'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
    ['**“a”**, b', '<strong>“a”</strong>, b'],
    ['これは**重要**です', 'これは<strong>重要</strong>です'],
    ['ge**gang**en', 'ge<strong>gang</strong>en'],
    ['**src/**', '<strong>src/</strong>'],
    ['|| a ||', '<spoiler> a </spoiler>'],
    ['**한국어**는', '<strong>한국어</strong>는'],
  ])('of %j are %j', (text, html) => expect(marked(text)).toBe(html))
  test('that were open before end here', () => {
    const strong: Open = { mark: 'strong', open: '**', close: '**' }
    expect(marked('a** b', [strong])).toBe('a</strong> b')
  })
})

describe('no marks', () => {
  test.each([
    '2 * 3 * 4',
    '2*3*4',
    'x**2**y',
    'src/**/*.ts and lib/**/*.ts',
    'snake_case_name',
    '^_^ and -_-',
    'a || b || c',
    '~5 to ~6',
    'Kolleg*innen und Freund*innen',
    'f(*args, **kwargs)',
    'x.org/_a_ and $_b_',
    '**',
    '* a *',
  ])('are in %j', (text) => expect(marked(text)).toBe(text))

  const number = fc.nat(99).map(String)
  const sum = fc
    .array(fc.tuple(number, fc.constantFrom('*', '**', ' * ', ' ** ', ' || ')), {
      minLength: 1,
      maxLength: 9,
    })
    .map((terms) => `${terms.flat().join('')}7`)
  test('are in a sum', () =>
    fc.assert(
      fc.property(sum, (text) => {
        expect(marked(text)).toBe(text)
      }),
    ))
  const step = fc.constantFrom('**', '*', 'src', '*.ts', 'a_b', '__tests__x')
  const glob = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => `src/${steps.join('/')}`)
  test('are in a glob', () =>
    fc.assert(
      fc.property(glob, (text) => {
        expect(marked(text)).toBe(text)
      }),
    ))
})

describe('while a text grows', () => {
  test.each([
    ['**bold', ['strong']],
    ['*slanted', ['em']],
    ['||hidden', ['spoiler']],
    ['**a** *b', ['strong', 'em']],
    ['2 * 3', []],
    ['**a **b', ['strong']],
  ])('of %j %j are open', (text, marks) => expect(openIn(text)).toEqual(marks))
  test('a lone star that is long ago is a star', () =>
    expect(openIn(`*${'word '.repeat(9)}`, 10)).toEqual([]))
})

test.each([
  ['||a', true],
  ['x ||a', true],
  ['**a', true],
  ['x **a', false],
  ['*a', false],
])('whether the mark of %j may reach over paragraphs: %s', (text, may) =>
  expect(rowOf(text).some(mayCarryOver)).toBe(may),
)

test('what is left of a row opens as marks of two and one', () => {
  const row = delimiterAt('***a', 0)
  openRest(row)
  expect(row.opens.map(({ open }) => open)).toEqual(['*', '**'])
  expect(row.left).toBe(0)
})

test('the signs of a row are closed, opened or left, each once', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('*', '_', '~~', '||', 'a', ' ', '.', '日'), { maxLength: 40 }),
      (signs) => {
        const source = signs.join('')
        const row = rowOf(source)
        pairDelimiters(source, row, [], false)
        const sizes = row.map(({ closes, opens, left }) =>
          [...closes, ...opens].reduce((sum, { open }) => sum + open.length, left),
        )
        expect(sizes).toEqual(row.map(({ from, to }) => to - from))
        expect(row.flatMap(({ opens }) => opens).length).toBe(row.flatMap(({ closes }) => closes).length)
      },
    ),
  ))

test.each(['a** ', '**a ', '*a _b ', 'a_ *b* ', '||a ~~', '*a**b'])(
  'many of %j take no time to speak of',
  (unit) => {
    const source = unit.repeat(10_000)
    const row = rowOf(source)
    expect(cpuMs(() => pairDelimiters(source, row, [], false))).toBeLessThan(2_000)
  },
)
