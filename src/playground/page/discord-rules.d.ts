/** The shape of discord-rules.js for the tests, which are type-checked while the page's own scripts are not. */

/** A node of the package's tree: what a rule's `parse` returned and the rule's name. */
export interface Node {
  readonly type: string
  readonly content?: string | readonly Node[]
  readonly [key: string]: unknown
}

export interface ListNode extends Node {
  readonly type: 'list'
  readonly ordered: boolean
  readonly start: number
  readonly items: readonly (readonly Node[])[]
}

export function parseMessage(message: string): readonly Node[]
export function isWebAddress(address: string): boolean
