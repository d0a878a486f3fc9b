/** The shape of select-options.js for the tests, which are type-checked while the page's own scripts are not. */
import type { State } from './page-state.js'

export function optionsOf(
  one: {
    readonly type: number
    readonly options?: readonly object[]
    readonly default_values?: readonly { readonly id: string }[]
    readonly channel_types?: readonly number[]
  },
  here: { readonly state: State; readonly channel: string },
): { readonly value: string; readonly text: string; readonly more: string; readonly on: boolean }[]
