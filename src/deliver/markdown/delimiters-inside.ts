/** Finds the signs that are plain text inside a mark: in `**so 2**10 is**` those of the power. */
import { isGlue } from './character-kinds.ts'
import { type Delimiter, runLength } from './delimiter.ts'
import type { Open } from './marks.ts'

/**
 * Signs that do not end the mark around them, because a later run ends it. A spoiler ends at the last run that can only
 * close; what a spoiler hides stays hidden while the text grows.
 *
 * @param opened marks that are open before the first run
 */
export function delimitersInside(
  delimiters: readonly Delimiter[],
  opened: readonly Open[],
  growing: boolean,
): ReadonlySet<Delimiter> {
  const next = nextOfKind(delimiters)
  const inside = new Set<Delimiter>()
  let isCarried = opened.some(({ mark }) => mark === 'spoiler')
  let isHidden = isCarried
  let isNested = false
  for (const one of delimiters) {
    if (!one.canOpen && !one.canClose) continue
    const after = next.get(one)
    const isGlued = isOperator(one)
    const endsLater = after?.canClose === true && !after.canOpen
    const mayEndLater = after === undefined && ((isCarried && isGlued) || (growing && (isGlued || isNested)))
    if (one.char !== '|') {
      if (isGlued && endsLater) inside.add(one)
    } else if (!isHidden) {
      isHidden = one.canOpen
      isNested = false
      isCarried = one.after === '\n'
    } else if (!one.canClose || endsLater || mayEndLater) {
      inside.add(one)
      isNested ||= !one.canClose
    } else isHidden = false
  }
  return inside
}

/** For each delimiter the next one of its kind that is no operator. */
function nextOfKind(delimiters: readonly Delimiter[]): ReadonlyMap<Delimiter, Delimiter> {
  const next = new Map<Delimiter, Delimiter>()
  const last = new Map<string, Delimiter>()
  for (const one of delimiters.toReversed()) {
    const kind = one.char === '|' ? one.char : `${one.char}${Math.min(3, runLength(one))}`
    const after = last.get(kind)
    if (after !== undefined) next.set(one, after)
    if ((one.canOpen || one.canClose) && !isOperator(one)) last.set(kind, one)
  }
  return next
}

const isOperator = ({ canOpen, before, after }: Delimiter): boolean =>
  !canOpen && isGlue(before) && (isGlue(after) || after === '(')
