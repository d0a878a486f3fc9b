/** Turns what was found in a paragraph into spans, each with the marks that are open around it. */
import type { Delimiter, Mark, Open } from './emphasis.ts'
import { stray } from './scan.ts'
import type { Scan } from './scan.ts'
import type { Span } from './spell.ts'

const MARKS_AT_ONCE = 12

/** Gives each span the marks that are open around it. */
export function flatten(scan: Scan): readonly Span[] {
  const spans: Span[] = []
  let opens: readonly Open[] = []
  const push = (more: readonly Open[]): void => {
    // A mark inside itself means nothing; a bound on them keeps a page of `<b>` from costing a square.
    if (opens.length + more.length <= MARKS_AT_ONCE) opens = [...opens, ...more]
  }
  const close = (mark: Mark): void => {
    const at = opens.findLastIndex((open) => open.mark === mark)
    if (at >= 0) opens = opens.toSpliced(at, 1)
  }
  for (const node of scan.nodes) {
    switch (node.kind) {
      case 'span':
        spans.push({ ...node.span, opens })
        break
      case 'open':
        push([node.open])
        break
      case 'close':
        close(node.mark)
        break
      case 'delimiter': {
        for (const { mark } of node.delimiter.closes) close(mark)
        for (const span of leftOver(scan, node.delimiter)) spans.push({ ...span, opens })
        if (node.delimiter.opens.length > 0) push(node.delimiter.opens)
      }
    }
  }
  return spans
}

/** Delimiters that paired with nothing, so that Discord does not pair them either. */
function leftOver(scan: Scan, { char, from, to, left }: Delimiter): readonly Omit<Span, 'opens'>[] {
  const ours = Math.min(Math.max(0, scan.ghost - from), to - from)
  const count = Math.max(0, left - ours)
  const inWord = /[a-z0-9]/i.test(scan.source.charAt(from - 1)) && /[a-z0-9]/i.test(scan.source.charAt(to))
  const harmless = count === 1 && ((char === '_' && inWord) || char === '~' || char === '|')
  const plain = harmless || scan.inside !== undefined
  return stray(plain ? char : `\\${char}`, count, to)
}
