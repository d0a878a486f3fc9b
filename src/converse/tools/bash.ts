/** One command of Claude's in the sandbox's shell: bounded, without a network, and all or nothing. */

import type { BashExecResult, BashOptions, CommandName } from 'just-bash/browser'
import type { Clock } from '../../clock.ts'
import { guards } from './bash-guards.ts'
import { HOME, type SandboxFiles } from './sandbox-files.ts'
import { existing, type View } from './sandbox-view.ts'
import { type OpBudget, opBudget } from './op-budget.ts'
import { messageOf } from '../../errors.ts'
import { plainErrors, plainOutput } from './shell-words.ts'

/** After this a command is given up, `sleep` included, where nothing else is said. */
const COMMAND_MS = 5_000

/**
 * For an isolate of 128 MB that is not this thread's alone. The clock stands still in a Worker while it computes, so
 * it is the counts that end an endless loop; just-bash's own are for a desktop and would take minutes. What a pipe may
 * carry (`maxStringLength`) has to let a whole file through.
 */
const executionLimits = {
  maxSourceBytes: 65_536,
  maxCommandCount: 6_000,
  maxLoopIterations: 100_000,
  maxAwkIterations: 1_000_000,
  maxSedIterations: 100_000,
  maxJqIterations: 500_000,
  maxQueryElements: 100_000,
  maxQueryDepth: 256,
  maxArrayElements: 200_000,
  maxBraceExpansionResults: 10_000,
  maxGlobOperations: 100_000,
  maxTraversalEntries: 20_000,
  maxTraversalDepth: 100,
  maxTraversalWork: 100_000,
  maxWorkUnits: 2_000_000,
  maxCallDepth: 60,
  maxExecDepth: 16,
  maxSubstitutionDepth: 20,
  maxSourceDepth: 20,
  maxFileDescriptors: 64,
  maxStringLength: 1_048_576,
  maxHeredocSize: 262_144,
  maxOutputSize: 4_194_304,
  maxInputBytes: 33_554_432,
  maxLiveBytes: 33_554_432,
} satisfies BashOptions['executionLimits']

/** Beside others: four of them at once take as much memory as two alone. */
const limitsBeside = { ...executionLimits, maxLiveBytes: executionLimits.maxLiveBytes / 4 }

/** `html-to-markdown` takes seconds for some hundred nested tags, and no limit holds it; the others have nothing to say here. */
const excluded = new Set(['html-to-markdown', 'help', 'clear', 'history', 'hostname', 'whoami'])

/** So many operations on files, and others get their turn. */
const OPERATIONS_BETWEEN_PAUSES = 64

export interface BashResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  readonly ms: number
  /** Whether it changed files, and they are kept. */
  readonly changed: boolean
  /** Set where a limit, the time or our own fault ended it: then no change is kept. */
  readonly stopped: boolean
}

export interface BashDeps {
  readonly files: SandboxFiles
  readonly clock: Clock
  /** Ends the command: the member pressed *Stop*. */
  readonly signal?: AbortSignal | undefined
  /** The longest that the command may take, in milliseconds. Tests set it: they may not depend on the machine's speed. */
  readonly withinMs?: number | undefined
}

/** Never rejects but for a broken storage. Commands of one thread end as if they ran one after another. */
export function runBash(command: string, deps: BashDeps): Promise<BashResult> {
  const { files, clock, signal, withinMs = COMMAND_MS } = deps
  return files.change(async (at, cwd, isBeside) => {
    // Before its time begins: the first command of an isolate reads a megabyte of shell, and must not be late by that.
    await readShell()
    const began = clock.now()
    const start = directoryAt(at, cwd) ?? directoryAt(at, HOME) ?? '/'
    const ended = await inTime(command, start, at, isBeside, { clock, signal, withinMs })
    // A stop that came in the script's last moment counts, too: what it was about to write then failed.
    const stopped = 'failure' in ended || ended.isOverLimit || at.full || signal?.aborted === true
    const result: BashResult = {
      stdout: 'failure' in ended ? '' : ended.stdout,
      exitCode: 'failure' in ended ? 1 : ended.exitCode,
      stderr: stderrOf(ended, at, stopped),
      ms: clock.now() - began,
      changed: !stopped && at.changed.size > 0,
      stopped,
    }
    return { result, keep: !stopped, cwd: 'failure' in ended ? undefined : directoryAt(at, ended.cwd) }
  })
}

type Ended =
  | {
      readonly stdout: string
      readonly stderr: string
      readonly exitCode: number
      readonly cwd: string
      readonly isOverLimit: boolean
    }
  | { readonly failure: string }

/** Runs a command until it ends, fails, is stopped or is late; after that it can touch no file any more. */
async function inTime(
  command: string,
  cwd: string,
  view: View,
  isBeside: boolean,
  { clock, signal, withinMs }: Pick<BashDeps, 'clock' | 'signal'> & { readonly withinMs: number },
): Promise<Ended> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  let operations = 0
  const pause = async (): Promise<void> => {
    operations += 1
    if (operations % OPERATIONS_BETWEEN_PAUSES === 0) await clock.sleep(0)
    if (controller.signal.aborted) throw new Error('the command was stopped')
  }
  const budget = opBudget()
  const work = async (): Promise<Ended> => {
    try {
      const bash = await shell(view, cwd, {
        pause,
        sleep: (ms) => clock.sleep(ms, controller.signal),
        coverage: budget,
        limits: { ...(isBeside ? limitsBeside : executionLimits), maxExecutionTimeMs: withinMs },
      })
      // Without the signal: in workerd a listener on one costs 18 ms for every command of a script. Whatever a script that
      // has been stopped still does, it meets `pause` before its next file, and the counts of its limits at the latest.
      return endOf(await bash.exec(command), budget.isSpent())
    } catch (error) {
      return { failure: plainErrors(messageOf(error)) }
    }
  }
  const late = async (): Promise<Ended> => {
    await clock.sleep(withinMs + 500, controller.signal, 'limit')
    return { failure: signal?.aborted === true ? 'stopped' : `no end after ${withinMs} ms` }
  }
  try {
    return await Promise.race([work(), late()])
  } finally {
    stop()
    signal?.removeEventListener('abort', stop)
  }
}

interface Hooks {
  readonly pause: () => Promise<void>
  readonly sleep: (ms: number) => Promise<void>
  /** The shell calls it for its own tests of what a script covers: at each step. */
  readonly coverage: OpBudget
  readonly limits: typeof executionLimits & { readonly maxExecutionTimeMs: number }
}

/** Only when it is called: an answer without tools does not wait for a megabyte of shell to be read. */
const readShell = () => Promise.all([import('just-bash/browser'), import('./sandbox-fs.ts')])

async function shell(view: View, cwd: string, { pause, sleep, coverage, limits }: Hooks) {
  const [{ Bash, getCommandNames }, { SandboxFs }] = await readShell()
  return new Bash({
    fs: new SandboxFs(view, pause),
    cwd,
    env: { HOME },
    commands: getCommandNames().filter(isWanted),
    customCommands: guards,
    executionLimits: limits,
    sleep,
    coverage,
    // It patches the globals of the isolate while a script lasts, and other threads live there, too.
    defenseInDepth: false,
  })
}

const isWanted = (name: string): name is CommandName => !excluded.has(name)

/** `cd` leaves its mark in $PWD; the rest of the environment is nobody's business. */
const endOf = ({ stdout, stderr, exitCode, env }: BashExecResult, isSpent: boolean): Ended => ({
  stdout: plainOutput(stdout),
  stderr: plainErrors(stderr),
  exitCode,
  cwd: env['PWD'] ?? HOME,
  // 126 is also "permission denied", and 124 also a `timeout` that somebody asked for: the words tell.
  isOverLimit:
    isSpent || ((exitCode === 126 || exitCode === 124) && /exceeded|too many|aborted|deadline/.test(stderr)),
})

function stderrOf(ended: Ended, { full }: View, stopped: boolean): string {
  const said = 'failure' in ended ? `sandbox: ${ended.failure}\n` : ended.stderr
  if (!stopped) return said
  const why = full ? 'sandbox: there is no room left for so much.\n' : ''
  return `${said}${why}sandbox: the command was stopped, and the files are as they were before it.\n`
}

const directoryAt = (view: View, path: string): string | undefined => {
  try {
    const { real, entry } = existing(view, path, 'cd')
    return entry.type === 'directory' ? real : undefined
  } catch {
    return undefined
  }
}
