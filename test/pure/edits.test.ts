/** What the message of a changed question shows at once: the new question, above our line. */

import { expect, test } from 'vitest'
import { noNames } from '../../src/converse/question/names.ts'
import type { Question } from '../../src/converse/question/question.ts'
import { type EditsDeps, edits } from '../../src/converse/thread/edits.ts'
import { endedPresses } from '../../src/converse/thread/ended-presses.ts'
import type { EndedTurn } from '../../src/converse/thread/ended-turn.ts'
import { readTurn } from '../../src/converse/thread/kept-turn.ts'
import { interactionId, question, replyToken, settings, transcript } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const asked = question({ text: 'What <@1000001>?', names: { ...noNames, people: { '1000001': 'Ada' } } })
const { token: _, ...kept } = asked
const shows = { showQuestion: true, discordApplicationId: settings().discordApplicationId }
const left = { plainLinks: false, isCut: false, hasText: true, hasTools: false, by: asked.id }
const endedTurn: EndedTurn = {
  id: asked.id,
  question: { ...kept, files: [] },
  exchange: undefined,
  left: { isCut: false },
  versions: [{ ...left, content: '> What @Ada?\nOnce.' }],
  at: 0,
  renewed: undefined,
}
const made = {
  turn: asked.id,
  member: asked.member,
  id: interactionId('99'),
  token: replyToken('aW50ZXJhY3Rpb246y'),
  askedAt: 5,
  text: 'Who is <@1000001>,\nand why?',
  names: noNames,
}

/** @param waits whether the turn waits; else it has ended */
function stage(waits: boolean, begins = false) {
  const written: Question[] = []
  const row = {
    id: asked.id,
    question: JSON.stringify(kept),
    token: asked.token,
    shown: '[]',
    progress: '{}',
  }
  const store = {
    openTurns: () =>
      waits
        ? [
            { id: interactionId('1'), member: asked.member },
            { id: asked.id, member: asked.member },
          ]
        : [],
    look: (id: string) => (waits && id === asked.id ? readTurn(row, { begun: 0, ended: 0 }) : undefined),
    ended: () => (waits ? undefined : endedTurn),
    before: () => ({ transcript: transcript(), exchange: undefined }),
    rewrite: (one: Question) => (begins ? false : written.push(one) > 0),
    renew: (_turn: EndedTurn, one: Question) => {
      written.push(one)
      return 'taken' as const
    },
    showPosition: () => undefined,
    showVersion: () => endedTurn,
  }
  const deps = {
    clock: testClock(),
    settings: shows,
    store: () => store,
    live: new Map(),
    start: () => undefined,
  }
  const all: EditsDeps = { ...deps, pressEnded: endedPresses(deps) }
  return { written, made: edits(all) }
}

test('under an answer it stands above the line that says that Claude is asked', () => {
  const { made: changes, written } = stage(false)
  expect(changes.toEdit(made)).toEqual({ does: 'open', text: asked.text })
  expect(changes.edit(made)).toMatchObject({
    does: 'change',
    message: { content: '> Who is @\u200bAda, and why?\n-# Asking Claude again …' },
  })
  expect(written).toMatchObject([
    {
      text: made.text,
      names: { people: { '1000001': 'Ada' } },
      isTyped: true,
      fresh: false,
      id: '99',
      renews: { does: 'retry', turn: asked.id, version: 2 },
    },
  ])
})

test('under a question that waits it stands above its place, which is the same', () => {
  const { made: changes, written } = stage(true)
  expect(changes.toEdit(made)).toEqual({ does: 'open', text: asked.text })
  expect(changes.edit(made)).toMatchObject({
    does: 'change',
    message: { content: '> Who is @\u200bAda, and why?\n-# 1 question ahead of yours' },
  })
  expect(written).toMatchObject([{ text: made.text, id: asked.id, token: asked.token, isTyped: true }])
})

test('where the turn begins in the same moment nothing is changed', () => {
  const { made: changes, written } = stage(true, true)
  expect(changes.edit(made)).toEqual({ does: 'say', why: 'question begun' })
  expect(written).toEqual([])
})
