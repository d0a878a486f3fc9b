/** A member who opens the modal of Edit question, and sends it. */

import { expect } from 'vitest'
import { isRecord, listAt, recordAt, textAt } from '../../src/json.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { buttonOf } from './press.ts'

export interface OpenEdit {
  readonly token: string
  readonly title: string
  /** The question as it stands in the field. */
  readonly value: string
  /** Above the field; empty where there is none. */
  readonly line: string
}

/** Presses Edit question under a reply; a modal must open. */
export async function openEdit(asked: Asked, by: AskOptions): Promise<OpenEdit> {
  const { private: _, ...who } = by
  const label = who.locale === 'de' ? '✏ Frage ändern' : '✏ Edit question'
  const opened = await ask({ type: 3, ...(await buttonOf(asked, label)), ...who })
  expect([opened.answer.type, (await opened.reply(() => true)).violations]).toEqual([9, []])
  const parts = listAt(opened.answer.data, 'components')
  const field = parts.map((part) => recordAt(part, 'component')).find((one) => textAt(one, 'custom_id'))
  return {
    token: opened.token,
    title: opened.answer.data?.title ?? '',
    value: textAt(field, 'value') ?? '',
    line: parts.map((part) => (isRecord(part) ? (textAt(part, 'content') ?? '') : '')).join(''),
  }
}

/** Sends the modal with this text. */
export function sentEdit(
  { token }: OpenEdit,
  { channel = '', member = '', locale }: AskOptions,
  prompt: string,
): Promise<Asked> {
  const who = { channel, member, ...(locale === undefined ? {} : { locale }) }
  return ask({ ...who, modal: token, values: { prompt } })
}

/**
 * The same.
 *
 * @returns `changed` where the message shows at once what came of it, `answers` where a new one follows; else what the
 *   member reads alone, and what they had typed
 */
export async function sendEdit(
  opened: OpenEdit,
  who: AskOptions,
  prompt: string,
): Promise<string | readonly (string | undefined)[]> {
  const sent = await sentEdit(opened, who, prompt)
  expect((await sent.reply(() => true)).violations).toEqual([])
  const { type, data } = sent.answer
  if (type === 7) return 'changed'
  if (type === 5) return 'answers'
  expect([type, (data?.flags ?? 0) & 64]).toEqual([4, 64])
  const typed = data?.embeds?.[0]?.description
  return [data?.content ?? '', typed?.replace(/^```\n/, '').replace(/\n+```$/, '')]
}
