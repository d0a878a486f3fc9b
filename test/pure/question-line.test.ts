/** The question above its answer: one line, inert, and every message still fits. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { feed, frame, startPages } from '../../src/deliver/pages.ts'
import { questionLine, withoutQuestion, withQuestion } from '../../src/deliver/question-line.ts'
import { isOurLine } from '../../src/deliver/reply-plan.ts'
import { shownQuestion } from '../../src/converse/turn/shown-question.ts'
import { question, settings } from '../build.ts'
import { anyText } from '../fakes/any-answer.ts'
import { play, HELLO, status, words } from '../fakes/play-reply.ts'

describe('the line', () => {
  test.each([
    ['What is a monad?', '> What is a monad?'],
    ['  two\n\nlines\tand   more ', '> two lines and more'],
    ['# **big** `code` > q', '> \\# \\*\\*big\\*\\* \\`code\\` \\> q'],
    ['see https://example.com/a', '> see https\\://example.com/a'],
    ['@everyone <@123456789012345678>', '> @\u200beveryone \\<@\u200b123456789012345678\\>'],
    ['1. first', '> 1\\. first'],
  ])('%j', (text, expected) => {
    expect(questionLine(text)).toBe(expected)
  })

  test('ends at a word with … where the question is longer than 200 characters', () => {
    const text = 'word '.repeat(60)
    expect(questionLine(text)).toBe(`> ${'word '.repeat(39)}word…`)
    expect(codePoints(questionLine(text) ?? '')).toBeLessThanOrEqual(202)
    expect(questionLine('x'.repeat(201))).toBe(`> ${'x'.repeat(199)}…`)
    expect(questionLine('x'.repeat(200))).toBe(`> ${'x'.repeat(200)}`)
    expect(questionLine(`${'word '.repeat(39)}${'y'.repeat(50)}`)).toBe(`> ${'word '.repeat(39).trim()}…`)
  })

  test('is nothing where nothing is to be seen', () => {
    expect(questionLine(' \u200b\n')).toBeUndefined()
  })

  test('is inert, whatever was asked', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
        const shown = questionLine(text) ?? '> nothing'
        expect(shown).toMatch(/^> [^\n\r\u2028\u2029]+$/)
        expect(shown.slice(2)).not.toMatch(/(?<!\\)(?:\\\\)*[*_~`|<>#]|@(?!\u200b)|(?<!\\):\/\//)
        expect(codePoints(shown)).toBeLessThanOrEqual(2 + 2 * 200)
        expect(withoutQuestion(withQuestion('x', shown), shown)).toBe('x')
        expect(withoutQuestion(withQuestion('> x', shown), shown)).toBe('> x')
      }),
    )
  })

  test('names people and channels as they are called', () => {
    const text = 'ask <@123456789012345678> in <#223456789012345678>, <@775799577604522054>'
    const names = {
      people: { '123456789012345678': 'Ben_B' },
      roles: {},
      channels: { '223456789012345678': 'general' },
    }
    expect(shownQuestion(question({ text, names }), settings())).toBe(
      '> ask @\u200bBen\\_B in \\#general, @\u200bThreadkeeper',
    )
  })

  test('is not shown in private, nor where the operator says no', () => {
    expect(shownQuestion(question(), settings())).toBe('> What is a monad?')
    expect(shownQuestion(question({ private: true }), settings())).toBeUndefined()
    expect(shownQuestion(question(), settings({ showQuestion: false }))).toBeUndefined()
  })
})

const line = questionLine('why? '.repeat(60)) ?? ''

test('every frame of every answer has room for it, and a note, a status line or the file do not push it out', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), fc.integer({ min: 1, max: 5 }), (text, ended, maxPages) => {
      const pages = startPages(undefined, line)
      feed(pages, text)
      const view = frame(pages, {
        ended,
        maxPages,
        question: line,
        ...(ended ? { note: 'Cut.' } : { status: 'At work' }),
      })
      expect(view.pages[0]).toMatch(/^> why\?/)
      expect(view.pages.filter((page) => codePoints(page) > 2_000)).toEqual([])
      expect(view.pages.slice(1).filter((page) => page.startsWith(line))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('before there is anything to say nothing is shown, and a line of ours below it is still ours', () => {
  expect(frame(startPages(undefined, line), { question: line }).pages).toEqual([])
  const [waits = ''] = frame(startPages(undefined, line), { question: line, status: 'Waits' }).pages
  expect(waits).toBe(`${line}\n-# Waits`)
  expect(isOurLine({ content: waits })).toBe(true)
  expect(isOurLine({ content: `${line}\nText\n-# Waits` })).toBe(false)
})

describe('a reply', () => {
  const asked = '> What is it?'

  test.each([
    ['short', ['Hello.']],
    ['growing', [HELLO, 2_000, ' And more.', 2_000, ' And the end.']],
    ['with a status line', [status('Waits'), 3_000, HELLO, 3_000, ' End.']],
    ['of several messages', [words(300), 2_000, words(300)]],
  ] as const)('%s has it on its first message in every call, and takes no call more', async (_, acts) => {
    const plain = await play({ acts: [...acts] })
    const { discord, shown, delivered } = await play({ acts: [...acts], options: { question: asked } })
    expect(delivered?.outcome).toBe('whole')
    expect(discord.calls.length).toBeLessThanOrEqual(plain.discord.calls.length)
    expect(shown[0]?.startsWith(`${asked}\n`)).toBe(true)
    const said = shown.map((content) => withoutQuestion(content, asked)).join(' ')
    expect(said.replaceAll(/\s+/g, ' ')).toBe(plain.shown.join(' ').replaceAll(/\s+/g, ' '))
  })

  test('whose question a filter blocks is shown without it', async () => {
    const { shown, delivered } = await play({
      acts: [HELLO],
      options: { question: asked },
      trouble: (n) => (n === 1 ? { why: 'filtered' } : undefined),
    })
    expect([shown, delivered?.outcome, delivered?.replaced]).toEqual([[HELLO], 'whole', 0])
  })

  test('goes on after a crash below the same question, and does not take it for words', async () => {
    const { shown, delivered } = await play({
      acts: [HELLO, 2_000, ' End.'],
      before: [`${asked}\n${HELLO}`],
      options: { question: asked },
    })
    expect(shown).toEqual([`${asked}\n${HELLO} End.`])
    expect(delivered?.outcome).toBe('whole')
  })
})
