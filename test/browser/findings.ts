/** What axe has to say about a page as it stands. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { runAxe } from './in-the-page.js'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** One line for each finding: the rule, and the first places that break it. All of axe's rules count, its advice too. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(source)
  const { violations }: AxeResults = await page.evaluate(runAxe)
  return violations.map(
    ({ id, help, nodes }) =>
      `${id} (${help}): ${nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`)
        .join('; ')}`,
  )
}
