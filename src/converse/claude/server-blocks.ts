/** The blocks of tools that run where Claude is: a use and its result belong together, and go together. */

import { textAt } from '../../json.ts'
import { type Block, withoutThoughts } from './content.ts'
import type { Round } from './rounds.ts'

export const isServerUse = ({ type }: Block): boolean => type === 'server_tool_use' || type === 'mcp_tool_use'

/** `web_search_tool_result`, `mcp_tool_result`, …; a plain `tool_result` is ours. */
const isServerResult = ({ type }: Block): boolean => type.endsWith('_tool_result')

/** A server's tools as Claude was told them; not asked for again where it comes back. */
export const isListing = ({ type }: Block): boolean => type === 'mcp_tool_listing'

const isServerBlock = (block: Block): boolean =>
  isServerUse(block) || isServerResult(block) || isListing(block)

/**
 * Of Claude's last message what has to be kept as blocks: all up to the last of its servers' tools. What it said after
 * that is its answer. Empty where it used none.
 */
export const serverPart = (content: readonly Block[]): readonly Block[] =>
  content.slice(0, content.findLastIndex(isServerBlock) + 1)

/**
 * Leaves pairs out. A use may have its result in a later message, where Claude called one of ours beside it; one without
 * any is left out as well, because the API wants each answered.
 *
 * @param isWanted asked of each use that has a result
 */
export function withoutPairs(
  rounds: readonly Round[],
  isWanted: (use: Block, result: Block) => boolean,
): readonly Round[] {
  const all = rounds.flatMap(({ content }) => content)
  if (!all.some(isServerBlock)) return rounds
  const results = new Map(all.filter(isServerResult).map((block) => [textAt(block, 'tool_use_id'), block]))
  const uses = all.filter((block) => {
    const result = isServerUse(block) ? results.get(textAt(block, 'id')) : undefined
    return result !== undefined && isWanted(block, result)
  })
  const ids = new Set(uses.map((use) => textAt(use, 'id')))
  const servers = new Set(uses.map((use) => textAt(use, 'server_name')))
  const isKept = (block: Block): boolean => {
    if (isServerUse(block)) return ids.has(textAt(block, 'id'))
    if (isServerResult(block)) return ids.has(textAt(block, 'tool_use_id'))
    return !isListing(block) || servers.has(textAt(block, 'mcp_server_name'))
  }
  // A citation points into a result, which may be gone.
  const isWhole = all.filter(isServerUse).length === uses.length
  return rounds.map(({ content, results: own }) => ({
    content: content.filter(isKept).map((block) => (isWhole ? block : uncited(block))),
    results: own,
  }))
}

function uncited(block: Block): Block {
  if (block.type !== 'text') return block
  const { citations: _, ...rest } = block
  return rest
}

/**
 * The rounds of a turn as they can be sent. The message after one may bring the result of a use that this one left open; if
 * it broke off, what it brought is lost. Then the use goes, and all thoughts, because what stood before them has changed.
 *
 * @param isOver the last round is followed by a message that broke off
 */
export function sendable(rounds: readonly Round[], isOver: boolean): readonly Round[] {
  const answered = new Set(
    rounds.flatMap(({ content }) => content.map((block) => textAt(block, 'tool_use_id'))),
  )
  const closed = isOver ? rounds : rounds.slice(0, -1)
  const isOpen = (block: Block): boolean => isServerUse(block) && !answered.has(textAt(block, 'id'))
  if (!closed.some(({ content }) => content.some(isOpen))) return rounds
  const whole = withoutPairs(rounds, () => true).map((round, n) =>
    n < closed.length ? round : (rounds[n] ?? round),
  )
  return whole.map(({ content, results }) => ({ content: withoutThoughts(content), results }))
}

/** By which name a request has to offer what is used here. */
export const nameOfUse = (use: Block): string | undefined => {
  if (isListing(use)) return `mcp ${textAt(use, 'mcp_server_name') ?? ''}`
  return use.type === 'mcp_tool_use' ? `mcp ${textAt(use, 'server_name') ?? ''}` : textAt(use, 'name')
}
