/** `/help` says what works where it is asked, and its examples are questions like any other. */

import { describe, expect, test } from 'vitest'
import { helpReply, type HelpAsked, type Offers, offersOf } from '../../src/arrive/help.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { codePoints } from '../../src/deliver/markdown/graphemes.ts'
import { FILES_TOGETHER, MAX_PAGES, PROMPT_CODE_POINTS } from '../../src/limits.ts'
import { fileOptions } from '../../src/arrive/commands.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { question, settings } from '../build.ts'
import { payload } from '../fakes/payload.ts'

const { thread, guild } = question()
const asked = (partial: Partial<HelpAsked> = {}): HelpAsked => ({
  thread,
  guild,
  userInstall: false,
  language: 'en',
  private: false,
  reader: 'member',
  ...partial,
})
const everything: Offers = {
  tools: true,
  web: true,
  services: ['docs', 'git hub'],
  channel: 'read',
  retentionDays: 30,
  models: ['claude-haiku-5-5', 'claude-sonnet-5-5'],
}
const bare: Offers = { tools: false, web: false, services: [], channel: 'no', retentionDays: 0, models: [] }
const text = (offers: Offers, partial: Partial<HelpAsked> = {}): string =>
  helpReply(offers, asked(partial)).text

test('where everything works, in English', () => {
  expect(text(everything)).toBe(
    [
      '**What I can do here**',
      '- Ask with `/ask`. Everybody in this channel shares one conversation with Claude and sees the answers.',
      '- Add `private:true` to a question: only you see the answer, in a conversation of your own.',
      '- Send `/ask` alone to get a form for long questions and up to ten files.',
      '- To ask about a message, open its menu and choose Apps > Ask Claude.',
      '- Attach up to three files, together 8 MB: images, PDFs, office documents, books, archives, text and code.',
      '- A question may have 6,000 characters. An answer takes up to five messages, and the rest comes as a file.',
      '- Claude can work in a shell on your files, draw charts and send files.',
      '- Claude can search the web and read pages.',
      '- Claude can use these services: docs, git_hub',
      '- Choose who answers with `model`: Haiku 5.5, Sonnet 5.5',
      '- Claude can read the last messages of this channel for you.',
      '- I remember this conversation until 30 days after the last question. `/status` shows it, `/forget` erases it.',
      '- Claude answers in the language of the question. My own words are in English or German, like your Discord.',
      'Press an example to ask it:',
    ].join('\n'),
  )
})

test('where nothing works, in German, in a private conversation', () => {
  const shown = text(bare, { language: 'de', private: true })
  expect(shown).toMatch(/^\*\*Was ich hier kann\*\*\n- Frag mit `\/ask` und `private:true`\./)
  expect(shown).toContain(sentence('help form', 'de'))
  expect(shown).toContain(sentence('help message', 'de'))
  expect(shown).toContain(sentence('help no tools', 'de'))
  expect(shown).toContain(sentence('help no web', 'de'))
  expect(shown).toContain(sentence('help no channel', 'de'))
  expect(shown).toContain(sentence('help memory short', 'de'))
  expect(shown).not.toContain(sentence('help private', 'de'))
})

test('says whose conversation it is', () => {
  expect(text(bare, { guild: null })).toContain(sentence('help ask direct', 'en'))
  expect(text(bare, { userInstall: true })).toContain(sentence('help ask own', 'en'))
})

test('fits into one message with the longest services and models that there may be', () => {
  const names = Array.from({ length: 20 }, (_, n) => `${'x'.repeat(60)}${n}`)
  for (const language of ['en', 'de'] as const) {
    const shown = text({ ...everything, services: names, models: names }, { language })
    expect(codePoints(shown)).toBeLessThanOrEqual(2_000)
    expect(shown).toMatch(/x0, x+1, .*, …$/m)
  }
})

test('the numbers in its sentences are those of the limits', () => {
  expect([fileOptions.length, FILES_TOGETHER.bytes, PROMPT_CODE_POINTS, MAX_PAGES]).toEqual([
    3,
    8 * 1_024 * 1_024,
    6_000,
    5,
  ])
})

describe('what is offered', () => {
  const on = settings({
    models: everything.models,
    tools: 1,
    web: 1,
    readChannel: 'everyone',
    discordToken: 'bot',
  })

  test('follows the settings', () => {
    expect(offersOf(on, asked())).toEqual({ ...everything, services: [] })
    expect(offersOf(settings({ tools: 0, transcriptRetentionDays: 0 }), asked())).toEqual(bare)
  })

  test.each([
    ['everyone', {}, 'read'],
    ['everyone', { reader: 'moderator' }, 'read'],
    ['everyone', { userInstall: true }, 'no'],
    ['moderators', {}, 'moderators'],
    ['moderators', { reader: 'moderator' }, 'read'],
    ['off', { reader: 'moderator' }, 'no'],
  ] as const)('READ_CHANNEL %s for %j: %s', (readChannel, who, channel) => {
    expect(offersOf({ ...on, readChannel }, asked(who)).channel).toBe(channel)
  })

  test('one who may not read the channel is not told that Claude can', () => {
    const { reader: _, ...blind } = asked()
    expect(offersOf(on, blind).channel).toBe('no')
    expect(offersOf({ ...on, discordToken: undefined }, asked()).channel).toBe('no')
    expect(offersOf({ ...on, tools: 0 }, asked()).channel).toBe('no')
  })
})

/** What a press asks, or why it asks nothing. */
const pressed = (customId: string, locale = 'en-US', kind = 'button'): Action =>
  route(
    parseInteraction(
      payload('button', { locale, data: { component_type: kind === 'button' ? 2 : 3, custom_id: customId } }),
    ),
  )

describe('the examples', () => {
  test.each([
    [everything, ['sky', 'chart', 'channel']],
    [{ ...everything, channel: 'no' }, ['sky', 'chart', 'web']],
    [bare, ['sky', 'table', 'limerick']],
  ] as const)('show what works: %j', (offers, names) => {
    expect(helpReply(offers, asked()).buttons?.map(({ id }) => id)).toEqual(
      names.map((name) => `example:1:${name}`),
    )
  })

  test.each(['en', 'de'] as const)('ask just what stands on them: %s', (language) => {
    for (const offers of [everything, { ...everything, channel: 'no' as const }, bare])
      for (const isPrivate of [false, true])
        for (const { label, id } of helpReply(offers, asked({ language, private: isPrivate })).buttons ??
          []) {
          expect([codePoints(label) <= 80, id.length <= 100]).toEqual([true, true])
          expect(pressed(id, language)).toMatchObject({
            do: 'ask',
            question: { text: label, private: isPrivate, language, files: [], fresh: false },
          })
        }
  })

  test('are asked by the one who presses, in their channel', () => {
    expect(pressed('example:1:sky')).toMatchObject({
      question: { member: '53908232506183680', thread: '645027906669510667' },
    })
    expect(pressed('example:1:sky:own')).toMatchObject({
      question: { thread: '645027906669510667:53908232506183680' },
    })
  })

  test.each([
    'example',
    'example:1',
    'example:2:sky',
    'example:1:moon',
    'example:1:constructor',
    'example:1:sky:x',
  ])('%j is the id of nothing', (customId) => {
    expect(pressed(customId)).toMatchObject({ do: 'refuse', why: 'unknown button' })
  })

  test('are buttons: the id in a select is forged', () => {
    expect(pressed('example:1:sky', 'en-US', 'select')).toMatchObject({ do: 'refuse', why: 'unknown button' })
  })
})
