/** The shape of tour-progress.js for the tests, which are type-checked while the page's own scripts are not. */
export interface Tour {
  readonly isOpen: boolean
  readonly step: number
  readonly since: number
  readonly done: readonly string[]
}
export function readTour(text: string | undefined): Tour
export function writtenTour(tour: Tour): string
export function stepAt(named: string | null): number | undefined
