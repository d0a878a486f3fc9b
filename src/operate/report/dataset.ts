/** Which dataset the bot writes its data points to, by wrangler.toml. */

import { type Json, listAt, textAt } from '../../json.ts'
import { ReportProblem } from './report-problem.ts'

const BINDING = 'ANALYTICS'

/** @param toml as it holds for the environment, or why it could not be read @throws ReportProblem */
export function datasetIn(toml: Json | string): string {
  if (typeof toml === 'string') throw new ReportProblem(toml)
  const binding = listAt(toml, 'analytics_engine_datasets').find((one) => textAt(one, 'binding') === BINDING)
  if (binding === undefined)
    throw new ReportProblem(
      `wrangler.toml has no binding ${BINDING} there, so the bot writes no data points; docs/report.md says how to add it.`,
    )
  // Wrangler takes the name of the binding where there is none. Source: Wrangler, Configuration, "Analytics Engine Datasets".
  return textAt(binding, 'dataset') ?? BINDING
}
