/** What the tools of a turn did, as one message: each call, what it was called with, and what came of it. */

import { breakFence, fenced } from '../../deliver/markdown/code-block.ts'
import { boundaryBefore, codePoints, isBlank } from '../../deliver/markdown/graphemes.ts'
import { identifier, visible } from '../../deliver/plain-text.ts'
import { isRecord } from '../../json.ts'
import { MESSAGE_CODE_POINTS } from '../../limits.ts'
import { type Language, sentence } from '../../sentences/sentences.ts'
import type { KeptRound } from './turn-tools.ts'
import { type LoggedCall, loggedCalls } from './logged-calls.ts'
import { toolFooter } from '../tools/progress.ts'
import type { ToolName } from '../tools/table.ts'

/** With so few code points for a command or a result at least eight calls fit. */
const LEAST_ROOM = 50
/** All calls share the message, so the first of these with which all of them fit is taken. */
const ROOMS = [1_800, 1_200, 800, 550, 400, 300, 220, 160, 110, 75, LEAST_ROOM] as const

/**
 * One message within Discord's limit, in which nothing of what tools were given or said comes to life. Undefined where
 * no tool was called.
 *
 * @param rounds the rounds of one turn, in order
 */
export function toolLog(rounds: readonly KeptRound[], language: Language): string | undefined {
  const calls = loggedCalls(rounds).map((call) => entryOf(call, language))
  if (calls.length === 0) return undefined
  const ms = rounds.reduce((sum, round) => sum + (round.ms ?? 0), 0)
  const head = toolFooter(calls.length, ms, language)
  const message = (room: number, shown = calls.length): string =>
    [
      head,
      ...calls.slice(0, shown).map((call, index) => written(call, index + 1, room)),
      ...(shown === calls.length ? [] : [`-# ${sentence('calls left out', language, calls.length - shown)}`]),
    ].join('\n')
  const room = ROOMS.find((each) => fits(message(each)))
  if (room !== undefined) return message(room)
  let shown = calls.length - 1
  while (shown > 0 && !fits(message(LEAST_ROOM, shown))) shown -= 1
  return message(LEAST_ROOM, shown)
}

const fits = (text: string): boolean => codePoints(text) <= MESSAGE_CODE_POINTS

/** One call, made safe and not shortened yet. */
interface Entry {
  readonly title: string
  readonly given: string
  /** The language in which Discord colours what was given. */
  readonly syntax: string
  readonly result: string
}

/** The member who presses may not be allowed to read the channel's past, and what was deleted there stays deleted. */
const unseen: ReadonlySet<string> = new Set(['read_channel'] satisfies ToolName[])

function entryOf({ name, input, result }: LoggedCall, language: Language): Entry {
  const mark = result === undefined ? 'tool unfinished' : result.isError ? 'tool failed' : undefined
  const { code, syntax } = given(name, input)
  return {
    title: `\`${identifier(name)}\`${mark === undefined ? '' : ` · ${sentence(mark, language)}`}`,
    given: breakFence(visible(code)),
    syntax,
    result: unseen.has(name) ? '' : breakFence(visible(result?.text ?? '')),
  }
}

const written = ({ title, given: code, syntax, result }: Entry, number: number, room: number): string =>
  [`**${number}** ${title}`, ...block(syntax, code, room), ...block('', result, room)].join('\n')

/** A call with nothing but one text is that text, as a command is; any other is told as JSON. */
function given(name: string, input: unknown): { readonly code: string; readonly syntax: string } {
  const values = isRecord(input) ? Object.values(input) : []
  const [only] = values
  if (values.length === 1 && typeof only === 'string')
    return { code: only, syntax: name === 'bash' ? 'bash' : '' }
  return values.length === 0 ? { code: '', syntax: '' } : { code: JSON.stringify(input), syntax: 'json' }
}

const block = (syntax: string, code: string, room: number): readonly string[] =>
  isBlank(code) ? [] : [fenced(syntax, `${shortened(code, room)}\n`)]

const GAP = '\n…\n'

/**
 * The first lines and the last: a command's result often ends with what matters. Cut at line ends where that keeps at
 * least half, else between graphemes.
 */
function shortened(text: string, room: number): string {
  if (text.length <= room || codePoints(text) <= room) return text
  const units = room - GAP.length
  const tail = lastOf(text, Math.floor(units / 3))
  const head = text.slice(0, boundaryBefore(text, units - tail.length))
  const line = head.lastIndexOf('\n')
  return `${(line >= head.length / 2 ? head.slice(0, line) : head).trimEnd()}${GAP}${tail}`
}

function lastOf(text: string, room: number): string {
  const from = text.length - room
  const line = text.indexOf('\n', from) + 1
  if (line > 0 && text.length - line >= room / 2) return text.slice(line)
  const tail = text.slice(boundaryBefore(text, from))
  // A grapheme that is longer than its place is left out.
  return tail.length <= 2 * room ? tail : ''
}
