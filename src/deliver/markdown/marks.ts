/** The marks that Discord knows, and the signs that open and close them. */

/** A mark that Discord knows. */
export type Mark = 'strong' | 'em' | 'underline' | 'strike' | 'spoiler' | 'code'

/** An open mark. A page break closes it with `close`, and the next page opens it again with `open`. */
export interface Open {
  readonly mark: Mark
  readonly open: string
  readonly close: string
}

const marks: Readonly<Record<string, Mark>> = {
  '*': 'em',
  _: 'em',
  '**': 'strong',
  __: 'underline',
  '~~': 'strike',
  '||': 'spoiler',
}

/** The mark that `size` signs of a kind open: one or two. */
export function openOf(char: string, size: number): Open {
  const sign = char.repeat(size)
  return { mark: marks[sign] ?? 'em', open: sign, close: sign }
}
