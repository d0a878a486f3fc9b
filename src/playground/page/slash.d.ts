/** The shape of slash.js for the tests, which are type-checked while the page's own scripts are not. */
export interface Option {
  readonly name: string
  readonly type: number
  readonly description: string
  readonly required: boolean
  readonly isSuggested: boolean
}
export interface Command {
  readonly name: string
  readonly description: string
  readonly options: readonly Option[]
}
export function readCommands(raw: unknown, language: string, permissions?: string): Command[]
export function offeredIn(
  raw: unknown,
  place: { readonly installs: readonly number[]; readonly context: number },
): unknown
export function readMessageCommands(
  raw: unknown,
  language: string,
): readonly { readonly name: string; readonly label: string }[]
export function commandIn(
  text: string,
  commands: readonly Command[],
): { readonly command: Command; readonly rest: string; readonly complete: boolean } | undefined
export function valueAtEnd(
  text: string,
  command: Command,
): { readonly option: string; readonly typed: string; readonly before: string } | undefined
export function completions(text: string, commands: readonly Command[]): Command[]
export function readOptions(command: Command, rest: string): Record<string, string | number | boolean>
export function shownPrompt(
  line: string,
  files?: readonly string[],
): { readonly name: string; readonly rest: string }
