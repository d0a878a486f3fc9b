/** The buttons and the files of a reply: with which edit they go, and on which page they stand. */

import { describe, expect, test } from 'vitest'
import type { Piece } from '../fakes/pieces.ts'
import { play, note, trickle, words, HELLO } from '../fakes/play-reply.ts'

const buttons = (...labels: readonly string[]): Piece => ({
  kind: 'buttons',
  buttons: labels.map((label) => ({ id: label, label })),
})

const ending = (label: string): Piece => ({ kind: 'end', buttons: [{ id: label, label }] })

describe('buttons', () => {
  test('stand while the answer grows, change, and give way to those of the ended answer', async () => {
    const { discord, checkpoints } = await play({
      acts: [buttons('Stop'), HELLO, 2_000, ' More.', 2_000, buttons('Stopping'), 3_000, ending('Details')],
    })
    expect(discord.calls).toEqual([
      `0 edit 0: ${HELLO} ▌`,
      `2000 edit 0: ${HELLO} More. ▌`,
      `4000 edit 0: ${HELLO} More. ▌`,
      `7000 edit 0: ${HELLO} More.`,
    ])
    expect(checkpoints.flatMap((shown) => shown[0]?.buttons?.map(({ label }) => label) ?? [])).toEqual(
      ['Stop', 'Stop', 'Stopping', 'Details'].flatMap((label, at) => (at === 0 ? [label, label] : [label])),
    )
  })

  test('stand under the last page alone, and cost no call of their own', async () => {
    const acts = trickle(words(700), 200, 300)
    const plain = await play({ acts })
    const { discord, checkpoints } = await play({ acts: [buttons('Stop'), ...acts, ending('Details')] })
    expect(discord.calls).toEqual(plain.discord.calls)
    expect(discord.messages.map((message) => message.buttons)).toEqual([[], [], [], ['Details']])
    for (const shown of checkpoints)
      for (const page of shown.slice(0, -1)) expect(page.buttons ?? []).toEqual([])
    expect(discord.violations).toEqual([])
  })
})

const files = (...contents: readonly string[]): Piece => ({
  kind: 'files',
  files: contents.map((content) => ({ name: `${content}.txt`, type: 'text/plain', content })),
})

describe('files', () => {
  test('go with the last edit, whether a sentence of ours stands under the answer or none', async () => {
    for (const under of [[], [note('Made by a tool.')]]) {
      const { discord } = await play({
        acts: [HELLO, 2_000, files('chart'), ' More.', 2_000, ...under, ' Bye.'],
      })
      expect(discord.calls).toHaveLength(3)
      expect(discord.filed).toEqual(['', '', 'chart'])
    }
  })

  test('replace those of the snapshot before', async () => {
    const { discord } = await play({ acts: [files('one'), HELLO, 2_000, files('one', 'two'), ' Bye.'] })
    expect(discord.filed).toEqual(['', 'onetwo'])
  })

  test('go with the first edit where all is there at once, and stay under the note of a bug', async () => {
    const whole = await play({ acts: [files('chart'), 'Hello.'] })
    expect(whole.discord.filed.at(-1)).toBe('chart')
    const broken = await play({ acts: [files('chart'), 'Hello.', 2_000, new Error('a bug')] })
    expect(broken.discord.filed.at(-1)).toBe('chart')
  })
})
