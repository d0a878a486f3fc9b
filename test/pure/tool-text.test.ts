import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toolText, withoutMiddle } from '../../src/converse/tools/tool-text.ts'

const result = (partial: Partial<Parameters<typeof toolText>[0]> = {}) => ({
  stdout: '',
  stderr: '',
  exitCode: 0,
  ...partial,
})

test('a command that says nothing says so', () => {
  expect(toolText(result())).toBe('[no output]')
})

test('output, errors and code stand one after another', () => {
  expect(toolText(result({ stdout: 'a\nb\n', stderr: 'ls: x: gone\n', exitCode: 2 }))).toBe(
    'a\nb\n[stderr]\nls: x: gone\n[exit code 2]',
  )
})

test('a command that went well has no code', () => {
  expect(toolText(result({ stdout: 'ok\n' }))).toBe('ok')
})

test('long output loses its middle, and says how much of it', () => {
  const text = toolText(result({ stdout: `begin${'x'.repeat(99_990)}end` }))
  expect(text).toMatch(/^begin/)
  expect(text).toMatch(/end$/)
  expect(text).toContain('[… 79,998 characters left out …]')
})

test('a flood of errors leaves room for the output', () => {
  const text = toolText(result({ stdout: 'o'.repeat(30_000), stderr: 'e'.repeat(30_000) }))
  expect(text.match(/o/g)?.length).toBeGreaterThan(14_000)
  expect(text.match(/e/g)?.length).toBeGreaterThan(4_900)
})

describe('properties', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 300, size: 'max' })

  test('never half a character, never much longer than the room, and both ends are there', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 2, max: 100 }), (text, room) => {
        const cut = withoutMiddle(text, room)
        expect(cut.isWellFormed()).toBe(true)
        expect(cut.length).toBeLessThanOrEqual(room + 50)
        expect(cut === text.toWellFormed() || text.length > room).toBe(true)
      }),
    )
  })

  test('what is left and what is said to be left out are the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '😀'), minLength: 60, maxLength: 200 }), (text) => {
        const [, first = '', left = '', last = ''] = /^(.*)\n\[… (\d+) characters left out …\]\n(.*)$/s.exec(
          withoutMiddle(text, 50),
        ) ?? ['', '', '0', '']
        expect(first.length + Number(left) + last.length).toBe(text.length)
        expect(text.startsWith(first)).toBe(true)
        expect(text.endsWith(last)).toBe(true)
      }),
    )
  })
})
