/** Everything that can be wrong and is seen without a network. `npm run deploy` does not deploy while it has an error. */

import { recordAt } from '../json.ts'
import { error, type Finding } from './finding.ts'
import type { Project } from './project.ts'
import { settingFindings } from './setting-findings.ts'
import { versionFindings } from './version-findings.ts'
import { wranglerFindings } from './wrangler-findings.ts'

/** In the order in which they are told. */
export const OFFLINE = ['versions', 'wrangler.toml', '.dev.vars'] as const

export function offlineFindings(project: Project): readonly Finding[] {
  const { toml, devVars } = project
  if (typeof toml === 'string')
    return [
      ...versionFindings(project),
      error('wrangler.toml', toml, 'Mend the file, or take it back with "git checkout wrangler.toml".'),
    ]
  return [
    ...versionFindings(project),
    ...wranglerFindings(toml),
    ...settingFindings(recordAt(toml, 'vars'), devVars),
  ]
}
