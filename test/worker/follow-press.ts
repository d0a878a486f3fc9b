/** An answer that a button asks for: the press, and what comes of it in a message of its own. */

import { expect } from 'vitest'
import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { modelCalls } from './local-claude.ts'
import { ask, type Asked, type AskOptions, type Reply } from './member.ts'
import { buttonOf } from './press.ts'

/** Presses the button of this label under a reply; its answer comes in a new message. */
export async function pressForAnswer(asked: Asked, label: string, who: AskOptions): Promise<Asked> {
  const pressed = await ask({ type: 3, ...(await buttonOf(asked, label)), ...who })
  expect(pressed.answer.type).toBe(5)
  return pressed
}

/** What Claude was shown with its last call about this word. */
export async function lastCall(word: string): Promise<readonly string[]> {
  const call = (await modelCalls(word)).at(-1)
  return (call?.body.messages ?? []).map(
    ({ role, content }) => `${role}: ${content.map(({ text }) => text).join('')}`,
  )
}

/** What the first message of a reply says now. */
export const contentOf = async (asked: Asked): Promise<string> =>
  (await asked.reply(() => true)).messages[0]?.content ?? ''

/** What the first message of a reply says as soon as it ends like this, whichever interaction has changed it. */
export const shownIn = async (asked: Asked, end: string): Promise<string> =>
  grownIn(await asked.reply((reply) => grownIn(reply).endsWith(end)))

const grownIn = ({ messages: [first] }: Reply): string => withoutGrowingMark(first?.content ?? '')
