/** The shape of in-the-page.js for the tests, which are type-checked while what runs in the page is not. */
import type { AxeResults } from 'axe-core'

export function runAxe(): Promise<AxeResults>
export function focused(): string
export function background(element: unknown): string
export function focusedWords(): string
export function pixelsBeside(): number
export function sidewaysIn(element: unknown): number
export function outOfReach(): string[]
export function isDrawn(image: unknown): boolean
export function everyWord(): string[]
export function copied(): Promise<string>
