/** Whether Node and wrangler are those that the package asks for. */

import { error, type Finding } from './finding.ts'
import type { Project } from './project.ts'

type Versions = Pick<Project, 'node' | 'wrangler' | 'wanted'>

export function versionFindings({ node, wrangler, wanted }: Versions): readonly Finding[] {
  const findings: Finding[] = []
  const least = wanted.node?.replace(/^\D*/, '')
  if (least !== undefined && isBefore(node, least))
    findings.push(
      error(
        'versions',
        `Node ${node} is older than ${least}.`,
        `Install Node ${least} or newer, then run "npm ci".`,
      ),
    )
  if (wrangler === undefined) findings.push(error('versions', 'Wrangler is not installed.', 'Run "npm ci".'))
  else if (wanted.wrangler !== undefined && wrangler !== wanted.wrangler)
    findings.push(
      error(
        'versions',
        `Wrangler ${wrangler} is installed, and package.json asks for ${wanted.wrangler}.`,
        'Run "npm ci".',
      ),
    )
  return findings
}

function isBefore(a: string, b: string): boolean {
  const [left, right] = [partsOf(a), partsOf(b)]
  const at = [0, 1, 2].find((index) => (left[index] ?? 0) !== (right[index] ?? 0))
  return at !== undefined && (left[at] ?? 0) < (right[at] ?? 0)
}

const partsOf = (version: string): readonly number[] => version.split('.').map(Number)
