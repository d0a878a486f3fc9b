/** Telling the coordinator of a turn's end: once, again, too late, and not at all. */

import { expect, test } from 'vitest'
import { type EndNews, TELL_WITHIN_MS } from '../../src/converse/coordinator/report-store.ts'
import { reporting, type ReportingDeps } from '../../src/converse/thread/reporting.ts'
import { turnFigures } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const news: EndNews = { report: turnFigures(), size: 3, endedAt: 1 }
const { turn } = news.report

function stage(partial: Partial<ReportingDeps> = {}) {
  const clock = testClock()
  const seen = { told: [] as string[], complaints: [] as object[] }
  const store = {
    told: (id: string) => void seen.told.push(id),
    takeDue: () => ({ again: [news], givenUp: [turn] }),
  }
  const made = reporting({
    clock,
    store: () => store,
    tell: () => Promise.resolve(),
    complain: (event) => void seen.complaints.push(event),
    ...partial,
  })
  return { clock, seen, made }
}

test('what was heard is let go', async () => {
  const { made, seen } = stage()
  await made.tell(news, Promise.resolve(undefined))
  expect(seen).toEqual({ told: [turn], complaints: [] })
})

test('what was refused stays, and the operator reads why', async () => {
  const { made, seen } = stage({ tell: () => Promise.reject(new Error('overloaded')) })
  await made.tell(news, undefined)
  expect(seen.told).toEqual([])
  expect(seen.complaints).toEqual([{ evt: 'coordinator.not_told', turn, message: 'overloaded' }])
})

test('a coordinator that never answers holds nothing up for longer than five seconds', async () => {
  const { made, seen, clock } = stage({ tell: () => new Promise(() => {}) })
  const telling = made.tell(news, undefined)
  await clock.advance(TELL_WITHIN_MS)
  await telling
  expect(seen.told).toEqual([])
  expect(seen.complaints).toMatchObject([{ evt: 'coordinator.not_told', turn }])
})

test('what is due is told, and what was told in vain too often is given up aloud', async () => {
  const { made, seen } = stage()
  await made.tellDue()
  expect(seen.told).toEqual([turn])
  expect(seen.complaints).toMatchObject([{ evt: 'coordinator.gave_up', turn }])
})

test('a thread that has forgotten everything meanwhile is left alone', async () => {
  const { made, seen } = stage({ store: () => undefined })
  await made.tell(news, undefined)
  expect(made.tellDue()).toBeUndefined()
  expect(seen).toEqual({ told: [], complaints: [] })
})
