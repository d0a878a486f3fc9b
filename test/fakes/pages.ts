/** The pages of a whole text, and of one that grows. */

import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import type { Frame, FrameOptions } from '../../src/deliver/pages.ts'

export const after = (text: string, options: FrameOptions = {}): Frame => {
  const pages = startPages()
  feed(pages, text)
  return frame(pages, options)
}

export const whole = (text: string, options: FrameOptions = {}): readonly string[] =>
  after(text, { ended: true, maxPages: 100, ...options }).pages

export const growing = (text: string): string | undefined => after(text).pages.at(-1)
