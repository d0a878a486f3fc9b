/** Writes values into the .dev.vars of an environment: only its owner may read it, and all that stands there besides stays. */

import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { devVarsOf, type Environment } from './environment.ts'

type Values = Readonly<Record<string, string>>

/** The text with these values: in the lines that have their names, otherwise at the end. */
export function withValues(text: string, values: Values): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const there = new Set(lines.map(nameIn))
  const changed = lines.map((line) => {
    const name = nameIn(line)
    const value = name === undefined ? undefined : values[name]
    return name === undefined || value === undefined ? line : lineOf(name, value)
  })
  const added = Object.entries(values).filter(([name]) => !there.has(name))
  return `${[...changed, ...added.map(([name, value]) => lineOf(name, value))].join('\n')}\n`
}

const nameIn = (line: string): string | undefined => /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=/.exec(line)?.[1]

/** A value with signs that mean something in such a file stands in quotes. */
const lineOf = (name: string, value: string): string =>
  /^[\w.:/+=-]*$/.test(value) ? `${name}=${value}` : `${name}='${value}'`

/**
 * @param folder the root of the checkout; .dev.vars.example is taken as a beginning where there is no file
 * @returns whether anything has changed
 */
export async function saveValues(folder: string, environment: Environment, values: Values): Promise<boolean> {
  const path = join(folder, devVarsOf(environment))
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(folder, name), 'utf8').catch(() => undefined)
  const before = await read(devVarsOf(environment))
  const after = withValues(before ?? (await read('.dev.vars.example')) ?? '', values)
  if (after !== before) {
    // A process that ends in the middle leaves the old file whole.
    await writeFile(`${path}.new`, after, { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
  await chmod(path, 0o600)
  return after !== before
}
