/** What stands in Discord of an answer, compared with what Claude said. */

import type { Playground } from './playground.ts'
import { wordsOf } from './timeline.ts'

/** All messages of a reply, from the top. */
export const standing = ({ discord }: Pick<Playground, 'discord'>, token: string): string =>
  discord
    .reply(token)
    .messages.filter(({ deleted }) => !deleted)
    .map(({ content }) => content)
    .join('\n')

/** Our own small print does not count, nor does how Markdown is written; every word does, once and in its order. */
export const said = (text: string): string => wordsOf(text.replaceAll(/^-# .*$/gm, '')).join('')

/** Where what stands there leaves what was said. */
export function difference(stands: string, wanted: string): string {
  const [a, b] = [said(stands), said(wanted)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return `after "${b.slice(Math.max(0, at - 12), at)}" stands "${a.slice(at, at + 24)}" for "${b.slice(at, at + 24)}"`
}
