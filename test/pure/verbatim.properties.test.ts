/** Answers made by chance: every word is shown once, in order, as what it is, in every frame. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { readPages } from '../reading/discord-reading.ts'
import type { Run } from '../reading/discord-reading.ts'
import { firstFault, withoutRepeatedHeaders } from '../reading/first-fault.ts'
import { answer } from '../reading/random-markdown.ts'

/** Making a long counterexample smaller may take for ever; what was found by then is shown. */
const WITHIN = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true } as const

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 })

const read = (pages: readonly string[]): readonly Run[] => readPages(withoutRepeatedHeaders(pages))

describe('an answer made by chance', () => {
  test('is shown word by word when it has ended', () => {
    fc.assert(
      fc.property(answer, (written) => {
        const pages = startPages()
        feed(pages, written.source)
        expect(
          firstFault(written, read(frame(pages, { ended: true, maxPages: 1_000 }).pages), true),
        ).toBeUndefined()
      }),
      { ...WITHIN, numRuns: 400 },
    )
  })
  test('is shown word by word while it grows', () => {
    fc.assert(
      fc.property(answer, sizes, (written, steps) => {
        const pages = startPages()
        for (let at = 0, turn = 0; at < written.source.length; turn += 1) {
          const size = steps[turn % steps.length] ?? 1
          feed(pages, written.source.slice(at, at + size))
          at += size
          expect(firstFault(written, read(frame(pages, { maxPages: 1_000 }).pages), false)).toBeUndefined()
        }
      }),
      { ...WITHIN, numRuns: 60 },
    )
  })
})
