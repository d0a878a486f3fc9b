/** A member's own text, given back so that it can be copied: an embed holds as much as a field of a modal. */

import { EMBED_TEXT } from '../limits.ts'
import { breakFence, fenced } from './markdown/code-block.ts'
import { boundaryBefore } from './markdown/graphemes.ts'
import type { Embed } from './message.ts'
import { visible } from './plain-text.ts'

const FENCE_UNITS = fenced('', '\n').length

/** In a block of code, where Discord changes nothing of it. It is cut only where broken fences have made it longer. */
export function copyable(title: string, text: string): Embed {
  const whole = breakFence(visible(text))
  const fits = whole.slice(0, boundaryBefore(whole, EMBED_TEXT - FENCE_UNITS))
  return { title, description: fenced('', `${fits}\n`) }
}
