/** How far the tour has got, as the browser keeps it and as an address names it. */
import { STEPS } from './tour-steps.js'

const NEW = { isOpen: false, step: 0, since: 0, done: [] }

/**
 * @param {string | undefined} text As it was kept; anything else begins anew.
 * @returns {{ isOpen: boolean, step: number, since: number, done: string[] }} `step` is an index; `since` is when it
 *   began, in milliseconds since 1970, and 0 before the first one.
 */
export function readTour(text) {
  try {
    const { isOpen, step, since, done } = JSON.parse(text ?? 'null') ?? NEW
    return {
      isOpen: isOpen === true,
      step: STEPS[step] === undefined ? 0 : Number(step),
      since: Number.isFinite(since) ? since : 0,
      done: STEPS.filter((one) => Array.isArray(done) && done.includes(one)),
    }
  } catch {
    return NEW
  }
}

export const writtenTour = (tour) => JSON.stringify(tour)

/**
 * @param {string | null} named `?tour=3` is the third step.
 * @returns {number | undefined} Its index.
 */
export const stepAt = (named) => (/^[1-6]$/.test(named ?? '') ? Number(named) - 1 : undefined)
