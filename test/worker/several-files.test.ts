/** Several files of one question: each is named, one that is refused leaves the others, and the shell has them. */

import { expect, test } from 'vitest'
import { base64, pdf } from '../fakes/files.ts'
import { unique } from './ids.ts'
import { type ModelBlock, modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'

const SEES = { say: 'I see it.' }

/** What Claude was shown in the first call about `word`. */
const shown = async (word: string): Promise<readonly ModelBlock[]> =>
  ((await modelCalls(word))[0]?.body.messages ?? []).flatMap(({ content }) => content)

const titles = (blocks: readonly ModelBlock[]): readonly unknown[] =>
  blocks.filter(({ type }) => type === 'document').map(({ title }) => title)

test('three files go with one question: one is refused, and the others have their own names', async () => {
  const word = unique()
  await script(word, SEES)
  const asked = await ask({
    prompt: word,
    attachments: [
      { filename: 'Übersicht März.csv', text: 'a,1\n' },
      { filename: 'locked.pdf', base64: base64(pdf(1, '/Encrypt 5 0 R')) },
      { filename: 'Übersicht März.csv', text: 'b,2\n' },
    ],
  })
  expect(await asked.text(/password\.$/)).toBe(
    'I see it.\n\n**locked.pdf**: That PDF has a password. Please attach one without a password.',
  )
  const blocks = await shown(word)
  expect(titles(blocks)).toEqual(['Übersicht März.csv', 'Übersicht März-2.csv'])
  expect(blocks.map(({ text }) => text?.replaceAll(/ \w{16}/g, ''))).toEqual([
    expect.stringMatching(
      /\[file: "Übersicht März\.csv", text, 1 KB, in the shell as \/files\/Übersicht_März\.csv\]\n$/,
    ),
    undefined,
    '[file: "locked.pdf", file, 1 KB, not shown, in the shell as /files/locked.pdf]\n[file: "Übersicht März-2.csv", text, 1 KB, in the shell as /files/Übersicht_März-2.csv]\n',
    undefined,
    word,
  ])
})
