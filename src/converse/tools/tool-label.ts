/** One line for the status line that says which tool is at work on what, in which nothing comes to life. */

import { codePoints } from '../../deliver/markdown/graphemes.ts'
import { escaped, line } from '../../deliver/plain-text.ts'

/** Code points that a reader sees; escapes are not seen. */
const LABEL_CODE_POINTS = 60

/** `bash · ls -la`, from the name of a tool and what it was called with. */
export function toolLabel(name: string, detail: string): string {
  const plain = line(detail, LABEL_CODE_POINTS - codePoints(`${name} · `))
  return plain === '' ? name : `${name} · ${escaped(plain)}`
}
