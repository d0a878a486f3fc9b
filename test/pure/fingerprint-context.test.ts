/** What was said before a question makes it another, and says where its answer is looked for. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalised, contextFreeFingerprint } from '../../src/converse/cache/fingerprint.ts'
import type { Exchange } from '../../src/converse/claude/transcript.ts'
import { fileRef } from '../build.ts'
import { exchange, after, asked, names, print } from '../fakes/fingerprints.ts'

const context = (...exchanges: readonly Exchange[]): string => print({ transcript: after(...exchanges) })

const summarised = (summary: string, ...exchanges: readonly Exchange[]): string =>
  print({ transcript: { summary, exchanges } })

describe('what was said before', () => {
  const [a, b, c] = [exchange(1), exchange(2), exchange(3)]

  test('makes a question another by its last three messages, not by older ones', () => {
    expect(context(a, b, c)).toBe(context(b, c))
    expect(context(b, c)).toBe(context({ ...b, asked: 'different' }, c))
    expect(context(b, c)).not.toBe(context({ ...b, answered: 'different' }, c))
    expect(context(b, c)).not.toBe(context(b, { ...c, asked: 'different' }))
  })

  test('matters, who said it does not', () => {
    expect(context({ ...a, name: 'Ben' })).toBe(context(a))
  })

  test.each(['Continue', 'Weiter', 'Ещё', '続けて', 'Lance un dé', 'What is a monad?'])(
    'and %j among it, nothing is looked for or kept in this conversation',
    (text) => {
      const step = { ...a, asked: text.toUpperCase() }
      for (const said of [after(step), after(b, step), after(b, step, step), after(step, b)])
        expect(names({ text, transcript: said }).inContext).toBeUndefined()
      expect(names({ text, transcript: after(step, a, b, c) }).inContext).toBeDefined()
    },
  )

  test('is the summary where little else was', () => {
    expect(summarised('Of cats.')).not.toBe(summarised('Of dogs.'))
    expect(summarised('Of cats.')).not.toBe(print())
    expect(summarised('Of cats.', a)).not.toBe(summarised('Of dogs.', a))
    expect(summarised('Of cats.', a, b)).toBe(summarised('Of dogs.', a, b))
  })
})

describe('where an answer is looked for', () => {
  test('at the beginning it is the same place for every conversation of the scope', () => {
    const opening = contextFreeFingerprint(asked())
    const first = { contextFree: opening, inContext: undefined, inFlight: opening }
    expect(names()).toEqual({ ...first, isOpener: true, sharesTopic: false })
    expect(names({ thread: '2', member: '8' })).toEqual(names())
    expect(names({ scope: 'guild 2' }).contextFree).not.toBe(opening)
  })

  test('later it is this conversation, this member, and the place of the beginning', () => {
    const transcript = after(exchange(1))
    const here = names({ transcript })
    expect(here).toMatchObject({ contextFree: names().contextFree, isOpener: false, sharesTopic: false })
    expect(names({ transcript, thread: '2' }).inContext).not.toBe(here.inContext)
    expect(names({ transcript, member: '8' }).inContext).not.toBe(here.inContext)
    expect(names({ transcript, member: '8' }).inFlight).toBe(here.inFlight)
    expect(names({ transcript, thread: '2' }).inFlight).not.toBe(here.inFlight)
  })

  test.each<[boolean, string, readonly string[]]>([
    [true, 'What is a monad?', ['What is Haskell?', 'A language with monads.']],
    [true, 'Comment trier une liste ?', ['Comment lire un fichier ?', 'Avec open().']],
    [true, 'Why so?', ['Who was Mozart?', 'A composer.']],
    [true, '什么是单子？', ['你好', '你好！']],
    [false, 'What is a monad?', ['Who was Mozart?', 'A composer.']],
    [false, 'Jak działa pompa ciepła?', ['Kim był Chopin?', 'Kompozytorem.']],
  ])('that it shares the topic is %j: %j after %j', (shares, text, [before = '', answered = '']) => {
    const transcript = after({ name: '', asked: before, answered })
    expect(names({ text, transcript }).sharesTopic).toBe(shares)
  })

  test('the same question just before is no topic', () => {
    const again = { name: '', asked: 'what is a Monad', answered: 'A monoid.' }
    expect(names({ transcript: after(again, again) }).sharesTopic).toBe(false)
    expect(names({ transcript: after({ ...again, files: [fileRef()] }) }).sharesTopic).toBe(true)
    expect(names({ transcript: after(exchange(1), again) }).sharesTopic).toBe(false)
  })

  test('no conversation is ever given what another was told in the course of it, and no scope what another was', () => {
    const text = fc.constantFrom('What is a monad?', 'Why is it called that?', 'And now?', 'Explain it')
    const exchanges = fc.array(
      fc.record({ name: fc.constant(''), asked: text, answered: fc.constantFrom('A', 'B') }),
      { maxLength: 4 },
    )
    const question = fc.record({
      text,
      transcript: fc.record({ summary: fc.constantFrom(undefined, 'S'), exchanges }),
      thread: fc.constantFrom('1', '2'),
      scope: fc.constantFrom('guild 1', 'guild 2', 'member 1'),
    })
    fc.assert(
      fc.property(question, question, (one, other) => {
        const kept = print(one)
        const { contextFree, inContext } = names(other)
        if (kept === 'none' || (kept !== contextFree && kept !== inContext)) return
        expect(one.scope).toBe(other.scope)
        expect(normalised(one.text)).toBe(normalised(other.text))
        const isFirst = one.transcript.exchanges.length === 0 && one.transcript.summary === undefined
        expect(isFirst || one.thread === other.thread).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })
})
