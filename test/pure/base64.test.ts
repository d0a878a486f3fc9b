/** Base64 is what everybody else makes of the same bytes. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64 } from '../../src/converse/files/base64.ts'

test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('%j becomes %j (RFC 4648, section 10)', (text, encoded) => {
  expect(base64(new TextEncoder().encode(text))).toBe(encoded)
})

test('any bytes become what Node makes of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(5), (bytes, from) => {
      const part = bytes.subarray(from)
      expect(base64(part)).toBe(Buffer.from(part).toString('base64'))
    }),
  )
})
