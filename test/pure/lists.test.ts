/** Lists: whatever Discord makes of the items, a reader sees the numbers that were written. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLine, itemOf } from '../../src/deliver/markdown/lines.ts'
import { afterText, contentOf, noList, placeItem } from '../../src/deliver/markdown/lists.ts'
import type { List } from '../../src/deliver/markdown/lists.ts'
import { readMessage, visibleText } from '../reading/discord-reading.ts'

const RUNS = 500

/** The items as they are sent, in lines; an empty line is a gap. */
function sent(lines: readonly string[]): string {
  let list: List = noList
  let gap = false
  const out: string[] = []
  for (const line of lines) {
    const read = readLine(line, 0, false)
    const item = itemOf(read.text)
    if (item === undefined) {
      gap ||= read.text === ''
      if (read.text !== '') list = afterText(list, read)
      out.push(line)
      continue
    }
    const placed = placeItem(list, read, item, gap)
    list = placed.list
    gap = false
    if (placed.do === 'separate') out.push('\u200b')
    const digits = item.digits ?? ''
    const marker = placed.do === 'escape' ? `${digits}\\${item.marker.slice(digits.length)}` : item.marker
    out.push(' '.repeat(placed.shown) + marker + item.text)
  }
  return out.join('\n')
}
const seen = (lines: readonly string[]): readonly string[] =>
  visibleText(readMessage(sent(lines)))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

describe('what a reader sees of', () => {
  test.each([
    [
      ['1. a', '2. b'],
      ['1. a', '2. b'],
    ],
    [
      ['3. a', '7. b', '8. c'],
      ['3. a', '7. b', '8. c'],
    ],
    [
      ['1. a', '', '2. b'],
      ['1. a', '2. b'],
    ],
    [
      ['1. a', '- b', '2. c'],
      ['1. a', '◦ b', '2. c'],
    ],
    [
      ['- a', '1. b'],
      ['• a', '1. b'],
    ],
    [
      ['1. a', '   1. b', '- c', '- d', '2. e'],
      ['1. a', '1. b', '◦ c', '◦ d', '2. e'],
    ],
    [
      ['- a', '', '1. b'],
      ['• a', '1. b'],
    ],
    [
      ['- a', '  - b', '* c'],
      ['• a', '◦ b', '• c'],
    ],
    [
      ['1. a', '   4. b', '   9. c', '2. d'],
      ['1. a', '4. b', '9. c', '2. d'],
    ],
    [
      ['1969. a', '1989. b'],
      ['1969. a', '1989. b'],
    ],
    [
      ['3. Oktober', '9. November'],
      ['3. Oktober', '9. November'],
    ],
    [['007. a'], ['007. a']],
    [
      ['1. a', 'text', '5. b'],
      ['1. a', 'text', '5. b'],
    ],
  ])('%j is %j', (lines, shown) => expect(seen(lines)).toEqual(shown))
})

test.each([
  [['1. a', '2. b'], '1. a\n2. b'],
  [['3. a', '7. b'], '3. a\n7\\. b'],
  [['- a', '', '1. b'], '- a\n\n\u200b\n1. b'],
  [['1. a', '- b'], '1. a\n   - b'],
  [['1. a', '    - b', '     - c'], '1. a\n    - b\n    - c'],
])('%j is sent as %j', (lines, message) => expect(sent(lines)).toBe(message))

test('a line in a list knows where the text of its item begins', () => {
  const { list } = placeItem(
    noList,
    { quote: 0, indent: 0 },
    { digits: '10', marker: '10. ', text: 'a' },
    false,
  )
  expect(contentOf(list, { quote: 0, indent: 4 })).toBe(4)
  expect(contentOf(list, { quote: 0, indent: 0 })).toBe(0)
  expect(contentOf(list, { quote: 1, indent: 4 })).toBe(0)
  expect(afterText(list, { quote: 0, indent: 0 }).levels).toEqual([])
  expect(afterText(list, { quote: 1, indent: 4 }).levels).toEqual([])
})

const number = fc.nat(12).map((digits) => `${digits}.`)
const bullet = fc.constantFrom('-', '*')
interface Shape {
  readonly level: number
  readonly marker: string
  readonly gap: boolean
}
/** What a reader sees of the items, and the number or bullet that was written before each. */
function markersOf(items: readonly Shape[]): {
  readonly lines: readonly string[]
  readonly wanted: readonly string[]
} {
  let deepest = 0
  const lines = items.flatMap(({ level, marker, gap }, at) => {
    // A level opens directly below the one around it.
    const depth = Math.min(level, deepest)
    deepest = depth + 1
    return [...(gap && at > 0 ? [''] : []), `${' '.repeat(3 * depth)}${marker} w${at}`]
  })
  const wanted = items.map(({ marker }, at) => `${marker.endsWith('.') ? marker : '•'} w${at}`)
  return { lines: seen(lines).map((line) => line.replace('◦', '•')), wanted }
}

test('the numbers are those that were written, for items of any kind on two levels', () => {
  const item = fc.record({ level: fc.nat(1), marker: fc.oneof(bullet, number), gap: fc.boolean() })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 9 }), (items) => {
      const { lines, wanted } = markersOf(items)
      expect(lines).toEqual(wanted)
    }),
    { numRuns: RUNS },
  )
})

test('the numbers are those that were written, on levels of one kind each', () => {
  const kinds = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
  const item = fc.record({ level: fc.nat(3), bullet, number, gap: fc.boolean() })
  fc.assert(
    fc.property(kinds, fc.array(item, { minLength: 1, maxLength: 9 }), (numbered, items) => {
      let deepest = 0
      const shapes = items.map((one) => {
        const level = Math.min(one.level, deepest)
        deepest = level + 1
        return { level, gap: one.gap, marker: numbered[level] === true ? one.number : one.bullet }
      })
      const { lines, wanted } = markersOf(shapes)
      expect(lines).toEqual(wanted)
    }),
    { numRuns: RUNS },
  )
})
