/** Ends the runtimes of this process when it was killed, and could end nothing itself. */

import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { runtimes } from './runtimes.ts'

/**
 * Each line that it reads has the addresses of all runtimes of the process that writes them. When the lines end, that process is gone. Then it
 * kills the runtimes that were given one of the last addresses: a runtime that has crashed meanwhile is followed by one with
 * the same address and another process id.
 */
const SCRIPT = `
while read -r line; do addresses=$line; done
ps -A -ww -o pid=,args= | while read -r pid args; do
  for address in $addresses; do
    case "$args" in *"workerd serve "*"=loopback=$address "*) kill -9 "$pid" ;; esac
  done
done`

let guard: ChildProcess | undefined

/** To be called after each start of a runtime. Where there is no `sh` or no `ps`, nothing is guarded. */
export function guardRuntimes(): void {
  try {
    guard ??= start()
    guard.stdin?.write(
      `${runtimes()
        .flatMap(({ loopback }) => loopback ?? [])
        .join(' ')}\n`,
    )
  } catch {
    // As without it.
  }
}

/** In a session of its own: Ctrl-C and a terminal that is closed would end it with us. */
function start(): ChildProcess {
  const child = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  // It does not keep us alive.
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()
  return child
}
