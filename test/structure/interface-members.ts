/** Counts the members of an interface, those that it inherits included. */

import type { SourceFile } from './source-tree.ts'

/** How many members the interface has; undefined when no file declares it. Formatted source: one member begins a line. */
export function membersOf(files: readonly SourceFile[], name: string): number | undefined {
  const names = namesOf(files, name)
  return names === undefined ? undefined : new Set(names).size
}

function namesOf(files: readonly SourceFile[], name: string): readonly string[] | undefined {
  const declaration = new RegExp(String.raw`interface ${name}(?: extends ([\w, ]+))? \{\n([\s\S]*?)\n\}`)
  for (const { text } of files) {
    const found = declaration.exec(text)
    if (found === null) continue
    const inherited = (found[1] ?? '').split(',').map((parent) => parent.trim())
    const own = Array.from(
      (found[2] ?? '').matchAll(/^ {2}(?:readonly )?(\w+)\??[:(<]/gm),
      ([, member = '']) => member,
    )
    return [...own, ...inherited.filter(Boolean).flatMap((parent) => namesOf(files, parent) ?? [])]
  }
  return undefined
}
