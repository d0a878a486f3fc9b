/** The local Claude looks into files as the real one does: it refuses what that refuses, and says what it sees. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../src/playground/claude/content.ts'
import { talk } from '../../src/playground/claude/canned-replies.ts'
import { base64, gif, jpeg, padded, pdf, png, webp } from '../fakes/files.ts'
import { type Stage, stage } from '../fakes/local-claude.ts'

let on: Stage
beforeAll(async () => {
  on = await stage()
})
afterAll(() => on.claude.close())

const image = (file: Uint8Array, kind = 'png') => ({
  type: 'image',
  source: { type: 'base64', media_type: `image/${kind}`, data: base64(file) },
})
const document = (file: Uint8Array, more: Record<string, unknown> = {}) => ({
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: base64(file) },
  ...more,
})
const asked = (...blocks: object[]) => ({
  messages: [{ role: 'user', content: [...blocks, { type: 'text', text: 'What is this?' }] }],
})

test.each([
  ['png', png()],
  ['jpeg', jpeg()],
  ['gif', gif()],
  ['webp', webp.extended()],
])('%s is taken', async (kind, file) => {
  expect((await on.post({ ...on.params('x'), ...asked(image(file, kind)) })).status).toBe(200)
})

test('a PDF of a hundred pages is taken', async () => {
  expect((await on.post({ ...on.params('x'), ...asked(document(pdf(100), { title: 'a' })) })).status).toBe(
    200,
  )
})

test.each<[string, object[], string]>([
  [
    'a picture of too many bytes',
    [image(padded(png(), 3_932_163))],
    'image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes',
  ],
  ['a picture that is too wide', [image(png(8_001, 1))], 'exceed max allowed size: 8000 pixels'],
  [
    'many pictures, one of them too wide for many',
    [...Array.from({ length: 20 }, () => image(png())), image(png(2_001, 1))],
    'exceed max allowed size for many-image requests: 2000 pixels',
  ],
  ['a damaged picture', [image(png().subarray(0, 12))], 'Could not process image'],
  ['a damaged PDF', [document(pdf().subarray(0, 20))], 'The PDF specified was not valid.'],
  ['a PDF with a password', [document(pdf(1, '/Encrypt 3 0 R'))], 'The PDF specified is password protected.'],
  [
    'too many pages together',
    [document(pdf(60)), document(pdf(41))],
    'A maximum of 100 PDF pages may be provided.',
  ],
  ['a document without a title that has one', [document(pdf(), { title: '' })], 'at least 1 character'],
  [
    'a document with a very long title',
    [document(pdf(), { title: 'x'.repeat(501) })],
    'at most 500 characters',
  ],
])('%s is refused', async (_, blocks, why) => {
  const refusal = await on.refusal(asked(...blocks))
  expect(refusal).toMatch(/^400 invalid_request_error messages\.0\.content\.\d+\./)
  expect(refusal).toContain(why)
})

const said = (...messages: Message[]): string => {
  const answer = talk(messages, [], [])
  return 'say' in answer ? answer.say : ''
}
const user = (text: string, ...blocks: object[]): Message => ({
  role: 'user',
  content: [...(blocks as Message['content']), { type: 'text', text }],
})
const line = (rest: string) => ({ type: 'text', text: `[file 482715: "a.txt", text, 1 KB${rest}]\n` })
const text = (data: string, more = {}) => ({
  type: 'document',
  title: 'a.txt',
  source: { type: 'text', media_type: 'text/plain', data },
  ...more,
})

describe('the default talk', () => {
  const reply: Message = { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] }

  test('says what of a picture has arrived', () => {
    expect(said(user('What is it?', image(padded(png(), 12_345))))).toBe('I see a PNG of 12 KB, 640 × 480')
    expect(said(user('Was ist das?', image(jpeg(), 'jpeg')))).toBe('Ich sehe ein JPEG mit 1 KB, 640 × 480')
  })

  test('says how a text begins, and of a PDF what it is called', () => {
    expect(said(user('What is it?', text('\nfirst\nsecond')))).toBe(
      'I see a text "a.txt" of 3 lines, which begins:\n> first',
    )
    expect(said(user('What is it?', text('x', { context: 'more' })))).toContain('and there is more of it')
    expect(said(user('What is it?', document(pdf(), { title: 'plan.pdf' })))).toBe(
      'I see a PDF "plan.pdf" of 1 KB',
    )
  })

  test('still sees an earlier file when it is asked about one, and else goes on', () => {
    const before = [user('What is it?', line(''), text('first')), reply]
    expect(said(...before, user('What was in the file?'))).toMatch(/^I still see a text "a\.txt"/)
    expect(said(...before, user('How are you?'))).toContain('local stand-in')
    const picture = [user('And this?', image(png())), reply]
    expect(said(...picture, ...before, user('How wide is the picture?'))).toMatch(/^I still see a PNG/)
  })

  test('knows that a file is gone', () => {
    const before = [user('What is it?', line(', no longer attached')), reply]
    expect(said(...before, user('What was in the file?'))).toMatch(/\*\*a\.txt\*\*, but I no longer see it/)
    expect(said(...before, user('what did I ask before?'))).toBe('Before this you said:\n\n1. What is it?')
  })
})
