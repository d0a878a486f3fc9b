/** The tools that run where Claude is: its own for the web, and those of MCP servers. */

import type { ToolUnion } from '@anthropic-ai/sdk/resources/messages'
import type { McpServer } from '../../settings/mcp-servers.ts'
import type { Question } from '../question/question.ts'

/** All tools of a server, or those that are switched on. Source: Claude API, MCP connector, "MCP toolset configuration". */
export interface McpToolset {
  readonly type: 'mcp_toolset'
  readonly mcp_server_name: string
  readonly default_config?: { readonly enabled: boolean }
  readonly configs?: Readonly<Record<string, { readonly enabled: boolean }>>
}

/** An entry of a request's `tools`. */
export type Definition = ToolUnion | McpToolset

export const isToolset = (one: { readonly type?: unknown }): one is McpToolset => one.type === 'mcp_toolset'

/**
 * Searches are billed one by one, and a page by its tokens, in each further turn again. `direct`: without it Claude would
 * call them from a program of its own in a container, whose results are not blocks that can be shown as sources.
 * Pages carry no citations, because the API wants them on all documents of a request or on none, and attached files
 * have none. Source: Claude API, Web search tool, Web fetch tool, Citations.
 */
export const webTools: readonly ToolUnion[] = [
  { type: 'web_search_20260318', name: 'web_search', max_uses: 3, allowed_callers: ['direct'] },
  {
    type: 'web_fetch_20260318',
    name: 'web_fetch',
    max_uses: 3,
    max_content_tokens: 8_000,
    allowed_callers: ['direct'],
  },
]

/** Where a question was asked, for what is allowed there: a guild, or `dm` where the bot was not invited by one. */
export const placeOf = ({ guild, userInstall }: Pick<Question, 'guild' | 'userInstall'>): string =>
  guild === null || userInstall ? 'dm' : guild

/** What the servers bring to this place, always in the order of the setting. */
export const mcpToolsets = (servers: readonly McpServer[], place: string): readonly McpToolset[] =>
  servers
    .filter(({ places }) => (places === undefined ? place !== 'dm' : places.includes(place)))
    .map(({ name, tools }) => ({
      type: 'mcp_toolset',
      mcp_server_name: name,
      ...(tools === undefined
        ? {}
        : {
            default_config: { enabled: false },
            configs: Object.fromEntries(tools.map((tool) => [tool, { enabled: true }])),
          }),
    }))

/** A server as a request names it. Source: Claude API, MCP connector, "MCP server configuration". */
export interface McpConnection {
  readonly type: 'url'
  readonly name: string
  readonly url: string
  readonly authorization_token?: string
}

/** The connections by the names of the servers, with their tokens: made where the request leaves us, kept nowhere. */
export const mcpConnections = (
  servers: readonly McpServer[],
  tokens: Readonly<Record<string, string>>,
): ReadonlyMap<string, McpConnection> =>
  new Map(
    servers.map(({ name, url }) => {
      const token = tokens[name]
      return [
        name,
        { type: 'url', name, url, ...(token === undefined ? {} : { authorization_token: token }) },
      ]
    }),
  )
