/** The shape of choices.js for the tests, which are type-checked while the page's own scripts are not. */
export interface Choice {
  readonly name: string
  readonly value: string
}
export function choiceFinder<Wanted>(
  ask: (wanted: Wanted) => Promise<readonly Choice[] | undefined>,
  changed: () => void,
): {
  readonly look: (wanted: Wanted | undefined) => void
  readonly found: () => readonly Choice[] | 'failed' | undefined
}
