/** A member who presses a button under a reply, and what they are answered. */

import { expect } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { ask, type Asked, type AskOptions, type Button, type Reply } from './member.ts'

/** The labels of the buttons under an answer that has ended. */
export const UNDER_AN_ANSWER = (['edit', 'follow up', 'good', 'more'] as const).map((name) =>
  sentence(name, 'en'),
)

/** The labels of the buttons that stand under a reply. */
export const labels = ({ messages }: Reply): readonly string[] =>
  buttonsOf(messages).map(({ label }) => label)

const buttonsOf = (messages: Reply['messages']): readonly Button[] =>
  messages.flatMap(({ components }) => components.flatMap((row) => row.components ?? []))

/** Waits until the button stands under the reply: its id, and the message that it is on. */
export async function buttonOf(
  asked: Asked,
  label: string,
): Promise<{ readonly customId: string; readonly message: string }> {
  const { messages } = await asked.reply((reply) => labels(reply).includes(label))
  const on = messages.find((message) => buttonsOf([message]).some((one) => one.label === label))
  const customId = buttonsOf(messages).find((one) => one.label === label)?.custom_id ?? ''
  return { customId, message: on?.id ?? '' }
}

/** Presses More, and gives the buttons of the menu, which the one who presses sees alone. */
export const menu = async (asked: Asked, who: AskOptions): Promise<readonly Button[]> =>
  (await menuOn(asked, who)).buttons

/** The same with the message of the menu. */
export async function menuOn(
  asked: Asked,
  who: AskOptions,
): Promise<{ readonly buttons: readonly Button[]; readonly message: string }> {
  const { messages } = await asked.reply((reply) => labels(reply).length > 0)
  const on = messages.find((message) => buttonsOf([message]).length > 0)
  const more = buttonsOf(messages).find(({ custom_id }) => custom_id.startsWith('more:'))
  const { private: _, ...presser } = who
  const pressed = await ask({ type: 3, customId: more?.custom_id ?? '', ...presser, message: on?.id ?? '' })
  const reply = await pressed.reply(({ messages: all }) => all.length > 0)
  expect([reply.violations, pressed.answer.data?.flags]).toEqual([[], 68])
  return { buttons: buttonsOf(reply.messages), message: reply.messages[0]?.id ?? '' }
}

/** Waits until the button stands under the reply, and presses it. */
export async function press(asked: Asked, label: string, who: AskOptions): Promise<string> {
  const { customId, message } = await buttonOf(asked, label)
  return pressId(customId, { ...who, message })
}

/**
 * @returns what the one who presses reads alone; `shown` where the message itself shows what came of it, `changed` where
 *   it does so at once, `answers` where a new message follows
 */
export async function pressId(customId: string, who: AskOptions): Promise<string> {
  const pressed = await ask({ type: 3, customId, ...who })
  const { type, data } = pressed.answer
  expect(pressed.status).toBe(200)
  expect((await pressed.reply(() => true)).violations).toEqual([])
  if (type === 6) return 'shown'
  if (type === 7) return 'changed'
  if (type === 5) return 'answers'
  expect([type, (data?.flags ?? 0) & 64]).toEqual([4, 64])
  return data?.content ?? ''
}
