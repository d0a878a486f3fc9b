/** The modal of Edit question as Discord sends it: whose question it is about, and that nothing typed is lost. */

import { expect, test } from 'vitest'
import type { Conversation } from '../../src/arrive/command-replies.ts'
import type { EditMade } from '../../src/converse/thread/edits.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { stage, welcome } from '../fakes/front-door.ts'
import { payload } from '../fakes/payload.ts'

const TYPED = 'What I meant:\n\n  <@53908232506183680>'
const never = (): Promise<never> => new Promise(() => undefined)

/** A conversation that can be asked for changes alone. */
const conversation = (edit: Conversation['edit']): Conversation => ({
  forget: never,
  forgettable: never,
  status: never,
  press: never,
  vote: never,
  answered: never,
  openThread: never,
  pressEnded: never,
  toEdit: never,
  edit,
  details: never,
})

const press = (customId: string): unknown =>
  payload('button', { data: { component_type: 2, custom_id: customId } })

const said = async (response: Response): Promise<unknown> => {
  const { data } = await response.json<{
    data: { content: string; flags: number; embeds?: { description: string }[] }
  }>()
  return [data.content, data.flags, data.embeds?.[0]?.description]
}

test('the thread of the channel is asked, as the member whom Discord names', async () => {
  const made: EditMade[] = []
  const threads: string[] = []
  const { post, log } = stage({
    conversation: (thread) => {
      threads.push(thread)
      return conversation((wanted) => {
        made.push(wanted)
        return Promise.resolve({ does: 'change', message: { content: 'Anew.', plainLinks: true } })
      })
    },
  })
  const response = await post(payload('modal-edited'))
  expect(await response.json()).toMatchObject({ type: 7, data: { content: 'Anew.' } })
  expect(threads).toEqual(['645027906669510667'])
  expect(made).toMatchObject([
    {
      turn: '1441100000000000020',
      member: '53908232506183680',
      id: '1441100000000000030',
      text: TYPED,
      names: { people: {} },
    },
  ])
  expect(log).toMatchObject([{ outcome: 'edited', why: '' }])
})

test.each([
  ['it asks too fast', 'asking too fast', { check: () => Promise.resolve({ ...welcome, tooFast: true }) }],
  [
    'the answer is past',
    'answer past',
    { conversation: () => conversation(() => Promise.resolve({ does: 'say', why: 'answer past' })) },
  ],
  [
    'the thread is out of reach',
    'conversation unreachable',
    { conversation: () => conversation(() => Promise.reject(new Error('gone'))) },
  ],
] as const)('what was typed is given back, to the member alone, where %s', async (_, why, change) => {
  const { post } = stage(change)
  expect(await said(await post(payload('modal-edited')))).toEqual([
    sentence(why, 'en'),
    64,
    `\`\`\`\n${TYPED}\n\`\`\``,
  ])
})

test('an empty one is a sentence, and no thread hears of it', async () => {
  const { post } = stage({ conversation: () => conversation(never) })
  const data = { custom_id: 'edited:1:1', components: [] }
  expect(await said(await post(payload('modal-edited', { data })))).toEqual([
    sentence('empty prompt', 'en'),
    68,
    undefined,
  ])
})

test('the button opens it; a button with the id of the modal does nothing, and neither does a modal with the button’s', async () => {
  const { post } = stage()
  const opened = await (await post(press('edit:1:1'))).json<{ type: number; data: { custom_id: string } }>()
  expect([opened.type, opened.data.custom_id]).toEqual([9, 'edited:1:1'])
  for (const forged of [press('edited:1:1'), payload('modal-edited', { data: { custom_id: 'edit:1:1' } })])
    expect(((await said(await post(forged))) as string[])[0]).toMatch(/button|Button/)
})
