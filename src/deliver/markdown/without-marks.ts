/** The text without its marks, for a place that shows none. */
import { readInline } from './inline-parser.ts'

export function withoutMarks(text: string): string {
  const { tokens } = readInline(text, { coarse: true })
  return tokens
    .map(({ kind, out, rule }) => {
      if (kind === 'mark') return ''
      if (kind === 'break') return ' '
      if (kind === 'word') return out.replace(/\\([^0-9A-Za-z\s])/g, '$1')
      if (kind !== 'solid') return out
      if (rule === 'formula' || rule === 'tag') return out.replace(/^`+ ?| ?`+$/g, '')
      return out.replace(/^\[([^\]]*)\]\(<?([^)>]*)>?\)$/, '$1 ($2)').replace(/^<(https?:[^>]*)>$/, '$1')
    })
    .join('')
}
