/** Shows a text as an answer and says what its reader loses. */
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import type { Loss, LossKind } from '../reading/loss.ts'
import { findLosses } from '../reading/losses.ts'

/** Kinds for which the corpus fails: what the reader cannot make up for. */
export const GRAVE: ReadonlySet<LossKind> = new Set(['lost word', 'added word', 'joined words'])

export function lossesOf(text: string): readonly Loss[] {
  const pages = startPages()
  feed(pages, text)
  return findLosses(text, frame(pages, { ended: true, maxPages: 1_000 }).pages)
}
