/** Reporting a turn's end to the coordinator: once, again, too late, and not at all. */

import { expect, test } from 'vitest'
import { type EndReport, REPORT_WITHIN_MS } from '../../src/converse/coordinator/report-store.ts'
import { reporting, type ReportingDeps } from '../../src/converse/thread/reporting.ts'
import { turnFigures } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const news: EndReport = { report: turnFigures(), size: 3, endedAt: 1 }
const { turn } = news.report

function stage(partial: Partial<ReportingDeps> = {}) {
  const clock = testClock()
  const seen = { acknowledged: [] as string[], complaints: [] as object[] }
  const store = {
    acknowledged: (id: string) => void seen.acknowledged.push(id),
    takeDue: () => ({ again: [news], givenUp: [turn] }),
  }
  const made = reporting({
    clock,
    store: () => store,
    send: () => Promise.resolve(),
    complain: (event) => void seen.complaints.push(event),
    ...partial,
  })
  return { clock, seen, made }
}

test('an acknowledged report is deleted', async () => {
  const { made, seen } = stage()
  await made.report(news, Promise.resolve(undefined))
  expect(seen).toEqual({ acknowledged: [turn], complaints: [] })
})

test('a rejected report stays, and the operator reads why', async () => {
  const { made, seen } = stage({ send: () => Promise.reject(new Error('overloaded')) })
  await made.report(news, undefined)
  expect(seen.acknowledged).toEqual([])
  expect(seen.complaints).toEqual([{ evt: 'coordinator.not_told', turn, message: 'overloaded' }])
})

test('a coordinator that never answers delays nothing for longer than five seconds', async () => {
  const { made, seen, clock } = stage({ send: () => new Promise(() => {}) })
  const pending = made.report(news, undefined)
  await clock.advance(REPORT_WITHIN_MS)
  await pending
  expect(seen.acknowledged).toEqual([])
  expect(seen.complaints).toMatchObject([{ evt: 'coordinator.not_told', turn }])
})

test('what is due is reported, and a report whose tries have run out is given up with a warning', async () => {
  const { made, seen } = stage()
  await made.reportDue()
  expect(seen.acknowledged).toEqual([turn])
  expect(seen.complaints).toMatchObject([{ evt: 'coordinator.gave_up', turn }])
})

test('a thread that has forgotten everything meanwhile is left alone', async () => {
  const { made, seen } = stage({ store: () => undefined })
  await made.report(news, undefined)
  expect(made.reportDue()).toBeUndefined()
  expect(seen).toEqual({ acknowledged: [], complaints: [] })
})
