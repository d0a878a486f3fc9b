/** What a reader of Discord may lose of an answer. */
export type LossKind =
  | 'lost word'
  | 'added word'
  | 'joined words'
  | 'changed number'
  | 'code changed'
  | 'wrongly code'
  | 'not code'
  | 'struck'
  | 'not struck'
  | 'hidden'
  | 'not hidden'
  | 'quoted'
  | 'lost sign'
  | 'mark shown'

export interface Loss {
  readonly kind: LossKind
  readonly words: string
  readonly context: string
}

/** Words with their neighbours, to find the place again. */
export const around = (words: readonly { readonly text: string }[], from: number, to: number): string =>
  words
    .slice(Math.max(0, from - 4), to + 4)
    .map(({ text }) => text)
    .join(' ')
