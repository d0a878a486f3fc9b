/** `npm run report`: how the bot was used and how it fared, by day, server, model, variant and error. */

import { writeFile } from 'node:fs/promises'
import { styleText } from 'node:util'
import { AccountProblem } from './discord-account.ts'
import { readProject } from './project.ts'
import { makeReport } from './make-report.ts'
import { readLocalPoints } from './report/local-points.ts'
import { ReportProblem } from './report/report-problem.ts'

/** Plain where the output is no terminal, and with NO_COLOR. */
const painted = (style: 'bold' | 'cyan') => (text: string) =>
  styleText(style, text, { stream: process.stdout })

try {
  process.stdout.write(
    await makeReport(process.argv.slice(2), {
      readProject: (environment) => readProject(process.cwd(), environment),
      env: process.env,
      now: Date.now(),
      paint: { strong: painted('bold'), chart: painted('cyan') },
      localPoints: readLocalPoints,
      save: writeFile,
    }),
  )
} catch (error) {
  if (!(error instanceof ReportProblem) && !(error instanceof AccountProblem)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
