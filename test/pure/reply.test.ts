/** Whole replies: an ordinary answer, one that an earlier try left behind, and a source that breaks. */

import { describe, expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { BUG_NOTE, play, note, trickle, words, HELLO } from '../fakes/play-reply.ts'

const withoutMark = (call: string): string => call.replace(/ ▌$/, '')

describe('an ordinary answer', () => {
  test('shows its first words at once, and its last when they come', async () => {
    const { discord, delivered, shown } = await play({ acts: [500, HELLO, 4_000, ' Bye.'] })
    expect(discord.calls).toEqual([`500 edit 0: ${HELLO} ▌`, `4500 edit 0: ${HELLO} Bye.`])
    expect(shown).toEqual([`${HELLO} Bye.`])
    expect(delivered).toMatchObject({
      messages: [{ content: `${HELLO} Bye.` }],
      outcome: 'whole',
      replaced: 0,
      shown: 30,
      pages: 1,
      edits: 2,
      rateLimited: 0,
      refused: 0,
      firstWordsAt: 560,
      lastEditAt: 4_560,
    })
  })

  test('that is there at once is one edit', async () => {
    const { discord } = await play({ acts: ['Hello world.'] })
    expect(discord.calls).toEqual(['0 edit 0: Hello world.'])
  })

  test('waits until Discord surely knows the reply', async () => {
    const { discord } = await play({ acts: ['Hello.'], options: { notBefore: 250 } })
    expect(discord.calls).toEqual(['250 edit 0: Hello.'])
  })

  test('the latest text wins: a slow Discord makes fewer edits, not older ones', async () => {
    const { discord, shown } = await play({
      acts: trickle('abcdefghijklmnopqrstuvwxyz', 1, 500),
      latency: () => ({ up: 1_500, down: 1_500 }),
    })
    // The newest letter is held back until the next one comes: an accent may belong to it.
    expect(discord.calls.map(withoutMark)).toEqual([
      '500 edit 0: a',
      '3500 edit 0: abcdef',
      '6500 edit 0: abcdefghijkl',
      '9500 edit 0: abcdefghijklmnopqr',
      '12500 edit 0: abcdefghijklmnopqrstuvwx',
      '15500 edit 0: abcdefghijklmnopqrstuvwxyz',
    ])
    expect(shown).toEqual(['abcdefghijklmnopqrstuvwxyz'])
  })

  test('the last edit does not wait for the pace of the others', async () => {
    const { discord } = await play({ acts: [HELLO, 100, ' And', 100, ' bye.'] })
    expect(discord.calls.at(-1)).toBe(`200 edit 0: ${HELLO} And bye.`)
  })

  test('without streaming is one edit', async () => {
    const { discord } = await play({ acts: ['Hello', 5_000, ' world.'], options: { streaming: false } })
    expect(discord.calls).toEqual(['5000 edit 0: Hello world.'])
  })

  test('that is long goes on in further messages, each checkpointed', async () => {
    const { discord, shown, delivered, checkpoints } = await play({ acts: trickle(words(900), 80, 100) })
    expect(discord.violations).toEqual([])
    expect(shown.length).toBeGreaterThan(2)
    expect(delivered?.pages).toBe(shown.length)
    expect(checkpoints.at(-1)?.map(({ content }) => content)).toEqual(shown)
    expect(checkpoints.at(-1)?.map(({ message }) => message)).toEqual(discord.messages.map(({ id }) => id))
  })

  test('over the number of messages ends with the whole of it in a file', async () => {
    const text = words(2_000)
    const { discord, shown, delivered } = await play({ acts: trickle(text, 200, 50) })
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 5 })
    expect(shown).toHaveLength(5)
    expect(shown.at(-1)).toMatch(/attached file\.$/)
    expect(discord.messages.map(({ file }) => file)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      text,
    ])
  })

  test('of nothing that can be seen still ends in a sentence', async () => {
    for (const text of ['<!-- nothing -->', '<br>', '\u200b', '```\n```']) {
      const { shown, delivered } = await play({ acts: [text] })
      expect(shown).toEqual([sentence('empty answer', 'en')])
      expect(delivered?.outcome).toBe('whole')
    }
  })

  test('of which there is only a note is that note', async () => {
    const { discord } = await play({ acts: [300, note('Claude is overloaded.')] })
    expect(discord.calls).toEqual(['300 edit 0: Claude is overloaded.'])
  })

  test('with a note ends with it', async () => {
    const { shown } = await play({ acts: ['Half', 2_000, note('Cut off.')] })
    expect(shown).toEqual(['Half\n\nCut off.'])
  })
})

describe('a reply that an earlier try left behind', () => {
  const before = ['Hello world, this is what', ' was said before.']
  const longer = trickle('Hello world, this is what was said before, and then some more of it.', 10, 1_000)

  test('is edited in its place, and never shrinks while the new answer is shorter', async () => {
    const { discord, shown } = await play({ acts: longer, before })
    expect(shown).toEqual(['Hello world, this is what was said before, and then some more of it.'])
    const edits = discord.calls.filter((call) => call.includes(' edit 0: '))
    for (const edit of edits) expect(edit.length).toBeGreaterThan(before.join('').length)
    expect(discord.calls.some((call) => call.includes('create'))).toBe(false)
  })

  test('loses the messages that the new answer does not need', async () => {
    const { discord, delivered } = await play({ acts: ['Short.'], before: ['One', 'Two', 'Three'] })
    expect(discord.calls.map((call) => call.replace(/^\d+ /, ''))).toEqual([
      'edit 0: Short.',
      'remove 2',
      'remove 1',
    ])
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 1 })
  })

  test('that is the whole answer already is not touched', async () => {
    const { discord, delivered } = await play({ acts: ['Same.'], before: ['Same.'] })
    expect(discord.calls).toEqual([])
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 1, edits: 0 })
  })

  test('with a message that cannot be removed does not keep the turn open', async () => {
    const { delivered } = await play({
      acts: ['Short.'],
      before: ['One', 'Two'],
      trouble: (_, kind) => (kind === 'remove' ? { lost: 'before' } : undefined),
    })
    expect(delivered?.outcome).toBe('whole')
  })
})

describe('a source that breaks', () => {
  test('leaves what there was with a note, and the error goes on', async () => {
    const { error, shown } = await play({ acts: ['Half', 2_000, new Error('a bug')] })
    expect(error).toEqual(new Error('a bug'))
    expect(shown).toEqual([`Half\n\n${BUG_NOTE}`])
  })

  test('before a word leaves the note', async () => {
    const { error, shown } = await play({ acts: [new Error('a bug')] })
    expect([error, shown]).toEqual([new Error('a bug'), [BUG_NOTE]])
  })
})
