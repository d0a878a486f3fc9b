/** What a screen reader says of an answer: that it is awaited, and all of it once, when it is over. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withGrowingMark } from '../../src/deliver/growing-mark.ts'
import { announcer } from '../../src/playground/page/announcer.js'
import { english } from '../../src/playground/page/english.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const message = { id: '1', author: { name: 'Threadkeeper' }, content: '', loading: false, failed: '' }
const growing = (content: string): typeof message => ({
  ...message,
  content: withGrowingMark([content], 0).join(''),
})

test('an answer is read out once, soon after its end, and never while it grows', () => {
  const region = { textContent: '' }
  const announce = announcer(region, english)
  announce({ ...message, loading: true })
  expect(region.textContent).toBe('Threadkeeper is thinking…')
  for (const content of ['One', 'One **two**']) {
    announce(growing(content))
    vi.advanceTimersByTime(60_000)
    expect(region.textContent).toBe('Threadkeeper is thinking…')
  }
  announce({ ...message, content: 'One **two** three.' })
  announce({ ...message, content: 'One **two** three.\n-# cached' })
  vi.advanceTimersByTime(1_000)
  expect(region.textContent).toBe('Threadkeeper: One two three.\ncached')
})

test('what never carried the mark is read out when nothing more comes', () => {
  const region = { textContent: '' }
  const announce = announcer(region, english)
  announce({ ...message, content: 'I forgot everything.' })
  vi.advanceTimersByTime(1_000)
  expect(region.textContent).toBe('')
  vi.advanceTimersByTime(2_000)
  expect(region.textContent).toBe('Threadkeeper: I forgot everything.')
})

test('a failure is told at once', () => {
  const region = { textContent: '' }
  announcer(region, english)({ ...message, failed: 'The application did not respond' })
  expect(region.textContent).toBe('The application did not respond')
})
