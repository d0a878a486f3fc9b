/** Answers that Discord reads otherwise than they were meant: what the reader must see of each. */
import { describe, expect, test } from 'vitest'
import more from '../cases/more-words.json' with { type: 'json' }
import words from '../cases/words.json' with { type: 'json' }
import { caseFaults, faultsOfPages } from '../reading/case-rules.ts'
import type { Case } from '../reading/case-rules.ts'

const cases = [...words, ...more] as unknown as readonly Case[]

describe('an answer as it was meant', () => {
  test.each(cases.map((one) => [one.id, one.kind, one] as const))('%s: %s', (_id, _kind, one) => {
    expect(caseFaults(one)).toEqual([])
  })
})

describe('the reading of Discord', () => {
  const solved = cases.filter(({ right }) => right !== undefined)
  test.each(solved.map((one) => [one.id, one] as const))(
    'finds no fault in the right pages of %s',
    (_id, one) => {
      expect(faultsOfPages(one, [(one.right ?? []).join('\n')])).toEqual([])
    },
  )
})
