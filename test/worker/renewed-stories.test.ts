/** Try again, Edit question and Continue where there are files, tools, a saved answer, or a bot that only the member has installed. */

import { expect, test } from 'vitest'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { contentOf, pressForAnswer, shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { cachedAnswer } from './kept-answers.ts'
import { type ModelBlock, modelCalls, script, scriptGeneral } from './local-claude.ts'
import { ask, type AskOptions } from './member.ts'
import { buttonOf, labels, press, pressId } from './press.ts'
import { ended, rowCount } from './rows.ts'
import { bash } from './whole-answer.ts'

const english = (which: Case): string => sentence(which, 'en')
const [AGAIN, CONTINUE] = [english('try again'), english('continue')]

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

/** What Claude was shown with its last call about this word. */
async function lastBlocks(word: string): Promise<readonly ModelBlock[]> {
  const call = (await modelCalls(word)).at(-1)
  return (call?.body.messages ?? []).flatMap(({ content }) => content)
}

const documents = (blocks: readonly ModelBlock[]): readonly unknown[] =>
  blocks.filter(({ type }) => type === 'document').map(({ title, source }) => [title, source?.data])

test('a question with files is asked again and edited with the same files, also the third time', async () => {
  const where = somewhere()
  const [word, changed] = [unique(), unique('changed')]
  await script(word, { say: 'First answer.' }, { say: 'Second answer.' }, { say: 'Third answer.' })
  await script(changed, { say: 'Fourth answer.' })
  const attachments = [
    { filename: 'milk.txt', text: 'remember the milk' },
    { filename: 'tea.txt', text: 'and the tea' },
  ]
  const files = [
    ['milk.txt', 'remember the milk'],
    ['tea.txt', 'and the tea'],
  ]
  const asked = await ask({ prompt: word, ...where, attachments })
  await asked.text('First answer.')
  await ended(where.channel)
  for (const say of ['Second answer.', 'Third answer.']) {
    expect(await press(asked, AGAIN, where)).toBe('changed')
    await shownIn(asked, say)
    await ended(where.channel)
    expect(documents(await lastBlocks(word))).toEqual(files)
  }
  expect(await sendEdit(await openEdit(asked, where), where, changed)).toBe('changed')
  await shownIn(asked, 'Fourth answer.')
  await ended(where.channel)
  expect(documents(await lastBlocks(changed))).toEqual(files)
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
})

test('where the files are remembered no more, a sentence says so, and what was typed is given back', async () => {
  const where = somewhere()
  const word = unique()
  await script(word, { say: '', stop: 'refusal' })
  const asked = await ask({ prompt: word, ...where, attachments: [{ filename: 'milk.txt', text: 'milk' }] })
  await asked.text(english('refused'))
  await ended(where.channel)
  expect(await press(asked, AGAIN, where)).toBe(english('file gone'))
  const opened = await openEdit(asked, where)
  expect(await sendEdit(opened, where, 'What I meant.')).toEqual([english('file gone'), 'What I meant.'])
  expect(await modelCalls(word)).toHaveLength(1)
})

test('a saved answer is tried again: Claude is asked anew, and the saved one stays behind the arrow', async () => {
  const where = somewhere()
  const word = unique()
  await script(word, { say: `About ${word}.` }, { say: 'Another answer.' })
  await scriptGeneral(word)
  const first = await ask({ prompt: `What is ${word}?`, ...where, channel: snowflake() })
  await first.text(`About ${word}.`)
  await cachedAnswer(word)
  const asked = await ask({ prompt: `What is ${word}?`, ...where })
  await asked.reply(({ messages: [one] }) => one?.content.includes('Saved answer') === true)
  await ended(where.channel)
  expect(await modelCalls(word)).toHaveLength(1)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Another answer.')
  await ended(where.channel)
  expect(await modelCalls(word)).toHaveLength(2)
  expect(await press(asked, '‹', where)).toBe('changed')
  expect(await contentOf(asked)).toMatch(new RegExp(`^About ${word}\\.\\n\\n-# Saved answer`))
  expect(await rowCount(where.channel, 'exchanges')).toBe(1)
})

test('where only the member has the bot, another try and an edit come in the same message, for nobody else', async () => {
  const { channel, member } = somewhere()
  const where = { channel, member, name: 'Mia', owners: { '1': member } }
  const own = `${channel}:${member}`
  const [word, changed] = [unique(), unique('changed')]
  await script(word, { say: 'First answer.' }, { say: 'Second answer.' })
  await script(changed, { say: 'Third answer.' })
  const asked = await ask({ prompt: word, ...where })
  await asked.text('First answer.')
  await ended(own)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Second answer.')
  await ended(own)
  expect(await sendEdit(await openEdit(asked, where), where, changed)).toBe('changed')
  await shownIn(asked, 'Third answer.')
  await ended(own)
  expect(labels(await asked.reply(() => true))).toContain('3/3 ›')
  const another = snowflake()
  const { customId, message } = await buttonOf(asked, AGAIN)
  const stranger = { channel, member: another, owners: { '1': another }, permissions: '8', message }
  expect(await pressId(customId, stranger)).toBe(english('answer past or of another'))
  expect(await pressId(customId.replace('retry', 'edit'), stranger)).toBe(
    english('answer past or of another'),
  )
  expect((await asked.reply(() => true)).messages).toHaveLength(1)
})

test('an answer that broke off after its tools goes on, and Claude knows what the tools brought', async () => {
  const where = somewhere()
  const word = unique()
  await script(
    word,
    { say: 'Looking.', tools: [bash('echo treasure')] },
    { say: 'The first half', stop: 'max_tokens' },
    { say: 'The first half and the second.' },
  )
  const asked = await ask({ prompt: word, ...where })
  await asked.reply(({ messages: [one] }) => one?.content.includes(english('length limit')) === true)
  await ended(where.channel)
  const rest = await pressForAnswer(asked, CONTINUE, where)
  expect(await rest.text('second.')).toBe('and the second.')
  await ended(where.channel)
  const calls = await modelCalls(word)
  expect(calls).toHaveLength(3)
  expect(JSON.stringify(calls.at(-1)?.body.messages)).toContain('treasure')
  const next = unique()
  await script(next, { say: 'Yes.' })
  await (await ask({ prompt: next, ...where })).text('Yes.')
  const said = JSON.stringify((await modelCalls(next))[0]?.body.messages)
  expect(said.match(/treasure/g)?.length).toBe(calls.length === 3 ? 2 : 0)
  expect(said).toContain('The first half and the second.')
  await ended(where.channel)
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
})
