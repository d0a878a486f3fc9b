/** Turns as they are logged and written down: the events and data points that queries are run on. */

import { logEvent } from '../../src/measure/turn-report.ts'
import type { TurnReport } from '../../src/measure/figures.ts'
import { variantFields } from '../../src/measure/variants.ts'
import { guildId, interactionId, question, turnFigures, variants } from '../build.ts'
import { pointOf } from '../../src/operate/report/columns.ts'
import type { AnalyticsPoint } from './analytics-tables.ts'
import type { LoggedEvent } from './telemetry-query.ts'

/** A turn that asked Claude and used a tool. */
export const turnReport = (partial: Partial<TurnReport> = {}): TurnReport => ({
  ...turnFigures({ turn: interactionId('786008729715212338') }),
  thread: question().thread,
  guild: guildId('290926798626357999'),
  outcome: 'answered',
  why: '',
  cache: 'miss',
  cacheWhy: 'none',
  session: 'new',
  model: 'claude-haiku-5-5',
  claudeCalls: 1,
  toolCalls: 2,
  toolMs: 300,
  inputTokens: 100,
  outputTokens: 50,
  usd: 0.25,
  usdMicro: '250000',
  firstTextMs: 700,
  firstWordsMs: 900,
  totalMs: 2_000,
  cacheMs: 30,
  lastEditMs: 120,
  rowsRead: 1,
  rowsWritten: 1,
  heldBytes: 1,
  ...variantFields(variants()),
  ...partial,
})

/** What the API knows of an event that a Worker of this name has logged. */
export const asLogged = (worker: string, event: object, at: number): LoggedEvent => ({
  ...event,
  '$metadata.service': worker,
  at,
})

export const turnLogged = (worker: string, report: TurnReport, at: number): LoggedEvent =>
  asLogged(worker, logEvent(report), at)

export const turnWritten = (report: TurnReport, at: number): AnalyticsPoint => ({
  ...pointOf(new Map(Object.entries(logEvent(report)))),
  timestamp: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
})
