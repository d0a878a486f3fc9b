/** A sample of the Markdown of the installed packages: nothing of it is lost on the way to Discord. */
import { expect, test } from 'vitest'
import { GRAVE, lossesOf } from '../corpus/compare.ts'
import { corpusPieces } from '../corpus/pieces.ts'

const EVERY = 12

test('a reader of Discord finds every word of real documents', () => {
  const pieces = corpusPieces('node_modules').filter((_, at) => at % EVERY === 0)
  expect(pieces.length).toBeGreaterThan(20)
  const losses = pieces.flatMap(({ name, text }) =>
    lossesOf(text)
      .filter(({ kind }) => GRAVE.has(kind))
      .map(({ kind, words, context }) => `${name}: ${kind} ${words} (${context})`),
  )
  expect(losses).toEqual([])
})
