/** A question that was typed in a form and has got no answer is given back to its member alone, once. */

import { expect, test } from 'vitest'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import { openEdit, sentEdit } from './edit-press.ts'
import { shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions, type Reply } from './member.ts'
import { press } from './press.ts'
import { ended } from './rows.ts'

const english = (which: Case): string => sentence(which, 'en')
const somewhere = () => ({ channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() })

/** Types a question into the form of `/ask`. */
async function typed(prompt: string, where: AskOptions, isPrivate = false): Promise<Asked> {
  const opened = await ask(where)
  expect(opened.answer.type).toBe(9)
  const { channel = '', member = '', locale = 'en-US' } = where
  const values = { prompt, private: isPrivate }
  return ask({ channel, member, locale, modal: opened.token, values })
}

const givenIn = ({ messages }: Reply): Reply['messages'] => messages.filter(({ embeds }) => embeds.length > 0)

/** Waits until the question is given back to its member alone, and fails where that comes twice. */
async function isGivenBack(asked: Asked, text: string): Promise<void> {
  const reply = await asked.reply((one) => givenIn(one).length > 0)
  expect(reply.violations).toEqual([])
  const [given, ...more] = givenIn(reply)
  expect(more).toEqual([])
  expect([given?.embeds[0]?.description, (given?.flags ?? 0) & 64]).toEqual([`\`\`\`\n${text}\n\`\`\``, 64])
}

test.each([
  ['in public', false],
  ['in private', true],
])('where Claude refuses it, in German, %s', async (_, isPrivate) => {
  const where = { ...somewhere(), locale: 'de' }
  const text = `${unique()}\n\n  mit einer zweiten Zeile`
  await script(text.split('\n')[0] ?? '', { say: '', stop: 'refusal' })
  const asked = await typed(text, where, isPrivate)
  await asked.text(sentence('refused', 'de'))
  await isGivenBack(asked, text)
  expect(givenIn(await asked.reply(() => true))[0]?.embeds[0]).toMatchObject({
    title: 'Deine Frage zum Kopieren',
  })
})

test('where a moderator takes it back before it began', async () => {
  const where = somewhere()
  const [one, two] = [unique('one'), unique('two')]
  await script(one, { say: `Words to hold. The last of ${one}.`, hold: true, holdAfterChars: 14 })
  const first = await ask({ prompt: one, ...where })
  await first.growing('Words to hold.')
  const asked = await typed(two, where)
  const moderator = { ...where, member: snowflake(), name: 'Ben' }
  expect(await press(asked, english('cancel'), moderator)).toBe('shown')
  await isGivenBack(asked, two)
  await release(one)
  await first.text(`last of ${one}.`)
  await ended(where.channel)
})

test('where an edited question is taken back, and the answer to the one before stands there again', async () => {
  const where = somewhere()
  const [one, two, changed] = [unique('one'), unique('two'), unique('changed')]
  await script(one, { say: 'First answer.' })
  await script(two, { say: `Words to hold. The last of ${two}.`, hold: true, holdAfterChars: 14 })
  const asked = await ask({ prompt: one, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  const other = await ask({ prompt: two, ...where })
  await other.growing('Words to hold.')
  const sent = await sentEdit(await openEdit(asked, where), where, changed)
  expect(await press(asked, english('cancel'), where)).toBe('shown')
  await shownIn(asked, 'First answer.')
  await isGivenBack(sent, changed)
  await release(two)
  await other.text(`last of ${two}.`)
  await ended(where.channel)
  expect(await modelCalls(changed)).toEqual([])
})

test('but not one that has an answer, or a part of one, or that was an option', async () => {
  const where = somewhere()
  const [whole, part, option] = [unique('whole'), unique('part'), unique('option')]
  await script(whole, { say: 'All of it.' })
  await script(part, { say: 'A part of it', stop: 'max_tokens' })
  await script(option, { say: '', stop: 'refusal' })
  const replies = [
    await typed(whole, where),
    await typed(part, where),
    await ask({ prompt: option, ...where }),
  ] as const
  await replies[0].text('All of it.')
  await replies[1].text(english('length limit'))
  await replies[2].text(english('refused'))
  await ended(where.channel)
  for (const asked of replies) expect((await asked.reply(() => true)).messages).toHaveLength(1)
})
