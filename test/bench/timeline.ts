/** What a turn was like for who watched it: computed from when Claude spoke and what stood in Discord when. */

import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import { type Ages, agesOf, type Step } from './ages.ts'

/** When Claude spoke, in milliseconds since 1970: evenly from `firstTextAt` to `lastTextAt`. */
export interface Spoken {
  readonly text: string
  readonly firstTextAt: number
  readonly lastTextAt: number
  readonly stopAt: number
}

/** One message as it stood from a moment on. */
export interface Stood {
  readonly message: string
  readonly at: number
  readonly content: string
}

export interface TurnFigures extends Ages {
  /** From Claude's first words to the first that could be read. */
  readonly firstWordsMs: number
  /** What stood in the first message then, without the mark of a growing answer. */
  readonly firstWords: string
  /** From the end of Claude's stream to the last change in Discord. */
  readonly finalLagMs: number
  /** Characters that were there but could not be read, over time; what is lost is charged until 5 s after the end. */
  readonly staleness: number
  /** From Claude's first words on: the longest time in which nothing changed in Discord, up to the last change. */
  readonly longestPauseMs: number
  readonly edits: number
  readonly messages: number
  readonly refused: number
  readonly lost: number
  readonly openFences: number
}

/** A message without the question above it. The questions of a bench are single words (see `nextWord`). */
export const belowQuestion = (content: string): string => content.replace(/^> question\d+q[^\n]*\n\n?/, '')

const LOST_CHARGED_MS = 5_000

/**
 * @param stood every state of every message of the reply, in the order of time
 * @param attached what came as a file with the last edit
 */
export function figuresOf(
  spoken: Spoken,
  stood: readonly Stood[],
  attached: string,
  refused: number,
): TurnFigures {
  const words = wordsOf(spoken.text)
  const total = words.join('').length
  const placeOf = placesIn(spoken.text)
  const now = new Map<string, string>()
  let area = 0
  let seen = 0
  let at = spoken.firstTextAt
  let first: Stood | undefined
  const steps: Step[] = [{ at, place: 0 }]
  for (const state of stood) {
    area += unseenArea(spoken, placeOf(seen), at, state.at)
    at = Math.max(at, state.at)
    now.set(state.message, state.content)
    seen = countSeen(words, [...now.values()].join('\n'))
    if (seen > 0) first ??= state
    steps.push({ at: state.at, place: placeOf(seen) })
  }
  // A file holds the whole answer, from its beginning.
  const whole = Math.max(seen, countSeen(words, attached))
  const lastAt = stood.at(-1)?.at ?? spoken.stopAt
  const until = Math.max(lastAt, spoken.lastTextAt) + (whole < total ? LOST_CHARGED_MS : 0)
  area += unseenArea(spoken, placeOf(whole), at, until)
  steps.push({ at, place: placeOf(whole) })
  const { text, firstTextAt, lastTextAt } = spoken
  const saidAt = (place: number): number =>
    firstTextAt + ((lastTextAt - firstTextAt) * place) / Math.max(1, text.length)
  return {
    firstWordsMs: (first?.at ?? until) - spoken.firstTextAt,
    firstWords: withoutGrowingMark(first?.content ?? ''),
    finalLagMs: Math.max(0, lastAt - spoken.stopAt),
    staleness: area / 1_000,
    ...agesOf(saidAt, text.length, steps, firstTextAt, until),
    longestPauseMs: longestPause([
      spoken.firstTextAt,
      ...stood.map((state) => Math.max(state.at, spoken.firstTextAt)),
    ]),
    edits: stood.length,
    messages: now.size,
    refused,
    lost: total - whole,
    openFences: stood.filter(({ content }) => (content.match(/^\s*(?:> )*```/gm) ?? []).length % 2 === 1)
      .length,
  }
}

const longestPause = (moments: readonly number[]): number =>
  moments.reduce((longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)), 0)

/** Markup and white space may change on the way, and a fence is opened anew on each page; words and numbers stay. */
export const wordsOf = (text: string): readonly string[] =>
  text.replaceAll(/^\s*(?:> )*```.*$/gm, '').match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * How many characters of the words are there, in their order. A word that a page cut in two counts as there when both
 * halves are; one that is half said counts for what can be read of it.
 */
export function countSeen(words: readonly string[], shown: string): number {
  const said = words.join('')
  const there = wordsOf(shown)
  let at = 0
  let count = 0
  for (const word of there) {
    if (said.startsWith(word, at)) {
      count += word.length
      at += word.length
      continue
    }
    // Something is missing before this word; go on where it stands next, unless it is a word of ours.
    const next = said.indexOf(word, at)
    if (word.length < 2 || next < 0 || next > at + 4_000) continue
    count += word.length
    at = next + word.length
  }
  return count
}

/** By how many characters of its words have been seen: how far one has read in a text, in characters of all kinds. */
function placesIn(text: string): (seen: number) => number {
  const after: number[] = [0]
  let from = 0
  for (const word of wordsOf(text)) {
    const at = text.indexOf(word, from)
    for (let n = 1; n <= word.length; n += 1) after.push(at + n)
    from = at + word.length
  }
  after[after.length - 1] = text.length
  return (seen) => after[Math.min(seen, after.length - 1)] ?? 0
}

/** ∫ (produced − seen) dt between two moments, where Claude speaks evenly; in characters and milliseconds. */
function unseenArea(spoken: Spoken, seen: number, from: number, to: number): number {
  if (to <= from) return 0
  const span = Math.max(1, spoken.lastTextAt - spoken.firstTextAt)
  const produced = (at: number): number =>
    spoken.text.length * Math.min(1, Math.max(0, (at - spoken.firstTextAt) / span))
  // Piecewise linear, with one corner where the speaking ends.
  const corner = Math.min(Math.max(spoken.lastTextAt, from), to)
  const piece = (a: number, b: number): number => ((produced(a) + produced(b)) / 2 - seen) * (b - a)
  return Math.max(0, piece(from, corner)) + Math.max(0, piece(corner, to))
}
