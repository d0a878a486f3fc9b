/** Which pages lead to the next by a link: where something else of ours came between, and nowhere else. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ourMessages } from '../../src/converse/thread/our-messages.ts'
import { linkEdits, messageLink } from '../../src/deliver/page-links.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import { channelId, guildId, interactionId, messageId } from '../build.ts'

const place = { guild: guildId('7'), channel: channelId('9') }

const page = (id: string, more: Partial<Shown> = {}): Shown => ({
  message: messageId(id),
  content: `Page ${id}.`,
  plainLinks: false,
  attached: false,
  ...more,
})

const standing = (...ids: readonly string[]): ReturnType<typeof ourMessages> => {
  const ours = ourMessages()
  for (const id of ids) ours.stands(interactionId(id))
  return ours
}

const edits = (pages: readonly Shown[], ...others: readonly string[]): ReturnType<typeof linkEdits> =>
  linkEdits(pages, standing(...others).isBetween, place, 'en')

test('a page links to the next one when a reply to another question stands between them', () => {
  expect(edits([page('100'), page('200'), page('300')], '150')).toEqual([
    {
      message: '100',
      body: {
        content: 'Page 100.',
        plainLinks: false,
        link: { label: '⬇ Continues below', url: 'https://discord.com/channels/7/9/200' },
      },
    },
  ])
})

test.each([
  ['one page', [page('100')], ['50', '150']],
  ['pages side by side', [page('100'), page('200')], ['50', '250']],
  ['pages that know only themselves', [page('100'), page('200')], ['100', '200']],
  ['a first page whose id nobody knows', [page('100', { message: '@original' }), page('200')], ['150']],
  ['a page with a file, which an edit would drop', [page('100', { files: 1 }), page('200')], ['150']],
])('nothing is linked of %s', (_, pages, others) => {
  expect(edits(pages, ...others)).toEqual([])
})

test('a message of a direct conversation has no server in its address', () => {
  expect(messageLink({ ...place, guild: null }, messageId('5'))).toBe('https://discord.com/channels/@me/9/5')
})

test('ids are compared as numbers, not as texts', () => {
  expect(edits([page('99'), page('1000')], '100')).toHaveLength(1)
  expect(edits([page('99'), page('1000')], '2000')).toEqual([])
})

test('an answer is linked exactly where it is torn, whatever stands in the channel', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 40 })
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 5 }), (all, count) => {
      const pages = all.slice(0, count).toSorted((a, b) => a - b)
      const others = all.slice(count)
      const torn = pages.filter((id, at) => {
        const next = pages[at + 1]
        return next !== undefined && others.some((other) => other > id && other < next)
      })
      const shown = pages.map((id) => page(String(id)))
      const linked = edits(shown, ...all.map(String)).map(({ message }) => Number(message))
      expect(linked).toEqual(torn)
    }),
  )
})

test('only the newest messages are remembered', () => {
  const ours = ourMessages()
  for (let id = 1; id <= 400; id += 1) ours.stands(interactionId(String(id)))
  expect(ours.isBetween(messageId('1'), messageId('3'))).toBe(false)
  expect(ours.isBetween(messageId('397'), messageId('399'))).toBe(true)
})
