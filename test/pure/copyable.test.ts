/** A typed text that is given back: whole, in one block of code that nothing in it can end, within Discord's limits. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyable } from '../../src/deliver/copyable.ts'
import { EMBED_TEXT, MODAL_TEXT } from '../../src/limits.ts'

test('the longest text of a modal is given back whole', () => {
  const text = `  ${'x'.repeat(MODAL_TEXT - 4)}\ny`
  expect(copyable('Title', text)).toEqual({ title: 'Title', description: `\`\`\`\n${text.trim()}\n\`\`\`` })
})

test('any text stays within the limit and in one block', () => {
  const text = fc.string({
    unit: fc.constantFrom('`', '`', 'a', '\n', '😀', '@everyone', '\u202e'),
    maxLength: 6_000,
  })
  fc.assert(
    fc.property(text, (typed) => {
      const { description } = copyable('', typed)
      expect(description.length).toBeLessThanOrEqual(EMBED_TEXT)
      expect(description.match(/```/g)).toHaveLength(2)
      expect(description).toMatch(/^```\n[^]*\n```$/)
    }),
  )
})
