/** Several files of one question: each is named, one that is refused leaves the others, and the shell has them. */

import { expect, test } from 'vitest'
import { docx, xlsx } from '../fakes/documents.ts'
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
    '[file: "locked.pdf", PDF, 1 KB, not shown, in the shell as /files/locked.pdf]\n[file: "Übersicht März-2.csv", text, 1 KB, in the shell as /files/Übersicht_März-2.csv]\n',
    undefined,
    word,
  ])
})

test('the CSV that Excel writes, a workbook and a Word document are read, and the shell holds them as UTF-8', async () => {
  const word = unique()
  const look = 'cat Preise.csv; cat Umsatz.xlsx.d/*.csv; cat Plan.docx.d/text.txt'
  await script(word, { say: '', tools: [{ name: 'bash', input: { command: look } }] }, { say: 'Looked.' })
  const csv = Uint8Array.from('K\u00e4se;3,50 \u0080\r\n', (letter) => letter.charCodeAt(0))
  const rows = '<row><c t="s"><v>0</v></c><c><v>1200.5</v></c></row>'
  const asked = await ask({
    prompt: word,
    attachments: [
      { filename: 'Preise.csv', contentType: 'application/vnd.ms-excel', base64: base64(csv) },
      {
        filename: 'Umsatz.xlsx',
        base64: base64(xlsx({ März: rows }, { strings: '<si><t>Köln</t></si>' })),
      },
      { filename: 'Plan.docx', base64: base64(docx('<w:p><w:r><w:t>Größer</w:t></w:r></w:p>')) },
    ],
  })
  await asked.text(/^Looked\./)
  const blocks = await shown(word)
  expect(blocks.flatMap(({ source }) => (source?.data === undefined ? [] : [source.data]))).toEqual([
    'Käse;3,50 €\r\n',
    '## Sheet "März", 1 rows\nKöln,1200.5\n',
    'Größer',
  ])
  const seen = JSON.stringify((await modelCalls(word))[1]?.body.messages.at(-1))
  expect(seen).toContain('Käse;3,50 €\\r\\nKöln,1200.5\\nGrößer')
})

test('what Claude cannot be shown lies in the shell, and Claude is told what it is', async () => {
  const word = unique()
  await script(word, SEES)
  const mp3 = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0)
  const attached = { filename: 'song.mp3', contentType: 'text/plain', base64: base64(mp3) }
  expect(await (await ask({ prompt: word, guild: null, attachments: [attached] })).text('I see it.')).toBe(
    'I see it.',
  )
  expect((await shown(word)).map(({ text }) => text?.replaceAll(/ \w{16}/g, ''))).toEqual([
    `[file: "song.mp3", MP3 audio, 1 KB, not shown, in the shell as /files/song.mp3]\n${word}`,
  ])
})
