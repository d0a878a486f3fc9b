/** A member attaches a file: Claude sees it now and while the session lasts, and every no is a sentence. */

import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { inject, expect, test } from 'vitest'
import { base64, padded, pdf, png } from '../fakes/files.ts'
import { spoilFileAddress } from './altered.ts'
import { snowflake, unique } from './ids.ts'
import { type ModelBlock, modelCalls, release, script } from './local-claude.ts'
import { ask } from './member.ts'
import { ended, rowCount, settled, storedText } from './rows.ts'
import { thread } from './thread-object.ts'
import { hurry, later } from './time.ts'

const png1 = { filename: 'cat.png', contentType: 'image/png', base64: base64(png()) }
const SEES = { say: 'I see it.' }

/** What Claude was shown in each call about `word`, the text blocks without their question. */
const shown = async (word: string): Promise<readonly (readonly ModelBlock[])[]> =>
  (await modelCalls(word)).map(({ body }) => body.messages.flatMap(({ content }) => content))

const pages = (filename: string, count: number): readonly unknown[] => [
  { filename, base64: base64(pdf(count)) },
]
const titles = (blocks: readonly ModelBlock[] = []): readonly unknown[] =>
  blocks.filter(({ type }) => type === 'document').map(({ title }) => title)

test('a picture is shown before its question, byte for byte', async () => {
  const word = unique()
  await script(word, SEES)
  await (await ask({ prompt: word, guild: null, attachments: [png1] })).text('I see it.')
  const [blocks = []] = await shown(word)
  expect(blocks).toEqual([
    { type: 'text', text: expect.stringMatching(/^\[file \w{16}: "cat\.png", PNG, 1 KB\]\n$/) },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png1.base64 } },
    { type: 'text', text: word },
  ])
})

test('a PDF of several parts comes whole, whatever it calls itself', async () => {
  const word = unique()
  const file = padded(pdf(3), 2_500_000)
  file.set(new TextEncoder().encode('%%EOF'), 2_499_990)
  await script(word, SEES)
  const attached = { filename: 'x.png', contentType: 'image/png', base64: base64(file) }
  await (await ask({ prompt: word, attachments: [attached] })).text('I see it.')
  const document = (await shown(word))[0]?.find(({ type }) => type === 'document')
  expect(document).toMatchObject({ title: 'x.png', source: { media_type: 'application/pdf' } })
  expect(document?.source?.data === base64(file)).toBe(true)
})

test('a text that is longer than it may be is shown in part, and the member is told', async () => {
  const word = unique()
  await script(word, SEES)
  const asked = await ask({
    prompt: word,
    attachments: [{ filename: 'a.log', text: 'line\n'.repeat(40_000) }],
  })
  expect(await asked.text(/KB\.$/)).toBe('I see it.\n\nYour file is long. Claude read only the first 160 KB.')
  const document = (await shown(word))[0]?.find(({ type }) => type === 'document')
  expect(document?.source?.data).toBe('line\n'.repeat(32_000))
})

test('a follow-up is shown the same file at the same place, and reads it from the prompt cache', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, SEES)
  await script(second, { say: 'Still there.' })
  const file = { filename: 'notes.txt', text: 'remember the milk\n'.repeat(500) }
  await (await ask({ prompt: first, channel, attachments: [file] })).text('I see it.')
  await ended(channel)
  await (await ask({ prompt: second, channel })).text('Still there.')
  const [before, after] = [(await modelCalls(first))[0], (await modelCalls(second))[0]]
  expect(JSON.stringify(after?.body.messages[0])).toBe(JSON.stringify(before?.body.messages[0]))
  expect(after?.usage?.['cache_read_input_tokens']).toBeGreaterThan(2_000)
  expect(after?.usage?.['input_tokens']).toBeLessThan(100)
})

test('with its session the file goes, and one line is left of it', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, SEES)
  await script(second, { say: 'Attach it again.' })
  await (await ask({ prompt: first, channel, attachments: [png1] })).text('I see it.')
  await ended(channel)
  expect(await parts(channel)).toBe(1)
  await later(channel, 1_800_000)
  expect(await parts(channel)).toBe(0)
  await later(channel, 0)
  await (await ask({ prompt: second, channel })).text('Attach it again.')
  const blocks = (await shown(second))[0] ?? []
  expect(blocks.filter(({ type }) => type !== 'text')).toEqual([])
  expect(blocks.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/\n\[file \w{16}: "cat\.png", PNG, 1 KB, no longer attached\]\n/),
  )
})

test('a session that nobody closed leaves its files behind all the same', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, SEES)
  await script(second, { say: 'Attach it again.' })
  await (await ask({ prompt: first, channel, attachments: [png1] })).text('I see it.')
  await ended(channel)
  await runInDurableObject(thread(channel), (_, state) => {
    state.storage.kv.put('sessionOpenedAt', 0)
    state.storage.kv.put('lastTurnAt', 0)
  })
  await evictDurableObject(thread(channel))
  await (await ask({ prompt: second, channel })).text('Attach it again.')
  expect(JSON.stringify(await shown(second))).toContain('no longer attached')
  expect(await parts(channel)).toBe(0)
})

test('an answer about a file is neither taken from the cache nor put there', async () => {
  const word = unique()
  const guild = snowflake()
  await script(word, { say: 'A cat.' }, { say: 'A dog.' })
  await (await ask({ prompt: word, guild, attachments: [png1] })).text('A cat.')
  await (await ask({ prompt: word, guild })).text('A dog.')
  expect(await modelCalls(word)).toHaveLength(2)
})

const elsewhere = (path: string): string => `https://cdn.discordapp.com.evil.example${path}`
test.each<[string, Record<string, unknown>, RegExp]>([
  [
    'of another host',
    { ...png1, url: elsewhere('/ephemeral-attachments/1/2/a.png') },
    /can only read files from Discord/,
  ],
  [
    'of another path',
    { ...png1, url: `${inject('claude')}/_local/requests` },
    /can only read files from Discord/,
  ],
  [
    'that leads elsewhere',
    { ...png1, fault: { status: 302, location: '/files/1/a' } },
    /could not download that file/,
  ],
  ['that has expired', { ...png1, expiresInMs: -1 }, /no longer on Discord/],
  ['that is forbidden', { ...png1, fault: { status: 403 } }, /no longer on Discord/],
  ['that is too large a picture', { ...png1, base64: base64(padded(png(), 4e6)) }, /too large/],
  ['that is too large and says it is small', { text: 'x'.repeat(9e6), size: 3 }, /too large/],
  ['that says it is too large', { text: 'x', size: 9e6 }, /too large/],
  ['that is a damaged archive', { filename: 'a.pdf', base64: 'UEsDBAAAAAA=' }, /damaged/],
  [
    'that is a HEIC photo',
    { filename: 'a.jpg', base64: 'AAAAGGZ0eXBoZWljAAAAAA==' },
    /^That is a HEIC photo/,
  ],
  [
    'that is a PDF cut short',
    { base64: base64(new TextEncoder().encode('%PDF-1.7 and then nothing')) },
    /damaged/,
  ],
  ['with nothing in it', { filename: 'a.txt', text: '' }, /file is empty/],
  ['with a password', { base64: base64(pdf(1, '/Encrypt 5 0 R')) }, /has a password/],
  ['with too many pages', { base64: base64(pdf(101)) }, /more than 100 pages/],
])('a file %s ends in a sentence, and Claude is not asked', async (_, file, sentence) => {
  const word = unique()
  const channel = snowflake()
  const asked = await ask({ prompt: word, channel, attachments: [file] })
  expect(asked.answer.type).toBe(5)
  expect(await asked.text(sentence)).toMatch(sentence)
  await ended(channel)
  expect(await modelCalls(word)).toEqual([])
  expect(await parts(channel)).toBe(0)
})

test('a file that hangs is given up', async () => {
  const channel = snowflake()
  await hurry(channel, 50)
  const asked = await ask({ prompt: unique(), channel, attachments: [{ ...png1, fault: 'hang' }] })
  expect(await asked.text(/in time/)).toMatch(/^I could not download that file from Discord in time/)
})

test('a file that Claude refuses ends in a sentence about the file, and leaves nothing behind', async () => {
  const word = unique()
  const channel = snowflake()
  const noPdf = base64(new TextEncoder().encode('%PDF-1.7 and then nothing of the kind startxref'))
  await (
    await ask({ prompt: word, channel, attachments: [{ filename: 'a.pdf', base64: noPdf }] })
  ).text(/Claude could not read that file/)
  await ended(channel)
  expect(await parts(channel)).toBe(0)
})

test('a file of many pages stays for the next question, and the older ones give way to it', async () => {
  const [first, second, third] = [unique('first'), unique('second'), unique('third')]
  const channel = snowflake()
  for (const word of [first, second, third]) await script(word, SEES)
  await (await ask({ prompt: first, channel, attachments: pages('old.pdf', 10) })).text('I see it.')
  await ended(channel)
  await (await ask({ prompt: second, channel, attachments: pages('new.pdf', 90) })).text('I see it.')
  await ended(channel)
  await (await ask({ prompt: third, channel })).text('I see it.')
  expect(titles((await shown(third))[0])).toEqual(['new.pdf'])
})

test('when Claude finds the files too much together, the older ones give way', async () => {
  const [first, second] = [unique('first'), unique('second')]
  const channel = snowflake()
  await script(first, SEES)
  await script(second, { status: 400 }, { say: 'Only the new one.' })
  await (await ask({ prompt: first, channel, attachments: pages('old.pdf', 1) })).text('I see it.')
  await ended(channel)
  await (
    await ask({ prompt: second, channel, attachments: pages('new.pdf', 1) })
  ).text(/^Only the new one\.\n\n-# Claude rejected old files/)
  expect((await shown(second)).map(titles)).toEqual([['old.pdf', 'new.pdf'], ['new.pdf']])
  await ended(channel)
  expect(await parts(channel)).toBe(1)
})

test('a session holds ten files at most', async () => {
  const channel = snowflake()
  const word = unique()
  await script(word, SEES)
  for (const n of [1, 2, 3, 4]) {
    const attachments = ['a', 'b', 'c'].map((part) => ({ filename: `${n}${part}.txt`, text: `file ${n}` }))
    await (await ask({ prompt: `${word} ${n}`, channel, attachments })).text('I see it.')
    await ended(channel)
  }
  expect(await parts(channel)).toBe(10)
  const last = (await shown(`${word} 4`))[0] ?? []
  const names = ['1c', '2a', '2b', '2c', '3a', '3b', '3c', '4a', '4b', '4c'].map((name) => `${name}.txt`)
  expect(titles(last)).toEqual(names)
  expect(last.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/\n\[file \w{16}: "1b\.txt", text, 1 KB, no longer attached\]\n/),
  )
})

test('a turn that a crash cut off needs the address no more', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: 'First try, and a second.', hold: true, holdAfterChars: 10 },
    { say: 'First try, and a second.', continues: true },
  )
  const asked = await ask({ prompt: word, channel, attachments: [{ ...png1, expiresInMs: 5_000 }] })
  await asked.growing('First try,')
  await settled(channel, asked, 10)
  // As if the address had expired meanwhile: nothing but what was written down can bring the file.
  await spoilFileAddress(channel)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
  expect(await asked.text('a second.')).toBe('First try, and a second.')
  const calls = await shown(word)
  expect(calls).toHaveLength(2)
  // After it come what was said, and the request to go on.
  expect(calls[1]?.slice(0, -2)).toEqual(calls[0])
  await release(word)
})

test('nothing that is left of an ended turn can fetch its file', async () => {
  const channel = snowflake()
  const word = unique()
  await script(word, SEES)
  await (await ask({ prompt: word, channel, attachments: [png1] })).text('I see it.')
  await ended(channel)
  const dump = await storedText(channel, 'turns', 'exchanges', 'files', 'file_parts')
  expect(dump).toContain('cat.png')
  expect(dump).not.toContain('ephemeral-attachments')
})

/** How many rows of files a thread holds. */
const parts = (key: string): Promise<number> => rowCount(key, 'file_parts')
