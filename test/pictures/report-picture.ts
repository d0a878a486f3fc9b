/** The picture of the report's page, made of seeded points: the same each time. */

import type { Browser } from 'playwright-core'
import { reportOf } from '../../src/operate/report/report-data.ts'
import { reportPage } from '../../src/operate/report/report-page.ts'
import { turnOf } from '../../src/operate/report/turn.ts'
import { madeUpPoints } from '../fakes/report-points.ts'

/** Of the file in docs/images. */
export const REPORT = 'report'

const NOW = Date.UTC(2026, 10, 30, 18)
const DAYS = 14

/** The page from its top on, as far as the times by day. */
export async function reportPicture(browser: Browser): Promise<Buffer> {
  const points = madeUpPoints({
    seed: 15,
    threads: 260,
    turns: 3_400,
    now: NOW,
    days: DAYS - 0.5,
    fasterMs: 320,
  })
  const turns = points.flatMap((point) => turnOf(point) ?? [])
  const range = { from: Date.UTC(2026, 10, 30 - DAYS + 1), to: NOW }
  const report = reportOf(turns, range, 'the dataset threadkeeper', [])
  const context = await browser.newContext({
    viewport: { width: 800, height: 975 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.setContent(reportPage(report, undefined))
  const picture = await page.screenshot({ animations: 'disabled', type: 'png' })
  await context.close()
  return picture
}
