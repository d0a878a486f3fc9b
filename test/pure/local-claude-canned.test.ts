/** The default talk: it remembers, it shows, it fails when asked to; and the wire beneath it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Said } from '../../src/playground/claude/answer.ts'
import type { Block, Message } from '../../src/playground/claude/content.ts'
import { replyTo } from '../../src/playground/claude/reply.ts'
import { checkRequest, type ClaudeRequest } from '../../src/playground/claude/rules.ts'
import { talk } from '../../src/playground/claude/canned-replies.ts'
import { stepsOf } from '../../src/playground/claude/wire.ts'
import { members } from '../../src/playground/discord/demo-data.ts'
import { against } from '../../src/converse/cache/verdict.ts'
import { plainVerdict } from '../../src/playground/claude/verdicts.ts'
import { cacheable } from '../../src/converse/cache/cacheable.ts'
import { titleIn, titleRequest } from '../../src/converse/claude/title.ts'
import { useCache } from '../../src/playground/claude/prompt-cache.ts'

const conversation = (...questions: string[]): Message[] =>
  questions.flatMap((text, index): Message[] => {
    const asked: Message = { role: 'user', content: [{ type: 'text', text }] }
    const said: Message = { role: 'assistant', content: [{ type: 'text', text: 'I see.' }] }
    return index === questions.length - 1 ? [asked] : [asked, said]
  })
const answer = (...questions: string[]) => talk(conversation(...questions), [], [])
const said = (...questions: string[]): string => {
  const given = answer(...questions)
  return 'say' in given ? given.say : ''
}

test('a name is remembered', () => {
  expect(said('my name is Ada', 'nice weather', 'what is my name?')).toContain('**Ada**')
})

test('a corrected name replaces the first', () => {
  expect(said('my name is Ada', 'my name is Ben', 'what is my name?')).toContain('**Ben**')
})

test('a name is remembered in German', () => {
  expect(said('ich heiße Jörg', 'wie heiße ich?')).toBe('Du hast es mir gesagt: **Jörg**.')
})

test('what nobody said is not made up', () => {
  expect(said('hello', 'what is my name?')).toBe('You have not told me your name yet.')
})

test('earlier questions are listed', () => {
  expect(said('why is the sky blue?', 'and the sea?', 'what did I ask before?')).toBe(
    'Before this you said:\n\n1. why is the sky blue?\n2. and the sea?',
  )
})

test('a speaker’s name before the question is not part of it', () => {
  expect(said('[speaker 482715: Ada]\nmy name is Bo', '[speaker 482715: Bo]\nwhat is my name?')).toContain(
    '**Bo**',
  )
  expect(said('[speaker 482715: Ada]\nwhy?', 'what did I ask before?')).toContain('1. why?')
})

test('what is asked for by the program is a summary, which is remembered like what was said', () => {
  const summary = said('[speaker 482715: Ada]\nmy name is Ada', '[program 482715]\nSummarise.')
  expect(summary).toBe('The local stand-in remembers that these were said:\n- my name is Ada')
  expect(said(`[summary 482715]\n${summary}\n[end of summary 482715]\n\nwhy?`, 'what is my name?')).toContain(
    '**Ada**',
  )
})

test('an ordinary answer says what it is, quotes the question and has 400 to 900 characters', () => {
  const text = said('How do bees find their way home?')
  expect(text).toContain('local stand-in')
  expect(text).toContain('*How do bees find their way home?*')
  expect(text.length).toBeGreaterThan(400)
  expect(text.length).toBeLessThan(900)
})

test('a German question gets a German answer', () => {
  expect(said('Wie finden Bienen nach Hause?')).toContain('lokaler Ersatz')
})

test('an English question with "was" in it gets an English answer', () => {
  expect(said('When was the first bee?')).toContain('local stand-in')
})

test('the long answer has about five thousand characters in both languages', () => {
  expect(Math.abs(said('long').length - 5_000)).toBeLessThan(300)
  expect(Math.abs(said('ich heiße Ada', 'long').length - 5_000)).toBeLessThan(300)
})

test('help names every word', () => {
  const names = 'long code table markdown slow think fail overloaded cut stall refuse limit emoji'.split(' ')
  expect(names.filter((name) => !said('help').includes(`\`${name}\``))).toEqual([])
  expect(names.filter((name) => !said('hilfe').includes(`\`${name}\``))).toEqual([])
})

test('words that fail do fail', () => {
  expect(['fail', 'overloaded', 'limit', 'refuse', 'cut', 'stall'].map((word) => answer(word))).toMatchObject(
    [
      { status: 500 },
      { status: 529 },
      { status: 429, headers: { 'retry-after': '37' } },
      { stop: 'refusal' },
      { cut: 'eof' },
      { cut: 'stall' },
    ],
  )
})

test('a word inside a real question means nothing', () => {
  expect(said('how long is the Nile?')).toContain('local stand-in')
})

test('an answer that broke off is continued where it ended', () => {
  const whole = said('slow')
  const rest = said(
    'cut',
    `Your previous response was interrupted and ended with "${whole.slice(80, 120)}". Continue from where you left off.`,
  )
  expect(whole.slice(0, 120) + rest).toBe(whole)
})

test('a forced tool is called', () => {
  const tool = { name: 'look_up', input_schema: { type: 'object', required: ['what'] } }
  expect(talk(conversation('bees'), [], [tool], { type: 'any' })).toMatchObject({
    tools: [{ name: 'look_up', input: { what: 'bees' } }],
  })
})

test('the same conversation always gets the same answer, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (questions) => {
      expect(answer(...questions)).toEqual(answer(...questions))
    }),
  )
})

const request = (maxTokens: number): ClaudeRequest => {
  const checked = checkRequest(
    {
      model: 'claude-haiku-5-5',
      max_tokens: maxTokens,
      stream: true,
      messages: [{ role: 'user', content: 'hi' }],
    },
    new Set(),
  )
  if (!checked.ok) throw new Error(checked.problem.message)
  return checked.request
}
/** What a reader of the stream puts together. */
function read(answered: Said, maxTokens: number): { text: string; events: string[] } {
  const asked = request(maxTokens)
  const reply = replyTo(asked, answered, useCache(new Map(), asked, 0), 1)
  const events = [...stepsOf(reply, answered)].flatMap((step) => (step.do === 'send' ? [step.sse] : []))
  const texts = events.flatMap((event) => {
    const { delta } = JSON.parse(event.slice(event.indexOf('data: ') + 6)) as { delta?: { text?: string } }
    return delta?.text === undefined ? [] : [delta.text]
  })
  return { text: texts.join(''), events }
}

test('however it is cut, the stream says the text and no more than max_tokens', () => {
  const texts = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), fc.nat(60), fc.nat(60), (text, size, tokens, gap) => {
      const { text: got, events } = read(
        { say: text, chunkChars: size, gap: { afterChars: gap, ms: 1 }, oddities: true },
        tokens + 1,
      )
      expect(text.startsWith(got)).toBe(true)
      expect(got.length).toBeGreaterThanOrEqual(Math.min(text.length, (tokens + 1) * 4))
      expect(got.length).toBeLessThanOrEqual((tokens + 1) * 4 + 1)
      expect(events.join('').isWellFormed()).toBe(true)
    }),
  )
})

test('no body makes the rules throw', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4 }), fc.anything(), (body, messages) => {
      expect(checkRequest(body, new Set()).ok).toBe(false)
      checkRequest(
        { model: 'claude-haiku-5-5', max_tokens: 1, messages: [{ role: 'user', content: messages }] },
        new Set(),
      )
    }),
  )
})

test.each(['code', 'table', 'markdown', 'emoji', 'long'])(
  '%j can be seen to come from the cache, for every member of the stage',
  (text) => {
    const end = { answer: said(text), why: '', delivered: true, impureTools: false }
    for (const { name } of members)
      expect(cacheable({ private: false, fresh: false, memberName: name, text }, end)).toBeUndefined()
    expect(against(plainVerdict(text))).toBeUndefined()
  },
)

test('no canned text names a member of the stage, or its answer would be personal', () => {
  for (const question of ['hi', 'hallo', 'help', 'hilfe', 'what is this?', 'was ist das?'])
    for (const { name } of members) expect(said(question)).not.toContain(name)
})

test('a thread is named after the question', () => {
  const wanted = titleRequest('claude-haiku-5-5', {
    asked: 'why is tea so good?',
    answered: 'Nobody knows.',
  })
  const { system, messages }: { system: Block[]; messages: Message[] } = JSON.parse(JSON.stringify(wanted))
  const given = talk(messages, system, [])
  expect('say' in given && titleIn(given.say)).toBe('Why is tea so good')
})

test('huge is longer than five messages', () => {
  expect(said('huge').length).toBeGreaterThan(10_000)
})

test('channel reads the channel by its tool, where it is given', () => {
  const asked = talk(conversation('channel'), [], [{ name: 'read_channel' }])
  expect(asked).toMatchObject({ tools: [{ name: 'read_channel', input: {} }] })
  expect(answer('channel')).not.toHaveProperty('tools')
})
