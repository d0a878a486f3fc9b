/** Ids: what the guards let through, and what can be read from an id. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isChannelId,
  isGuildId,
  isInteractionId,
  isMemberId,
  isMessageId,
  isReplyToken,
  isThreadId,
  madeAt,
  threadOf,
} from '../../src/ids.ts'
import { channelId, interactionId, memberId } from '../build.ts'

const snowflakes = [isInteractionId, isChannelId, isGuildId, isMemberId, isMessageId]

test.each(['1', '0', '290926798626357999', '18446744073709551615'])('%s is a snowflake', (raw) => {
  for (const is of snowflakes) expect(is(raw)).toBe(true)
})

test.each([
  '',
  ' 1',
  '1 ',
  '1\n',
  '-1',
  '1.5',
  '0x1f',
  '١٢٣',
  '123456789012345678901',
  123,
  null,
  undefined,
  ['1'],
])('%j is no snowflake', (raw) => {
  for (const is of snowflakes) expect(is(raw)).toBe(false)
})

test('a real token is a reply token', () => {
  expect(isReplyToken('aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpBYmMtX34u')).toBe(true)
})

test.each(['', 'a/b', 'a?b', 'a#b', 'a%2fb', 'a b', 'a\nb', 'ä', '..', '.', 'x'.repeat(1_025), 7, null])(
  '%j is no reply token',
  (raw) => expect(isReplyToken(raw)).toBe(false),
)

test('a reply token never changes the path that it is put into', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '%', '2', 'e') }),
  )
  fc.assert(
    fc.property(texts, (raw) => {
      fc.pre(isReplyToken(raw))
      expect(new URL(`https://discord.com/webhooks/1/${raw}/messages`).pathname).toBe(
        `/webhooks/1/${raw}/messages`,
      )
    }),
    { numRuns: 1_000 },
  )
})

test('a shared conversation is known by its channel, one of a single member by both', () => {
  expect(threadOf(channelId('12'))).toBe('12')
  expect(threadOf(channelId('12'), memberId('34'))).toBe('12:34')
  expect(isThreadId('12')).toBe(true)
  expect(isThreadId('12:34')).toBe(true)
})

test.each(['', '12:', ':34', '12:34:56', '12 34', '12:a', 12, null])('%j is no thread', (raw) =>
  expect(isThreadId(raw)).toBe(false),
)

const joined = ([channel, member]: [string, string | undefined]): string =>
  threadOf(channelId(channel), member === undefined ? undefined : memberId(member))

test('no two pairs of channel and member share a thread', () => {
  const digits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
  const pair = fc.tuple(digits, fc.option(digits, { nil: undefined }))
  fc.assert(
    fc.property(pair, pair, (a, b) => {
      expect(joined(a) === joined(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
    }),
    { numRuns: 1_000 },
  )
})

test('an id tells when it was made', () => {
  // The example of Discord's reference.
  expect(madeAt(interactionId('175928847299117063'))).toBe(1_462_015_105_796)
  expect(madeAt(interactionId('0'))).toBe(Date.UTC(2015, 0, 1))
})
