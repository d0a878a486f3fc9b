/** The shape of in-the-page.js for the tests, which are type-checked while what runs in the page is not. */
import type { AxeResults } from 'axe-core'

export function runAxe(): Promise<AxeResults>
export function focused(): string
export function background(element: unknown): string
