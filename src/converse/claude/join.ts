/** Where an answer that broke off goes on: what Claude repeats at the join is taken away, and what is missing there is put in. */

import { UNSPACED } from '../../scripts.ts'

/** Claude is asked to begin with about so many characters of the text so far. */
const ANCHOR_UNITS = 60

/** So far back the beginning of what comes is looked for: some say a whole page again. */
const WINDOW_UNITS = 8_000

/** An overlap of so many characters is none by chance, wherever it begins. */
const SURE_UNITS = 12

/** Nothing is held back for longer than this. */
const HELD_UNITS = WINDOW_UNITS + 1_000

/** The last words of the text so far, from the beginning of one of them; empty where there is no text. */
export function anchorOf(textSoFar: string): string {
  const core = textSoFar.trimEnd()
  if (core.length <= ANCHOR_UNITS) return core.trimStart()
  const tail = core.slice(-ANCHOR_UNITS)
  const begins = tail.search(/(?<=\s)\S/)
  // A word that long is no word: a line of base64, or a script that is written without spaces.
  return begins === -1 ? tail.replace(/^[\uDC00-\uDFFF]/, '') : tail.slice(begins)
}

export interface Join {
  /** Returns the new text in this piece and in what was held back before. */
  readonly receive: (text: string) => string
  /** Nothing more comes: what was still held back. */
  readonly end: () => string
  /** The units that came a second time; known once anything was given out. */
  readonly again: () => number
  /** What had to be put in between, a space at most. */
  readonly between: () => string
}

/** @param textSoFar all that came before; empty where this is the beginning, and then nothing is changed */
export function joinTo(textSoFar: string): Join {
  let held = textSoFar === '' ? undefined : ''
  let join: Joint = { again: 0, between: '' }
  const decide = (isOver: boolean): string => {
    if (held === undefined) return ''
    const found = jointOf(textSoFar, held, isOver || held.length >= HELD_UNITS)
    if (found === undefined) return ''
    const text = held.slice(found.again)
    held = undefined
    join = text === '' ? { ...found, between: '' } : found
    return join.between + text
  }
  return {
    receive(text) {
      if (held === undefined) return text
      held += text
      return decide(false)
    },
    end: () => decide(true),
    again: () => join.again,
    between: () => join.between,
  }
}

interface Joint {
  readonly again: number
  readonly between: string
}

/** Undefined while what comes next could change it. */
function jointOf(textSoFar: string, next: string, isOver: boolean): Joint | undefined {
  const core = textSoFar.trimEnd()
  const anchor = anchorOf(textSoFar)
  const isAsked = anchor !== '' && next.startsWith(anchor)
  if (!isAsked && anchor.startsWith(next.trimEnd())) {
    if (!isOver) return undefined
    // It began as it was asked to, and had nothing to add.
    if (next.trim().length >= 2) return { again: next.length, between: '' }
  }
  const opened = isAsked ? 0 : openedAgain(textSoFar, next, isOver)
  if (opened === undefined) return undefined
  const rest = next.slice(opened)
  const overlap = isAsked ? anchor.length : overlapOf(core, rest, isOver)
  if (overlap === undefined) return undefined
  const after = rest.slice(overlap)
  const space = after.length - after.trimStart().length
  // Its white space counts with the text so far, and that is known only when something follows.
  if (space === after.length && !isOver) return undefined
  const before = textSoFar.slice(core.length)
  const has = overlap > 0 || before !== ''
  const doubled = has ? sameWhite(before, after.slice(0, space)) : 0
  const isTorn = !has && space === 0 && opened === 0 && !isInCode(textSoFar) && needsSpace(core, after)
  return { again: opened + overlap + doubled, between: isTorn ? ' ' : '' }
}

/** How much of the incoming white space is there already. */
const sameWhite = (before: string, comes: string): number =>
  before === '' ? 0 : comes.startsWith(before) ? before.length : comes.length

/**
 * How much of what comes opens again what is open: a fence with its language, or the head of a table. A bare fence closes
 * the block that is open, so it is none.
 */
function openedAgain(textSoFar: string, next: string, isOver: boolean): number | undefined {
  if (isInCode(textSoFar)) {
    const line = next.match(/^\s*(?:`{3,}|~{3,})[^\n`]*\n?/)?.[0]
    if (line === undefined) return !isOver && /^\s*(`{0,2}|~{0,2})$/.test(next) ? undefined : 0
    if (!line.endsWith('\n') && !isOver) return undefined
    return /[`~]\s*[\w+#.-]/.test(line) ? line.length : 0
  }
  const head = headOfTable(textSoFar)
  if (head === undefined) return 0
  const lead = next.length - next.trimStart().length
  const rest = next.slice(lead)
  if (rest.startsWith(head)) return lead + head.length
  return !isOver && head.startsWith(rest) ? undefined : 0
}

/** A fence is open at the end of the text so far. Source: CommonMark, Fenced code blocks. */
const isInCode = (textSoFar: string): boolean => openFence(textSoFar) !== undefined

/** The line that opens the block of code in which a text ends; undefined where it ends in none. */
export function openFence(text: string): string | undefined {
  let open: { readonly fence: string; readonly line: string } | undefined
  for (const [line, fence = '', info = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})([^\n]*)$/gm)) {
    if (open === undefined) open = { fence, line }
    else if (fence.startsWith(open.fence) && info.trim() === '') open = undefined
  }
  return open?.line.trim()
}

/** The first two lines of the table that is not yet over at the end of the text so far. */
function headOfTable(textSoFar: string): string | undefined {
  const lines = textSoFar.split('\n')
  const last = lines.at(-1) === '' ? lines.length - 2 : lines.length - 1
  let first = last
  while (first >= 0 && lines[first]?.trimStart().startsWith('|') === true) first -= 1
  const [head, rule] = lines.slice(first + 1, first + 3)
  // Where nothing but the head has come, it is only an overlap.
  return last - first < 3 || head === undefined || rule === undefined || !/^[\s|:-]+$/.test(rule)
    ? undefined
    : `${head}\n${rule}\n`
}

/** How many units of what comes are the last of the text so far. The longest is the one that was meant. */
function overlapOf(core: string, next: string, isOver: boolean): number | undefined {
  const [first = ''] = next
  if (first === '') return isOver ? 0 : undefined
  let begins = core.indexOf(first, Math.max(0, core.length - WINDOW_UNITS))
  for (; begins !== -1; begins = core.indexOf(first, begins + 1)) {
    const length = core.length - begins
    const isWhole = next.startsWith(core.slice(begins))
    if (!isWhole && (isOver || !core.startsWith(next, begins))) continue
    if (!isMeant(core, begins, length >= SURE_UNITS)) continue
    return isWhole ? length : undefined
  }
  return 0
}

/** Whether a repetition from here on is one, and not a word that happens to follow itself. */
function isMeant(core: string, begins: number, isLong: boolean): boolean {
  const before = core[begins - 1] ?? '\n'
  if (isLong) return true
  if (core.length - begins < 2) return false
  if (before === '\n') return true
  return /[^\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]$/u.test(core)
}

/**
 * Whether two words would run into one. Claude begins an answer without a space; what it broke off in the middle of a word
 * it says again from the beginning of that word.
 */
const needsSpace = (core: string, after: string): boolean =>
  !(/\d[.,:]$/.test(core) && /^\d/.test(after)) &&
  /[\p{L}\p{N}.,;:!?)\]*]$/u.test(core) &&
  /^[\p{L}\p{N}(*]/u.test(after) &&
  !UNSPACED.test(core.slice(-1)) &&
  !UNSPACED.test(after.slice(0, 1))
