import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toolLabel } from '../../src/converse/tools/tool-label.ts'

/** What a reader sees: Discord takes the backslashes away. */
const seen = (label: string): string => label.replaceAll(/\\(.)/g, '$1').replaceAll('\u200b', '')

test('a tool and what it is at', () => {
  expect(seen(toolLabel('bash', 'ls -la'))).toBe('bash · ls -la')
})

test('a tool without more is its name', () => {
  expect(toolLabel('bash', ' \n ')).toBe('bash')
})

test('several lines become one', () => {
  expect(seen(toolLabel('bash', 'cd /files\n\tls\r\nwc x'))).toBe('bash · cd /files ls wc x')
})

test('a long command is cut with a sign, not inside an emoji', () => {
  const label = seen(toolLabel('bash', `echo ${'👩‍👩‍👧'.repeat(40)}`))
  expect(label).toMatch(/…$/)
  expect(label.isWellFormed()).toBe(true)
})

test.each([
  '`code`',
  '**bold**',
  '<@123>',
  '@everyone',
  '# head',
  '||no||',
  'https://evil.example',
  '[a](b)',
  '\\',
])('nothing comes to life in %s', (text) => {
  const label = toolLabel('bash', text)
  expect(label.replaceAll(/\\./g, '').replaceAll('@\u200b', '')).not.toMatch(/[`*_<>|~#[\]\\]|:\/\/|@/)
})

test('marks that turn the direction of a line, or hide in it, are gone', () => {
  expect(toolLabel('bash', 'a\u202eb\u200bc\u{e0041}d')).toBe('bash · abcd')
})

test('always one line of at most sixty characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200, size: 'max' }), (text) => {
      const label = toolLabel('bash', text)
      expect(label).not.toMatch(/[\n\r\u2028\u2029]/)
      expect(label.isWellFormed()).toBe(true)
      expect(Array.from(seen(label)).length).toBeLessThanOrEqual(60)
    }),
  )
})
