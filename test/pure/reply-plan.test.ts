/** Which calls are missing between what stands in Discord and what should. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Call, missingCalls, type Shown, type DesiredMessage } from '../../src/deliver/reply-plan.ts'
import { messageId } from '../build.ts'

const desired = (content: string, partial: Partial<DesiredMessage> = {}): DesiredMessage => ({
  content,
  plainLinks: false,
  attached: false,
  ...partial,
})
const shown = (...contents: readonly string[]): readonly Shown[] =>
  contents.map((content, page) => ({ ...desired(content), message: messageId(String(100 + page)) }))
const inShort = (call: Call): string =>
  call.do === 'remove'
    ? `remove ${call.page} (${call.message})`
    : `${call.do} ${call.page}${call.do === 'edit' ? ` (${call.message ?? '@original'})` : ''}: ${call.body.content}`
const missing = (there: readonly Shown[], want: readonly (string | DesiredMessage)[]): readonly string[] =>
  missingCalls(
    there,
    want.map((one) => (typeof one === 'string' ? desired(one) : one)),
    () => 'the whole answer',
  ).map(inShort)

test('the first page is an edit of the reply, the others are new messages, from the top', () => {
  expect(missing([], ['a', 'b', 'c'])).toEqual(['edit 0 (@original): a', 'create 1: b', 'create 2: c'])
})

test('what stands as it should is left alone', () => {
  expect(missing(shown('a', 'b'), ['a', 'b'])).toEqual([])
  expect(missing(shown('a', 'b'), ['a', 'c'])).toEqual(['edit 1 (101): c'])
})

test('a message is edited for another button', () => {
  const with1 = desired('a', { buttons: [{ id: 'details:1', label: 'Details' }] })
  const with2 = desired('a', { buttons: [{ id: 'details:2', label: 'Details' }] })
  const there = [{ ...with1, message: messageId('100') }]
  expect(missing(there, [with1])).toEqual([])
  expect(missing(there, [with2])).toEqual(['edit 0 (100): a'])
})

test('what is too much is removed from the end, but never the reply itself', () => {
  expect(missing(shown('a', 'b', 'c'), ['x'])).toEqual([
    'edit 0 (100): x',
    'remove 2 (102)',
    'remove 1 (101)',
  ])
  expect(missing(shown('a', 'b'), [])).toEqual(['remove 1 (101)'])
  expect(missing(shown('a'), [])).toEqual([])
})

test('a page whose previews or file change is edited though its text stays', () => {
  expect(missing(shown('a'), [desired('a', { plainLinks: true })])).toEqual(['edit 0 (100): a'])
  expect(missing(shown('a'), [desired('a', { attached: true })])).toEqual(['edit 0 (100): a'])
})

test('a file goes with the page that is to have it, and holds the whole answer', () => {
  const calls = missingCalls([], [desired('a'), desired('b', { attached: true })], () => 'the whole answer')
  expect(calls.map((call) => (call.do === 'remove' ? '' : call.body.files))).toEqual([
    undefined,
    [{ name: 'answer.md', type: 'text/markdown', content: 'the whole answer' }],
  ])
})

test('done in order, the calls leave what was wanted, and nothing is missing then', () => {
  const content = fc.constantFrom('a', 'b', 'c', 'd')
  const page = fc.record({ content, plainLinks: fc.boolean(), attached: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(content, { maxLength: 6 }),
      fc.array(page, { minLength: 1, maxLength: 6 }),
      (before, want) => {
        const there = [...shown(...before)]
        for (const call of missingCalls(there, want, () => '')) {
          const isNew = call.page > 0 && call.page === there.length
          const expected = call.do === 'remove' ? there.at(-1)?.message : isNew ? 'create' : 'edit'
          expect(call.do === 'remove' ? call.message : call.do).toBe(expected)
          expect(call.page).toBeLessThanOrEqual(there.length)
          if (call.do === 'remove') there.pop()
          else there[call.page] = { ...call.desired, message: messageId(String(500 + call.page)) }
        }
        expect(there).toMatchObject(want)
        expect(there).toHaveLength(want.length)
        expect(missingCalls(there, want, () => '')).toEqual([])
      },
    ),
    { numRuns: 1_000 },
  )
})
