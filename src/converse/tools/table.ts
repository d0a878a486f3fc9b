/** The tools that Claude may call, and how a call is made: from memory where that is as good. */

import type { ToolUnion } from '@anthropic-ai/sdk/resources/messages'
import type { ThreadId } from '../../ids.ts'
import type { Json } from '../../json.ts'
import { isOn } from '../../measure/experiment.ts'
import type { Settings } from '../../settings/settings.ts'
import { isChannelReadable } from './channel-reader.ts'
import { bashTool } from './bash-tool.ts'
import { chartTool } from './chart-tool.ts'
import { readChannelTool } from './read-channel-tool.ts'
import { sendFileTool } from './send-file-tool.ts'
import { type Definition, isToolset, mcpToolsets, webTools } from '../claude/server-tools.ts'
import type { Tool, ToolContext, ToolResult } from './tool.ts'
import type { ToolCache } from './tool-cache.ts'
import { toolLabel } from './tool-label.ts'

export const tools = {
  bash: bashTool,
  send_file: sendFileTool,
  chart: chartTool,
  read_channel: readChannelTool,
} satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

export const isToolName = (raw: string): raw is ToolName => Object.hasOwn(tools, raw)

/**
 * The tools as the Messages API wants them.
 *
 * @param readsChannel whether `read_channel` is among them
 */
export const toolDefinitions = (readsChannel = false): readonly ToolUnion[] =>
  Object.entries(tools)
    .filter(([name]) => readsChannel || name !== ('read_channel' satisfies ToolName))
    .map(([name, { description, schema }]) => ({ name, description, input_schema: schema }))

/** Ours by their names, Claude's own by their versions, and the servers of others. */
export const namesOf = (definitions: readonly Definition[]): readonly string[] =>
  definitions.map((one) => {
    if (isToolset(one)) return `mcp ${one.mcp_server_name}`
    return 'name' in one && (one.type === undefined || one.type === 'custom') ? one.name : String(one.type)
  })

/** What the settings say of tools. */
export type ToolSettings = Pick<Settings, 'tools' | 'readChannel' | 'discordToken' | 'web' | 'mcpServers'>

/**
 * What Claude may call in a thread; without a thread: in most of them. The list opens every request, and another one
 * would be another prompt cache: so who asks makes no difference to it, only to what a call is answered, and the order
 * never changes.
 *
 * @param place see `placeOf`; without one there is nothing of other servers
 */
export const toolbox = (settings: ToolSettings, thread?: ThreadId, place?: string): readonly Definition[] => {
  const isGiven = (share: number, flag: string): boolean =>
    thread === undefined ? share >= 0.5 : isOn(share, flag, thread)
  return [
    ...(isGiven(settings.tools, 'TOOLS') ? toolDefinitions(isChannelReadable(settings)) : []),
    ...(isGiven(settings.web, 'WEB') ? webTools : []),
    ...(place === undefined ? [] : mcpToolsets(settings.mcpServers, place)),
  ]
}

/** What the status line says while a call is at work: one line, at most 60 characters, nothing in it alive. */
export const labelOf = (name: ToolName, input: Json): string => toolLabel(name, tools[name].detail(input))

export interface Called extends ToolResult {
  readonly ms: number
  readonly isFromCache: boolean
}

/** Makes a call, or answers it from memory where an equal one was made and nothing has changed since. */
export async function callTool(
  name: ToolName,
  input: Json,
  context: ToolContext,
  cache: ToolCache,
): Promise<Called> {
  const tool: Tool = tools[name]
  const began = context.clock.now()
  const key = (): string | undefined => {
    const same = tool.sameAs(input, context)
    return same === undefined ? undefined : `${name} ${same}`
  }
  const before = key()
  // A command that was called before this one may be about to change what this one reads.
  const known = before === undefined || context.files.isBusy() ? undefined : cache.find(before)
  if (known !== undefined)
    return { text: known, isError: false, ms: context.clock.now() - began, isFromCache: true }
  const result = await tool.run(input, context)
  if (before !== undefined && !result.isError && key() === before) cache.keep(before, result.text)
  return { ...result, ms: context.clock.now() - began, isFromCache: false }
}
