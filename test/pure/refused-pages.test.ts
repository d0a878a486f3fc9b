/** A page whose text Discord refuses gets a sentence, and the rest of the answer goes on. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { type Play, type Played, play, trickle, words } from '../fakes/play-reply.ts'

const FILTERED = sentence('filtered', 'en')

/** How many calls carried a text that the filter takes. */
const triesOf = ({ discord }: Played, word: string): number =>
  discord.calls.filter((call) => call.includes(word)).length

describe('a filter of the server', () => {
  test('that takes the first of two pages leaves the second', async () => {
    const { shown, delivered, abandoned } = await play({
      acts: trickle(words(400), 100, 200),
      filter: (content) => content.includes('word17 '),
    })
    expect(shown[0]).toBe(FILTERED)
    expect(shown[1]).toContain('word399')
    expect([delivered?.outcome, delivered?.replaced, abandoned]).toEqual(['filtered', 1, 0])
  })

  test('that takes a new page leaves those before it and those after it', async () => {
    const { shown, delivered } = await play({
      acts: trickle(words(700), 100, 200),
      filter: (content) => content.includes('word301 '),
      options: { language: 'de' },
    })
    expect(shown[0]).toMatch(/^word0 word1/)
    expect(shown[1]).toBe(sentence('filtered', 'de'))
    expect(shown.at(-1)).toContain('word699')
    expect(delivered).toMatchObject({ outcome: 'filtered', replaced: 1, pages: shown.length })
  })

  test('that takes a word which has only begun does not harm the word', async () => {
    const { shown, delivered } = await play({
      acts: ['This is the right cla', 3_000, 'ssroom for all of us.', 3_000, ' Come in.'],
      filter: (content) => /\bcla\b/.test(content),
    })
    expect(shown).toEqual(['This is the right classroom for all of us. Come in.'])
    expect(delivered).toMatchObject({ outcome: 'whole', replaced: 0 })
  })

  test('is told of a word three times at most, however long the page goes on', async () => {
    const played = await play({
      acts: trickle(`A badword here. ${words(100)}`, 20, 1_500),
      filter: (content) => content.includes('badword'),
    })
    expect(triesOf(played, 'badword')).toBeLessThanOrEqual(3)
    expect(played.shown).toEqual([FILTERED])
  })

  test('leaves what stands until the growing page is complete', async () => {
    const { discord, shown } = await play({
      acts: ['A first sentence of the answer.', 5_000, ' Then badword.', 5_000, ' And more.', 5_000, ' End.'],
      filter: (content) => content.includes('badword'),
    })
    const standing = discord.calls.filter((call) => !call.includes('badword'))
    expect(standing.at(-1)).toContain(FILTERED)
    expect(shown).toEqual([FILTERED])
  })

  test('that takes the last page of many leaves the file with the whole answer', async () => {
    const text = words(1_800)
    const { discord, shown } = await play({
      acts: [text],
      filter: (content) => content.includes('The rest of the answer') && content.includes('word'),
    })
    expect(shown).toHaveLength(5)
    expect(shown[4]).toBe(`${FILTERED} ${sentence('goes on in the file', 'en')}`)
    expect(discord.messages[4]?.file).toBe(text)
  })

  test('that takes even the sentence ends the reply and its source', async () => {
    const { discord, delivered, abandoned } = await play({ acts: ['Hello'], filter: () => true })
    expect([delivered?.outcome, discord.calls.length, abandoned]).toEqual(['filtered', 2, 1])
  })

  test('of an answer that is shown all at once is the same', async () => {
    const { shown } = await play({
      acts: trickle(words(400), 100, 20),
      filter: (content) => content.includes('word17 '),
      options: { streaming: false },
    })
    expect(shown[0]).toBe(FILTERED)
    expect(shown[1]).toContain('word399')
  })
})

test('a form that Discord refuses gets its own sentence', async () => {
  const { shown, delivered } = await play({
    acts: ['Hello'],
    trouble: (n) => (n === 1 ? { why: 'unwanted' } : undefined),
  })
  expect(shown).toEqual([sentence('not accepted', 'en')])
  expect(delivered).toMatchObject({ outcome: 'unwanted', replaced: 1 })
})

/** All pages of an answer with a filter, and the same answer without one. */
async function both(how: Play): Promise<{ readonly filtered: Played; readonly free: Played }> {
  const { filter: _, ...free } = how
  return { filtered: await play(how), free: await play(free) }
}

test('whatever is filtered, all other pages arrive as they would without the filter', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 899 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 10, max: 600 }),
      async (bad, size, ms) => {
        const isBad = (content: string): boolean => bad.some((n) => new RegExp(`word${n}\\b`).test(content))
        const { filtered, free } = await both({ acts: trickle(words(900), size, ms), filter: isBad })
        expect(filtered.shown).toEqual(free.shown.map((page) => (isBad(page) ? FILTERED : page)))
        expect(filtered.abandoned).toBe(0)
        expect(filtered.discord.violations).toEqual([])
      },
    ),
    { numRuns: 60 },
  ))
