/** A member who has a conversation forgotten: the command, what it asks, and the press that answers it. */

import { expect } from 'vitest'
import { ask, type Asked, type AskOptions } from './member.ts'
import { snowflake } from './ids.ts'

/** Types `/forget`. */
export const askToForget = (options: AskOptions): Promise<Asked> => ask({ command: 'forget', ...options })

/** Presses a button under what `/forget` asked; the first is Forget, the second Keep. */
export async function pressUnder(question: Asked, who: AskOptions, button: 0 | 1 = 0): Promise<Asked> {
  const { messages } = await question.reply(({ messages: all }) => all.length > 0)
  const [message] = messages
  const customId = message?.components.flatMap((row) => row.components ?? [])[button]?.custom_id ?? ''
  return ask({ ...who, type: 3, message: message?.id ?? '', customId })
}

/** Types `/forget` and presses Forget where there is something to press. Returns what the member reads in the end. */
export async function forget(options: AskOptions): Promise<string> {
  const who = { member: snowflake(), ...options }
  const question = await askToForget(who)
  const { type, data } = question.answer
  expect([question.status, type, data?.flags]).toEqual([200, 4, 68])
  if (data?.components === undefined) return data?.content ?? ''
  const pressed = await pressUnder(question, who)
  expect(pressed.answer).toMatchObject({ type: 7, data: { components: [] } })
  const { messages, violations } = await question.reply(
    ({ messages: [first] }) => first?.content === pressed.answer.data?.content,
  )
  expect([violations, messages[0]?.components]).toEqual([[], []])
  return messages[0]?.content ?? ''
}
