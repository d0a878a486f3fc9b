/** Keeps the state of the local Discord in a folder: soon after each change, whole or not at all. */

import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from './json.ts'
import { keptOf, restore } from './kept-state.ts'
import type { State } from './state.ts'

/** The file with the messages, in the folder. */
export const KEPT = 'discord.json'

/** A growing answer brings many changes. */
const WAIT_MS = 300

export interface Keeper {
  /** Whether there was something of an earlier start. */
  readonly hasRestored: boolean
  /** Writes what has changed, and nothing after that. */
  close(): Promise<void>
}

/**
 * Takes up what an earlier start has left in the folder. What cannot be read is set aside under another name.
 *
 * @param tell is given a sentence for the person at the terminal
 */
export function keep(state: State, folder: string, tell: (line: string) => void): Keeper {
  const [path, files] = [join(folder, KEPT), join(folder, 'discord-files')]
  mkdirSync(files, { recursive: true })
  const hasRestored = takeUp(state, path, files, tell)
  const written = new Set(readdirSync(files))
  let isDue = false
  let last = Promise.resolve()
  let isClosed = false

  const write = async (): Promise<void> => {
    isDue = false
    const kept = keptOf(state)
    await mkdir(files, { recursive: true })
    for (const { id, bytes } of kept.files)
      if (!written.has(id)) {
        await writeFile(join(files, id), bytes, { mode: 0o600 })
        written.add(id)
      }
    // The tokens of the last quarter of an hour are in it.
    await writeFile(`${path}.new`, JSON.stringify(kept.json), { mode: 0o600 })
    await rename(`${path}.new`, path)
    const needed = new Set(kept.files.map(({ id }) => id))
    for (const id of written)
      if (!needed.has(id)) {
        await rm(join(files, id), { force: true })
        written.delete(id)
      }
  }
  const writeNext = (): Promise<void> => {
    last = last.then(write).catch((error: unknown) => {
      tell(`The messages could not be kept: ${error instanceof Error ? error.message : String(error)}`)
    })
    return last
  }
  state.listeners.add(() => {
    if (isDue || isClosed) return
    isDue = true
    state.later(WAIT_MS, () => void writeNext())
  })
  return {
    hasRestored,
    close() {
      isClosed = true
      return isDue ? writeNext() : last
    },
  }
}

function takeUp(state: State, path: string, files: string, tell: (line: string) => void): boolean {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return false
  }
  const parsed = parseJson(text)
  if (parsed.ok && restore(state, parsed.value, (id) => bytesAt(join(files, id)))) return true
  const aside = `${path}.unreadable`
  renameSync(path, aside)
  tell(
    `The messages of earlier starts could not be read. They are in ${aside} now, and the page begins anew.`,
  )
  return false
}

function bytesAt(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(readFileSync(path))
  } catch {
    return undefined
  }
}
