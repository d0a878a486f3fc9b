/** The shape of tour-steps.js for the tests, which are type-checked while the page's own scripts are not. */
import type { Channel, Member, Message } from './page-state.js'

export interface Facts {
  readonly messages: readonly Message[]
  readonly member: string
  readonly since: number
  readonly lives: ReadonlyMap<string, number>
}
export interface Here extends Facts {
  readonly channels: readonly Channel[]
  readonly channel: string
  readonly peopleOf: (channel: Channel) => readonly Pick<Member, 'id'>[]
}
export interface Asked {
  readonly member: string
  readonly channel: string
  readonly options: { readonly prompt: string; readonly fresh?: true }
  readonly attachments?: readonly { readonly filename: string; readonly text: string }[]
}
export const STEPS: readonly string[]
export function progressOf(step: string, facts: Facts): number
export function isDone(step: string, facts: Facts): boolean
export function isWaiting(step: string, facts: Facts): boolean
export function growingOf(facts: Facts): Message | undefined
export function stopOf(message: Message): string | undefined
export function asksOf(
  step: string,
  here: Here,
  questions: { readonly tell: string; readonly recall: string },
): Asked[]
