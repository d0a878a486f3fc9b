/** The text of an answer that is posted in Discord, compared with what Claude wrote. */

import type { Playground } from './playground.ts'
import { belowQuestion, wordsOf } from './timeline.ts'

/** The messages of an answer, without the one that tells of its end. */
export const answerIn = <Of extends { readonly pings: readonly string[] }>(
  messages: readonly Of[],
): readonly Of[] => messages.filter(({ pings }) => pings.length === 0)

/** The text of all messages of an answer, from the top. */
export const postedText = ({ discord }: Pick<Playground, 'discord'>, token: string): string =>
  answerIn(discord.reply(token).messages)
    .filter(({ deleted }) => !deleted)
    .map(({ content }) => belowQuestion(content))
    .join('\n')

/** Our own small print does not count, nor does how Markdown is written; every word does, once and in its order. */
export const said = (text: string): string => wordsOf(text.replaceAll(/^-# .*$/gm, '')).join('')

/** The first place where the posted text differs from the wanted one. */
export function difference(posted: string, wanted: string): string {
  const [a, b] = [said(posted), said(wanted)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return `after "${b.slice(Math.max(0, at - 12), at)}" is posted "${a.slice(at, at + 24)}" instead of "${b.slice(at, at + 24)}"`
}
