/** The shape of place.js for the tests, which are type-checked while the page's own scripts are not. */
import type { Channel, Member } from './page-state.js'

export interface Place {
  readonly as: string | undefined
  readonly channel: string | undefined
  readonly message: string | undefined
  readonly inspect: string | undefined
}
export function readPlace(location: { readonly search: string; readonly hash: string }): Place
export function channelAt(channels: readonly Channel[], called: string): Channel | undefined
export function memberAt(members: readonly Member[], called: string): Member | undefined
export function addressOf(
  state: { readonly channels: readonly Channel[]; readonly members: readonly Member[] },
  place: {
    readonly member: string
    readonly channel: string
    readonly message?: string
    readonly inspect?: string
  },
): string
