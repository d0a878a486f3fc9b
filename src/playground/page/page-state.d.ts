/** The shape of state.js for the tests, which are type-checked while the page's own scripts are not. */
export interface Attachment {
  readonly filename: string
  readonly url: string
}
export interface Message {
  readonly id: string
  readonly channel: string
  readonly turn: string
  readonly author: { readonly id: string; readonly name: string; readonly app: boolean }
  readonly command: string
  readonly invoker: string
  readonly given: readonly Attachment[]
  readonly content: string
  readonly loading: boolean
  readonly failed: string
  readonly ephemeralFor: string
  readonly pings: readonly string[]
  readonly attachments: readonly Attachment[]
}
export interface Turn {
  readonly message: string
  readonly ackMs: number | undefined
  readonly firstWordsMs: number | undefined
}
export interface Figures {
  readonly edits: number | undefined
  readonly turns: readonly Turn[]
}
export interface Channel {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly parent?: string
  readonly guild?: string
  readonly people?: readonly string[]
}
export interface Member {
  readonly id: string
  readonly name: string
  readonly username: string
  readonly locale: string
  readonly guilds: readonly string[]
}
export interface State {
  readonly ready: boolean
  readonly self: string
  readonly guild: string
  readonly guilds: readonly { readonly id: string; readonly name: string }[]
  readonly channels: readonly Channel[]
  readonly members: readonly Member[]
  readonly roles: readonly { readonly id: string; readonly name: string; readonly guild: string }[]
  readonly messages: Map<string, Message>
  readonly figures: Figures
}
export function readState(raw: unknown): State
export function readChannels(raw: unknown): Channel[]
export function guildOf(state: Pick<State, 'channels'>, channel: Channel | undefined): string
export function peopleIn(state: State, channel: Channel): Member[]
export function threadOn(state: State, message: Pick<Message, 'id'>): Channel | undefined
export function starterOf(state: State, channel: Channel): Message | undefined
export function takeMessage(
  state: State,
  raw: unknown,
): { readonly change: 'created' | 'updated' | 'deleted' | 'none'; readonly message: Message }
export function visibleTo(
  state: State,
  channel: string,
  member: string,
  dismissed: ReadonlySet<string>,
): Message[]
export function isFollowUp(message: Pick<Message, 'turn'>, above: Pick<Message, 'turn'> | undefined): boolean
