/** A question that waits is changed: it keeps its place, its text is another, and nothing that was typed is lost. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { lastCall } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { buttonOf, labels, pressId } from './press.ts'
import { ended } from './rows.ts'
import { thread } from './thread-object.ts'

const english = (which: Case): string => sentence(which, 'en')

const stands = async (asked: Asked, text: string): Promise<unknown> =>
  asked.reply(({ messages: [first] }) => first?.content === text)

/** One question that is being answered and two that wait for it, all of one member. */
async function threeInARow(locale = 'en-US') {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', locale }
  const [one, two, three] = [unique('one'), unique('two'), unique('three')] as const
  await script(one, { say: `First words. The last of ${one}.`, hold: true, holdAfterChars: 12 })
  await script(two, { say: 'Two.' })
  await script(three, { say: 'Three.' })
  const first = await ask({ prompt: one, fresh: true, ...where })
  await first.growing('First words.')
  const second = await ask({ prompt: two, fresh: true, ...where })
  await buttonOf(second, sentence('edit', locale === 'de' ? 'de' : 'en'))
  const third = await ask({ prompt: three, fresh: true, ...where })
  await buttonOf(third, sentence('edit', locale === 'de' ? 'de' : 'en'))
  return { where, one, two, first, second, third }
}

test('it keeps its place, and Claude is asked the new text alone', async () => {
  const { where, one, two, first, second, third } = await threeInARow()
  expect(labels(await second.reply(() => true))).toEqual([english('cancel'), english('edit')])
  const opened = await openEdit(second, where)
  expect(opened.value).toBe(two)
  const changed = unique('changed')
  await script(changed, { say: 'Changed.' })
  expect(await sendEdit(opened, where, `${changed}\n  as meant`)).toBe('changed')
  expect(await sendEdit(opened, where, `${changed}\n  as meant`)).toBe('changed')
  await stands(second, '-# 1 question ahead of yours')
  await stands(third, '-# 2 questions ahead of yours')
  expect(labels(await second.reply(() => true))).toEqual([english('cancel'), english('edit')])
  await release(one)
  await first.text(`last of ${one}.`)
  await second.text('Changed.')
  await third.text('Three.')
  await ended(where.channel)
  expect((await lastCall(changed)).at(-1)).toContain(`${changed}\n  as meant`)
  expect(await modelCalls(two)).toEqual([])
  expect((await openEdit(second, where)).value).toBe(`${changed}\n  as meant`)
})

test('where it began in between a sentence says so, in German, and what was typed is given back', async () => {
  const { where, one, second, third } = await threeInARow('de')
  const opened = await openEdit(second, where)
  const two = await openEdit(third, where)
  await script('Dritte', { say: 'Drei.', hold: true })
  expect(await sendEdit(two, where, 'Dritte Frage')).toBe('changed')
  await release(one)
  await second.text('Two.')
  await modelCalls('Dritte', 0)
  const late = 'Zu spät,\n  leider.'
  expect(await sendEdit(two, where, late)).toEqual([sentence('question begun', 'de'), late])
  const { customId, message } = await buttonOf(third, sentence('stop', 'de'))
  expect(await pressId(customId.replace('stop', 'edit'), { ...where, message })).toBe(
    sentence('question begun', 'de'),
  )
  await release('Dritte')
  await third.text('Drei.')
  await ended(where.channel)
  // Its answer is there by now, so the question is asked anew.
  const changed = unique('changed')
  await script(changed, { say: 'Neu.' })
  expect(await sendEdit(opened, where, changed)).toBe('changed')
  await ended(where.channel)
})

test('only who asked may, and one that is being taken back stays as it is', async () => {
  const { where, one, second } = await threeInARow()
  const { customId, message } = await buttonOf(second, english('edit'))
  const moderator = { ...where, member: snowflake(), message }
  expect(await pressId(customId, moderator)).toBe(english('may not edit'))
  const opened = await openEdit(second, where)
  const cancel = await buttonOf(second, english('cancel'))
  expect(await pressId(cancel.customId, { ...where, message })).toBe('shown')
  await stands(second, '-# ✖ Cancelled by Mia')
  expect(await sendEdit(opened, where, 'What I meant.')).toEqual([english('answer past'), 'What I meant.'])
  await release(one)
  await ended(where.channel)
})

test('a crash after the change loses neither its place nor its text', async () => {
  const { where, one, two, second, third } = await threeInARow()
  const changed = unique('changed')
  await script(changed, { say: 'Changed.' })
  expect(await sendEdit(await openEdit(second, where), where, changed)).toBe('changed')
  await abortAllDurableObjects()
  await script(one, { say: ` The last of ${one}.` })
  await runDurableObjectAlarm(thread(where.channel))
  await second.text('Changed.')
  await third.text('Three.')
  await ended(where.channel)
  expect(await modelCalls(two)).toEqual([])
  expect(await modelCalls(changed)).toHaveLength(1)
})
