/** The button Edit question: under an answer it asks anew in its place, under a question that waits it changes the text. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { contentOf, lastCall, shownIn } from './follow-press.ts'
import { forget } from './forgetting.ts'
import { snowflake, unique } from './ids.ts'
import { cachedAnswer } from './kept-answers.ts'
import { modelCalls, script, scriptGeneral } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { buttonOf, labels, press, pressId } from './press.ts'
import { ended, rowCount, storedText } from './rows.ts'
import { thread } from './thread-object.ts'

const english = (which: Case): string => sentence(which, 'en')
const [AGAIN, EDIT, MORE] = [english('try again'), english('edit'), english('more')]

interface Where extends AskOptions {
  readonly channel: string
  readonly member: string
}

const somewhere = (): Where => ({
  channel: snowflake(),
  member: snowflake(),
  name: 'Mia',
  guild: snowflake(),
})

/** An answer that has ended, and what was asked for it. */
async function answered(where: Where, rest = ''): Promise<{ readonly word: string; readonly asked: Asked }> {
  const word = unique()
  await script(word, { say: 'First answer.' }, { say: 'Another to the first.' })
  const asked = await ask({ prompt: `${word}${rest}`, ...where })
  await asked.text('First answer.')
  await ended(where.private === true ? `${where.channel}:${where.member}` : where.channel)
  return { word, asked }
}

test('the question is asked anew in place of the old exchange, and the old one stays behind the arrows', async () => {
  const where = somewhere()
  const { word, asked } = await answered(where, '\n  with a second line')
  const opened = await openEdit(asked, where)
  expect(opened.value).toBe(`${word}\n  with a second line`)
  const changed = unique('changed')
  await script(changed, { say: 'Second answer.' })
  expect(await sendEdit(opened, where, `${changed}\n  as it was meant`)).toBe('changed')
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  const said = (await lastCall(changed)).join('\n')
  expect(said).toContain(`${changed}\n  as it was meant`)
  expect(said).not.toMatch(new RegExp(`${word}|First answer`))
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, '‹', '2/2 ›', EDIT, MORE])
  const next = unique()
  await script(next, { say: 'I go on.' })
  await (await ask({ prompt: next, ...where })).text('I go on.')
  const after = (await lastCall(next)).join('\n')
  expect(after).toContain('Second answer.')
  expect(after).not.toMatch(new RegExp(`${word}|First answer`))
  await ended(where.channel)
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
})

test('behind the arrow each answer has its own question: Try again and Edit are about the one that is shown', async () => {
  const where = somewhere()
  const { word, asked } = await answered(where)
  const changed = unique('changed')
  await script(changed, { say: 'Second answer.' })
  await sendEdit(await openEdit(asked, where), where, changed)
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect(await press(asked, '‹', where)).toBe('changed')
  await shownIn(asked, 'First answer.')
  expect((await openEdit(asked, where)).value).toBe(word)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Another to the first.')
  await ended(where.channel)
  expect(await modelCalls(changed)).toHaveLength(1)
  expect(await press(asked, '‹', where)).toBe('changed')
  await shownIn(asked, 'Second answer.')
  expect((await openEdit(asked, where)).value).toBe(changed)
})

test('only who asked may change the question, in German; two modals do one thing, and nothing typed is lost', async () => {
  const where = { ...somewhere(), locale: 'de' }
  const { asked } = await answered(where)
  const { customId, message } = await buttonOf(asked, sentence('edit', 'de'))
  const moderator = { ...where, member: snowflake(), message }
  expect(await pressId(customId, moderator)).toBe(sentence('may not edit', 'de'))
  const [one, two] = [await openEdit(asked, where), await openEdit(asked, where)]
  expect(one.title).toBe('Frage ändern')
  const changed = unique('changed')
  await script(changed, { say: 'Zweite Antwort.' })
  expect(await sendEdit(one, where, changed)).toBe('changed')
  const late = `${unique('late')}\n  zweite Zeile`
  expect(await sendEdit(two, where, late)).toEqual([sentence('tried again already', 'de'), late])
  expect(await sendEdit(two, where, '  \n ')).toEqual([sentence('empty prompt', 'de'), undefined])
  await shownIn(asked, 'Zweite Antwort.')
  await ended(where.channel)
  expect(await modelCalls(changed)).toHaveLength(1)
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
})

test('of an earlier question what came after it stays, and Claude is not told of it', async () => {
  const where = somewhere()
  const { asked } = await answered(where)
  const next = unique('next')
  await script(next, { say: 'Later answer.' })
  await (await ask({ prompt: next, ...where })).text('Later answer.')
  await ended(where.channel)
  const changed = unique('changed')
  await script(changed, { say: 'Second answer.' })
  await sendEdit(await openEdit(asked, where), where, changed)
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect((await lastCall(changed)).join()).not.toContain('Later answer.')
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
})

test('a private question is changed in private', async () => {
  const where = { ...somewhere(), private: true }
  const { asked } = await answered(where)
  const { private: _, ...who } = where
  const changed = unique('changed')
  await script(changed, { say: 'Second answer.' })
  expect(await sendEdit(await openEdit(asked, who), who, changed)).toBe('changed')
  await shownIn(asked, 'Second answer.')
  expect((await asked.reply(() => true)).messages.map(({ flags }) => flags & 64)).toEqual([64])
  await ended(`${where.channel}:${where.member}`)
})

test('a question that Claude refused can be put another way', async () => {
  const where = somewhere()
  const word = unique()
  await script(word, { say: '', stop: 'refusal' })
  const asked = await ask({ prompt: word, ...where })
  await asked.text(english('refused'))
  await ended(where.channel)
  const changed = unique('changed')
  await script(changed, { say: 'Gladly.' })
  expect(await sendEdit(await openEdit(asked, where), where, changed)).toBe('changed')
  await shownIn(asked, 'Gladly.')
})

test('a saved answer to the new question is given at once', async () => {
  const where = somewhere()
  const known = unique('known')
  await script(known, { say: `About ${known}.` })
  await scriptGeneral(known)
  const first = await ask({ prompt: `What is ${known}?`, ...where, channel: snowflake() })
  await first.text(`About ${known}.`)
  await cachedAnswer(known)
  const { asked } = await answered(where)
  await sendEdit(await openEdit(asked, where), where, `what is ${known}`)
  await asked.reply(({ messages: [one] }) => one?.content.includes('Saved answer') === true)
  await ended(where.channel)
  expect(await contentOf(asked)).toContain(`About ${known}.`)
  expect(await modelCalls(known)).toHaveLength(1)
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, '‹', '2/2 ›', EDIT, MORE])
})

test('a question that is longer than a form takes opens with its beginning, and a line says so', async () => {
  const where = somewhere()
  const { word, asked } = await answered(where, ` ${'long '.repeat(900)}`)
  const opened = await openEdit(asked, where)
  expect(opened.value).toHaveLength(4_000)
  expect(opened.value.startsWith(word)).toBe(true)
  expect(opened.line).toBe('Your question is longer than a form takes. Here are its first 4,000 characters.')
})

test('a crash right after the modal was sent loses neither the question nor its answer', async () => {
  const where = somewhere()
  const { asked } = await answered(where)
  const changed = unique('changed')
  const say = 'Second answer.'
  await script(changed, { say, hold: true, holdAfterChars: 7 }, { say })
  await sendEdit(await openEdit(asked, where), where, changed)
  await modelCalls(changed, 0)
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(where.channel))
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
  await press(asked, '‹', where)
  expect(await contentOf(asked)).toBe('First answer.')
})

test('after /forget the button says so, and a modal that was open gives back what was typed', async () => {
  const where = somewhere()
  const { word, asked } = await answered(where)
  const opened = await openEdit(asked, where)
  const { customId, message } = await buttonOf(asked, EDIT)
  await forget({ ...where, permissions: '8' })
  expect(await storedText(where.channel, 'turns')).not.toContain(word)
  expect(await pressId(customId, { ...where, message })).toBe(english('answer past'))
  expect(await pressId('edit:1:1', { ...where, message })).toBe(english('answer past'))
  expect(await sendEdit(opened, where, 'What I meant.')).toEqual([english('answer past'), 'What I meant.'])
  const elsewhere = { ...where, channel: snowflake() }
  expect(await pressId(customId, elsewhere)).toBe(english('answer past'))
  expect(await pressId('edited:1:1', { ...where, message })).toBe(english('unknown button'))
})
