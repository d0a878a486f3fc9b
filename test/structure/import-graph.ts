/** Measures a graph of imports: its arrows, its layers, its cycles, and what can be reached from one file. */

import { dirname } from 'node:path'
import type { SourceFile } from './source-tree.ts'

/** From each node to the nodes that it knows. No node knows itself. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** The imports between groups of files. A file whose group is undefined is left out. */
export function graphOf(files: readonly SourceFile[], groupOf: (path: string) => string | undefined): Graph {
  const graph = new Map<string, Set<string>>()
  for (const { path, imports } of files) {
    const from = groupOf(path)
    if (from === undefined) continue
    const known = graph.get(from) ?? new Set()
    graph.set(from, known)
    for (const to of imports.map(groupOf)) if (to !== undefined && to !== from) known.add(to)
  }
  return graph
}

export const arrowsOf = (graph: Graph): number =>
  Array.from(graph.values()).reduce((sum, known) => sum + known.size, 0)

/** All that a node knows, directly or by way of others. It contains the node itself only when there is a cycle. */
export function reachable(graph: Graph, start: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const open = [...(graph.get(start) ?? [])]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    open.push(...(graph.get(node) ?? []))
  }
  return seen
}

/** The nodes that know themselves by way of others. */
export const cyclic = (graph: Graph): readonly string[] =>
  Array.from(graph.keys()).filter((node) => reachable(graph, node).has(node))

/** How many layers the graph has: the most nodes on one way down. Nodes of a cycle share a layer. */
export function layersOf(graph: Graph): number {
  const below = new Map(Array.from(graph.keys(), (node) => [node, reachable(graph, node)] as const))
  const depths = new Map<string, number>()
  const depthOf = (node: string): number => {
    const known = depths.get(node)
    if (known !== undefined) return known
    const deeper = Array.from(below.get(node) ?? []).filter((other) => !below.get(other)?.has(node))
    const depth = 1 + Math.max(0, ...deeper.map(depthOf))
    depths.set(node, depth)
    return depth
  }
  return Math.max(0, ...Array.from(graph.keys(), depthOf))
}

/** The folder of a file as a group. The entry of the Worker belongs to none: it alone sees everything. */
export const folderOf = (path: string): string | undefined =>
  path === 'src/worker.ts' ? undefined : dirname(path)

/** What lies directly in `folder`, a file or a folder, as a group; undefined for files elsewhere. */
export const partOf =
  (folder: string) =>
  (path: string): string | undefined =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined
