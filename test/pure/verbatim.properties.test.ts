/** Answers made by chance: every word is shown once, in order, as what it is, in every frame. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { readPages } from '../reading/discord-reading.ts'
import { shownWords } from '../reading/shown-words.ts'
import { answer } from '../reading/random-markdown.ts'
import type { Written } from '../reading/random-markdown.ts'

/** Making a long counterexample smaller may take for ever; what was found by then is shown. */
const WITHIN = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true } as const

const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 })

const folded = (line: string): string => line.replaceAll(/ +/g, ' ')

/** A table that goes on in the next message has its header again there, as wide as its rows ask for. */
const withoutRepeatedHeaders = (pages: readonly string[]): readonly string[] =>
  pages.map((page, at) => {
    const header = /^```\n([^\n]+)\n─/.exec(page)?.[1]
    const before = /```\n([^\n]+)\n─[^`]*```$/.exec(pages[at - 1] ?? '')?.[1]
    const goesOn = header !== undefined && before !== undefined && folded(header) === folded(before)
    return goesOn ? page.replace(`${header}\n`, '') : page
  })

/** What differs first between the words that must be shown and those that are. */
function firstFault({ words }: Written, pages: readonly string[], ended: boolean): string | undefined {
  const shown = shownWords(readPages(withoutRepeatedHeaders(pages)))
  for (const [at, { text, styles }] of shown.entries()) {
    const wanted = words[at]
    // The last word of a growing answer may be half of one.
    const last = !ended && at === shown.length - 1
    const right = last ? wanted?.text.startsWith(text) === true : wanted?.text === text
    if (!right) return `word ${at}: ${text} instead of ${wanted?.text}`
    if (wanted?.style !== undefined && !styles.has(wanted.style))
      return `word ${at}: ${text} is no ${wanted.style}`
    if (wanted?.style === undefined && (styles.has('strike') || styles.has('spoiler'))) {
      return `word ${at}: ${text} is ${[...styles].join(' ')}`
    }
  }
  return ended && shown.length < words.length ? `${words[shown.length]?.text} is lost` : undefined
}

describe('an answer made by chance', () => {
  test('is shown word by word when it has ended', () => {
    fc.assert(
      fc.property(answer, (written) => {
        const pages = startPages()
        feed(pages, written.source)
        expect(
          firstFault(written, frame(pages, { ended: true, maxPages: 1_000 }).pages, true),
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
          expect(firstFault(written, frame(pages, { maxPages: 1_000 }).pages, false)).toBeUndefined()
        }
      }),
      { ...WITHIN, numRuns: 60 },
    )
  })
})
