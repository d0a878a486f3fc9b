/** Commands of the shell that its limits do not hold, each behind a check that refuses what would take it down. */

import type { BashOptions } from 'just-bash/browser'

type CustomCommand = NonNullable<BashOptions['customCommands']>[number]
type Guarded = Extract<CustomCommand, { execute: unknown }>
type Context = Parameters<Guarded['execute']>[1]

/** Why a call is refused; undefined where it may go on. */
type Check = (args: readonly string[], context: Context) => Promise<string | undefined>

const guard = (name: string, check: Check): CustomCommand => ({
  name,
  async execute(args, context) {
    const why = await check(args, context)
    if (why !== undefined) return { stdout: '', stderr: `${name}: ${why}\n`, exitCode: 2 }
    return (
      (await context.origCommand?.(args)) ?? { stdout: '', stderr: `${name}: not found\n`, exitCode: 127 }
    )
  },
})

/**
 * The shell's `diff` takes time with the square of the lines that differ: 2,000 against 2,000 are most of a second,
 * 44,000 are a minute.
 */
const DIFFERING_LINES = 4_000

const diffs: Check = async (args, context) => {
  const [first, second] = await Promise.all(
    args
      .filter((arg) => !arg.startsWith('-'))
      .slice(-2)
      .map((path) => linesOf(path, context)),
  )
  if (first === undefined || second === undefined) return undefined
  let from = 0
  while (from < first.length && from < second.length && first[from] === second[from]) from += 1
  let same = 0
  const most = Math.min(first.length, second.length) - from
  while (same < most && first.at(-1 - same) === second.at(-1 - same)) same += 1
  const differing = first.length + second.length - 2 * (from + same)
  return differing > DIFFERING_LINES
    ? `more than ${DIFFERING_LINES} lines lie between the first and the last difference; sort and comm them instead`
    : undefined
}

async function linesOf(path: string, { fs, cwd }: Context): Promise<readonly string[] | undefined> {
  try {
    return (await fs.readFile(fs.resolvePath(cwd, path))).split('\n')
  } catch {
    return undefined
  }
}

/**
 * The shell's `sed` lets a line grow without end, and `:a;s/a/aa/g;ba` fills the memory of the whole isolate within a
 * second. A substitution can double a line where it replaces every match by more, or puts a match in twice.
 */
const seds: Check = async (args, { fs, cwd }) => {
  const scripts = args.map(async (arg, at) => {
    const isPath = /^(?:-\w*f|--file)$/.test(args[at - 1] ?? '')
    const path = isPath ? arg : /^(?:-\w*f|--file=)(.+)/.exec(arg)?.[1]
    if (path === undefined) return arg
    const isThere = await fs.exists(fs.resolvePath(cwd, path))
    return isThere ? fs.readFile(fs.resolvePath(cwd, path)) : ''
  })
  return sedGrowth((await Promise.all(scripts)).join('\n'))
}

/** A line of a kilobyte is then some megabytes in the worst case. */
const LINE_GROWTH = 4_096

/** Why a script of sed is refused. It errs towards refusing, and only scripts that let a line grow are ever in danger. */
export function sedGrowth(script: string): string | undefined {
  const growing = [...substitutions(script)].filter(({ factor }) => factor > 1)
  const loops = loopsOf(script)
  if (growing.some(({ at }) => loops.some((loop) => loop.from <= at && at <= loop.to))) {
    return 'a substitution that can double the line is not supported inside a loop; use awk'
  }
  return growing.reduce((product, { factor }) => product * factor, 1) > LINE_GROWTH
    ? 'so many substitutions that let the line grow are not supported at once; use several calls'
    : undefined
}

/** From each label to the last jump back to it. `D` starts the whole script again. */
function loopsOf(script: string): readonly { readonly from: number; readonly to: number }[] {
  if (/(?:^|[^\w\\])D\s*(?:[;}\n]|$)/.test(script)) return [{ from: 0, to: script.length }]
  return [...script.matchAll(/:\s*(\w+)/g)].map(({ index, 1: label }) => {
    const jumps = script.matchAll(new RegExp(`(?<![A-Za-z\\\\])[btT]\\s*${label}\\b`, 'g'))
    return { from: index, to: [...jumps].at(-1)?.index ?? index }
  })
}

/** Every `s/…/…/g` with any delimiter, and how many times longer it can make a line. It may see more than there are. */
function* substitutions(script: string): Generator<{ readonly at: number; readonly factor: number }> {
  for (let at = 0; at < script.length; at += 1) {
    const delimiter = script[at + 1]
    if (script[at] !== 's' || delimiter === undefined || /[\w\s\\]/.test(delimiter)) continue
    const middle = closing(script, at + 2, delimiter)
    const end = closing(script, middle + 1, delimiter)
    if (end >= script.length) continue
    const isGlobal = /^[^;}\n]*g/.test(script.slice(end + 1, end + 20))
    yield { at, factor: growth(script.slice(middle + 1, end), isGlobal) }
  }
}

const closing = (script: string, from: number, delimiter: string): number => {
  let at = from
  while (at < script.length && script[at] !== delimiter) at += script[at] === '\\' ? 2 : 1
  return at
}

function growth(replacement: string, isGlobal: boolean): number {
  const match = /\\\d|(?<!\\)&/g
  const matches = replacement.match(match)?.length ?? 0
  const letters = replacement.replaceAll(match, '').replaceAll(/\\(.)/gs, '$1').length
  return isGlobal ? matches + letters : matches
}

/** `awk` fills up a record to the field that is named, and a billion fields are no memory's. */
const awks: Check = async (args) =>
  args.some((arg) => /\$\(?\s*\d{6,}|\bNF\s*=\s*\d{6,}/.test(arg))
    ? 'a record has at most 99,999 fields here'
    : undefined

/** `jq` bounds how a text grows by `+` and `*`, and not by these: in a loop each time makes it twice as long. */
const jqs: Check = async (args) =>
  args.some(
    (arg) =>
      /\b(?:reduce|foreach|until|while|repeat|recurse)\b/.test(arg) && /\b(?:tojson|g?sub)\b|@\w/.test(arg),
  )
    ? 'sub, gsub, tojson and @formats are not supported together with a loop; use map, or several calls'
    : undefined

/** In the place of the shell's own commands of the same name, which they call. */
export const guards: CustomCommand[] = [
  guard('awk', awks),
  guard('diff', diffs),
  guard('jq', jqs),
  guard('sed', seds),
]
