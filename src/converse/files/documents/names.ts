/** Names of attached files: no two of a question are the same, and each has one that is easy in the shell. */

import { sentFileName } from '../../../deliver/plain-text.ts'

/** The second of two equal names becomes `name-2.txt`. Upper and lower case count as equal. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length
    let unique = name
    for (let n = 2; taken.has(unique.toLowerCase()); n += 1)
      unique = `${name.slice(0, dot)}-${n}${name.slice(dot)}`
    taken.add(unique.toLowerCase())
    return unique
  })
}

/** The shell's file system takes 255 bytes, and what belongs to a file may add an ending. */
const NAME_BYTES = 200

/** A name that needs no quotes in the shell: letters and digits of any script, dots, hyphens, underscores. */
export function shellName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+/, '')
  return plain === '' || new TextEncoder().encode(plain).length > NAME_BYTES ? sentFileName(name) : plain
}
