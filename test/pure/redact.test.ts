/** What the log may have of an error message: what is wrong and where, and nothing that anybody said. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redacted, textsIn } from '../../src/converse/claude/redact.ts'

test.each([
  ['messages.3.content.0: Invalid `signature` in `thinking` block'],
  ['messages.5: all messages must have non-empty content'],
  ['Requests which include `tool_use` or `tool_result` blocks must define tools.'],
  ['max_tokens: 999999 > 64000, which is the maximum allowed number of output tokens'],
  ['This model does not support assistant message prefill.'],
])('the API’s own words stay: %s', (message) => {
  expect(redacted(message, [])).toBe(message)
})

test.each([
  ['what it quotes', `Input tag 'my secret word' found`, 'Input tag … found'],
  ['an id', 'unexpected tool_use_id: toolu_01NRLabsLyVHZPKxbKvkfSMn.', 'unexpected tool_use_id: …'],
  ['a key', 'invalid x-api-key: sk-ant-secretkey', 'invalid x-api-key: …'],
  ['an address', 'see https://example.com/a?token=b now', 'see … now'],
  ['a mail', 'ask ada@example.com now', 'ask … now'],
  ['other alphabets', 'bad text паро́ль here', 'bad text … here'],
])('%s goes', (_, message, expected) => {
  expect(redacted(message, [])).toBe(expected)
})

test('words in a row that somebody said go, with whatever stands between them', () => {
  const said = ['My cat is called\nMinka, and she bites.']
  expect(redacted('messages.0: cannot parse my cat is called minka or so on', said)).toBe(
    'messages.0: cannot parse … or so on',
  )
})

describe('whatever is said and whatever the message is', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{2,9}$/), { minLength: 3, maxLength: 12 })

  test('no two words of it in a row are in the log', () => {
    fc.assert(
      fc.property(words, words, words, (said, before, after) => {
        const line = redacted([...before, ...said, ...after].join(' '), [said.join(' ')])
        for (let at = 0; at + 2 <= said.length; at += 1)
          expect(` ${line} `).not.toContain(` ${said.slice(at, at + 2).join(' ')} `)
      }),
    )
  })

  test('it is one short line of plain characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000, unit: 'grapheme' }), (message) => {
        const line = redacted(message, [])
        expect(line.length).toBeLessThanOrEqual(300)
        expect(line).toMatch(/^[\x20-\x7e…]*$/)
        expect(line).not.toMatch(/\w*\d\w*[a-z]\w{12,}/i)
      }),
    )
  })
})

test('the texts of a request are found at any depth, the bytes of files are not', () => {
  const request = [
    {
      role: 'user',
      content: [
        { type: 'image', source: { data: 'AAAA' } },
        { type: 'text', text: 'Look.' },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', content: [{ type: 'text', text: 'Found.' }] }] },
  ]
  expect(textsIn(request)).toEqual(expect.arrayContaining(['Look.', 'Found.']))
  expect(textsIn(request)).not.toContain('AAAA')
})
