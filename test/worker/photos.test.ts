/** Photos that are too large or of a foreign kind: Discord makes them smaller, or a sentence names the way out. */

import { inject, expect, test } from 'vitest'
import { base64, jpeg, padded, webp } from '../fakes/files.ts'
import { unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask } from './member.ts'

const heic = Uint8Array.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', (letter) => letter.charCodeAt(0))
const small = base64(webp.lossy(2_000, 1_500))
const photo = (bytes: Uint8Array) => ({
  filename: 'photo.jpg',
  contentType: 'image/jpeg',
  base64: base64(bytes),
})
const large = photo(padded(jpeg(4_032, 3_024), 4_500_000))

test.each<[string, Record<string, unknown>]>([
  ['of too many bytes', { ...large, smaller: small }],
  ['of too many pixels', { ...photo(jpeg(9_000, 6_000)), smaller: small }],
  ['that is not even fetched', { ...photo(jpeg(4_032, 3_024)), size: 9e6, smaller: small }],
  [
    'of a foreign kind that Discord can read',
    { ...photo(heic), pixels: { width: 40, height: 30 }, smaller: small },
  ],
])('a photo %s is shown smaller', async (_, file) => {
  const word = unique()
  await script(word, { say: 'A cat.' })
  await (await ask({ prompt: word, guild: null, attachments: [file] })).text('A cat.')
  const blocks = ((await modelCalls(word))[0]?.body.messages ?? []).flatMap(({ content }) => content)
  expect(blocks.find(({ type }) => type === 'image')).toMatchObject({
    source: { media_type: 'image/webp', data: small },
  })
  expect(blocks[0]?.text).toMatch(/^\[file \w{16}: "photo\.jpg", [\w ]+, made smaller, /)
})

test.each<[string, Record<string, unknown>, RegExp]>([
  ['which Discord cannot make smaller', large, /too large/],
  ['at another host', { ...large, smaller: small, mediaUrl: `${inject('claude')}/x` }, /too large/],
  ['that stays too large', { ...large, smaller: base64(webp.lossy(9_000, 10)) }, /too large/],
  ['that is HEIC', photo(heic), /^That is a HEIC photo.*screenshot/],
])('a photo %s ends in a sentence, and Claude is not asked', async (_, file, sentence) => {
  const word = unique()
  expect(await (await ask({ prompt: word, attachments: [file] })).text(sentence)).toMatch(sentence)
  expect(await modelCalls(word)).toEqual([])
})
