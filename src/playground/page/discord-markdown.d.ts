/** The shape of discord-markdown.js for the tests, which are type-checked while the page's own scripts are not. */
export interface MarkdownContext {
  readonly members?: Readonly<Record<string, string>>
  readonly roles?: Readonly<Record<string, string>>
  readonly channels?: Readonly<Record<string, string>>
  readonly now?: number
  readonly locale?: string
  readonly timeZone?: string
}
export function renderBlocks(text: string, context?: MarkdownContext): string[]
export function renderMarkdown(text: string, context?: MarkdownContext): string
