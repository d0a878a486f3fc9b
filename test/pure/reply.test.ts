/** Whole replies against a Discord that keeps its rules: nothing is lost, said twice, or refused for its haste. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limitedUntil, startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { ChannelShare } from '../../src/deliver/channel-share.ts'
import { type Content, noContent } from '../../src/deliver/content.ts'
import { deliver } from '../../src/deliver/reply.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import type { Delivered, ReplyOptions } from '../../src/deliver/reply-state.ts'
import { sentence } from '../../src/sentences.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'
import { after, type Piece, snapshots } from '../fakes/pieces.ts'
import { type FakeWebhook, fakeWebhook, type WebhookOptions } from '../fakes/webhook.ts'

/** What the source does: text, a pause in milliseconds, our own pieces, or a bug. */
type Act = string | number | Piece | Error

interface Play extends Omit<WebhookOptions, 'clock'> {
  readonly acts: readonly Act[]
  readonly options?: Partial<ReplyOptions>
  /** Told when the bot would show that it types. */
  readonly type?: (now: number) => void
  readonly clock?: TestClock
  /** Goes on when the source is to end; a well-behaved one stops. */
  readonly onAbandon?: () => void
}

interface Played {
  readonly discord: FakeWebhook
  readonly delivered: Delivered | undefined
  readonly error: unknown
  readonly abandoned: number
  readonly checkpoints: readonly (readonly Shown[])[]
  readonly clock: TestClock
  /** The messages as they stand in the end. */
  readonly shown: readonly string[]
}

const BUG_NOTE = 'A bug.'
const shownBefore = (discord: FakeWebhook): readonly Shown[] =>
  discord.messages.map(({ id, content }) => ({ message: id, content, plainLinks: false, attached: false }))

async function play(how: Play): Promise<Played> {
  const clock = how.clock ?? testClock()
  const discord = fakeWebhook({ ...how, clock })
  const stop = new AbortController()
  const checkpoints: (readonly Shown[])[] = []
  let abandoned = 0
  /** The end of a source comes with its last words, unless it pauses after them. */
  async function* source(): AsyncGenerator<Content> {
    let content = noContent
    for (const [at, act] of how.acts.entries()) {
      if (stop.signal.aborted) return
      if (typeof act === 'number') await clock.sleep(act, stop.signal)
      else if (act instanceof Error) throw act
      else {
        content = after(content, typeof act === 'string' ? { kind: 'text', text: act } : act)
        yield { ...content, isLast: content.isLast || at === how.acts.length - 1 }
      }
    }
  }
  const abandon = (): void => {
    abandoned += 1
    stop.abort()
  }
  const before = how.before === undefined ? [] : shownBefore(discord)
  const channel: ChannelShare = { budget: startChannelBudget(300) }
  const options = {
    intervalMs: 1_500,
    language: 'en',
    streaming: true,
    maxPages: 5,
    notBefore: 0,
    before,
    turn: 'turn',
    channel,
    silence: { lines: [] },
    bugNote: BUG_NOTE,
    ...how.options,
  } as const
  const replied = deliver(
    {
      clock,
      webhook: discord,
      checkpoint: (shown) => checkpoints.push([...shown]),
      abandon,
      type:
        how.type === undefined
          ? undefined
          : () => {
              how.type?.(clock.now())
              return Promise.resolve()
            },
    },
    options,
    source(),
  )
  const outcome = await clock.until(
    replied.then(
      (delivered) => ({ delivered, error: undefined }),
      (error: unknown) => ({ delivered: undefined, error }),
    ),
  )
  return {
    ...outcome,
    discord,
    abandoned,
    checkpoints,
    clock,
    shown: discord.messages.map(({ content }) => content),
  }
}

const status = (text: string | undefined): Piece => ({ kind: 'status', text })
const note = (text: string): Piece => ({ kind: 'note', text })
/** A text in small pieces, one every `ms`. */
const trickle = (text: string, size: number, ms: number): readonly Act[] =>
  (text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? []).flatMap((piece) => [piece, ms])
const words = (count: number): string =>
  Array.from({ length: count }, (_, n) => `word${n}${n % 40 === 39 ? '.\n\n' : ' '}`).join('')

/** Long enough to be a phrase: the first edit waits for one. */
const HELLO = 'Hello to all of you here.'
const withoutMark = (call: string): string => call.replace(/ ▌$/, '')

describe('an ordinary answer', () => {
  test('shows its first words at once, and its last when they come', async () => {
    const { discord, delivered, shown } = await play({ acts: [500, HELLO, 4_000, ' Bye.'] })
    expect(discord.calls).toEqual([`500 edit 0: ${HELLO} ▌`, `4500 edit 0: ${HELLO} Bye.`])
    expect(shown).toEqual([`${HELLO} Bye.`])
    expect(delivered).toEqual({
      outcome: 'whole',
      pages: 1,
      edits: 2,
      rateLimited: 0,
      refused: 0,
      firstWordsAt: 560,
      lastEditAt: 4_560,
    })
  })

  test('that is there at once is one edit', async () => {
    const { discord } = await play({ acts: ['Hello world.'] })
    expect(discord.calls).toEqual(['0 edit 0: Hello world.'])
  })

  test('waits until Discord surely knows the reply', async () => {
    const { discord } = await play({ acts: ['Hello.'], options: { notBefore: 250 } })
    expect(discord.calls).toEqual(['250 edit 0: Hello.'])
  })

  test('the latest text wins: a slow Discord makes fewer edits, not older ones', async () => {
    const { discord, shown } = await play({
      acts: trickle('abcdefghijklmnopqrstuvwxyz', 1, 500),
      latency: () => ({ up: 1_500, down: 1_500 }),
    })
    // The newest letter is held back until the next one comes: an accent may belong to it.
    expect(discord.calls.map(withoutMark)).toEqual([
      '500 edit 0: a',
      '3500 edit 0: abcdef',
      '6500 edit 0: abcdefghijkl',
      '9500 edit 0: abcdefghijklmnopqr',
      '12500 edit 0: abcdefghijklmnopqrstuvwx',
      '15500 edit 0: abcdefghijklmnopqrstuvwxyz',
    ])
    expect(shown).toEqual(['abcdefghijklmnopqrstuvwxyz'])
  })

  test('the last edit does not wait for the pace of the others', async () => {
    const { discord } = await play({ acts: [HELLO, 100, ' And', 100, ' bye.'] })
    expect(discord.calls.at(-1)).toBe(`200 edit 0: ${HELLO} And bye.`)
  })

  test('without streaming is one edit', async () => {
    const { discord } = await play({ acts: ['Hello', 5_000, ' world.'], options: { streaming: false } })
    expect(discord.calls).toEqual(['5000 edit 0: Hello world.'])
  })

  test('that is long goes on in further messages, each checkpointed', async () => {
    const { discord, shown, delivered, checkpoints } = await play({ acts: trickle(words(900), 80, 100) })
    expect(discord.violations).toEqual([])
    expect(shown.length).toBeGreaterThan(2)
    expect(delivered?.pages).toBe(shown.length)
    expect(checkpoints.at(-1)?.map(({ content }) => content)).toEqual(shown)
    expect(checkpoints.at(-1)?.map(({ message }) => message)).toEqual(discord.messages.map(({ id }) => id))
  })

  test('over the number of messages ends with the whole of it in a file', async () => {
    const text = words(2_000)
    const { discord, shown, delivered } = await play({ acts: trickle(text, 200, 50) })
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 5 })
    expect(shown).toHaveLength(5)
    expect(shown.at(-1)).toMatch(/attached file\.$/)
    expect(discord.messages.map(({ file }) => file)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      text,
    ])
  })

  test('of nothing that can be seen still ends in a sentence', async () => {
    for (const text of ['<!-- nothing -->', '<br>', '\u200b', '```\n```']) {
      const { shown, delivered } = await play({ acts: [text] })
      expect(shown).toEqual([sentence('empty answer', 'en')])
      expect(delivered?.outcome).toBe('whole')
    }
  })

  test('of which there is only a note is that note', async () => {
    const { discord } = await play({ acts: [300, note('Claude is overloaded.')] })
    expect(discord.calls).toEqual(['300 edit 0: Claude is overloaded.'])
  })

  test('with a note ends with it', async () => {
    const { shown } = await play({ acts: ['Half', 2_000, note('Cut off.')] })
    expect(shown).toEqual(['Half\n\nCut off.'])
  })
})

describe('a silence', () => {
  const lines = [
    { afterMs: 2_000, text: 'Thinking' },
    { afterMs: 10_000, text: 'Still here' },
  ]

  test('before the first words is told of, line after line, until they come', async () => {
    const { discord } = await play({ acts: [12_000, HELLO, 100], options: { silence: { lines } } })
    expect(discord.calls).toEqual([
      '2000 edit 0: -# Thinking',
      '10000 edit 0: -# Still here',
      `12000 edit 0: ${HELLO} ▌`,
      `12100 edit 0: ${HELLO}`,
    ])
  })

  test('begins when our own line about something else is taken away', async () => {
    const { discord } = await play({
      acts: [
        { kind: 'status', text: 'Waiting' },
        20_000,
        { kind: 'status', text: undefined },
        3_000,
        HELLO,
        100,
      ],
      options: { silence: { lines } },
    })
    expect(discord.calls).toEqual([
      '0 edit 0: -# Waiting',
      '22000 edit 0: -# Thinking',
      `23000 edit 0: ${HELLO} ▌`,
      `23100 edit 0: ${HELLO}`,
    ])
  })

  test('in the middle stands under the text, and is gone with the next words', async () => {
    const { discord, shown } = await play({
      acts: ['Hello. ', 10_500, 'Bye. ', 3_000],
      options: { silence: { lines: [{ afterMs: 10_000, text: 'Still here' }] } },
    })
    expect(discord.calls).toContain('10000 edit 0: Hello.\n-# Still here')
    expect(shown).toEqual(['Hello. Bye.'])
  })
})

describe('typing', () => {
  test('is shown in a long pause, again every eight seconds, and not while words come', async () => {
    const typed: number[] = []
    const { shown } = await play({
      acts: ['Hello. ', 1_000, 'More. ', 30_000, 'Bye. '],
      type: (now) => typed.push(now),
    })
    expect(shown).toEqual(['Hello. More. Bye.'])
    expect(typed.length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...typed)).toBeGreaterThanOrEqual(9_000)
    expect(typed.slice(1).every((at, n) => at - (typed[n] ?? 0) >= 7_999)).toBe(true)
  })

  test('is left to Discord before the first message', async () => {
    const typed: number[] = []
    await play({ acts: [30_000, 'Hello. '], type: (now) => typed.push(now) })
    expect(typed).toEqual([])
  })
})

describe('the status line', () => {
  test('is shown while nothing can be said, and is gone in the last edit', async () => {
    const { discord, shown } = await play({
      acts: [
        status('2 questions ahead of yours'),
        3_000,
        status('1 question ahead of yours'),
        3_000,
        HELLO,
        3_000,
        ' Bye.',
        500,
      ],
    })
    expect(discord.calls).toEqual([
      '0 edit 0: -# 2 questions ahead of yours',
      '3000 edit 0: -# 1 question ahead of yours',
      `6000 edit 0: ${HELLO}\n-# 1 question ahead of yours`,
      `9000 edit 0: ${HELLO} Bye.\n-# 1 question ahead of yours`,
      `9500 edit 0: ${HELLO} Bye.`,
    ])
    expect(shown).toEqual([`${HELLO} Bye.`])
  })

  test('can be taken away', async () => {
    const { discord } = await play({
      acts: ['Hello.', 2_000, status('Still here'), 2_000, status(undefined), 9_000],
    })
    expect(discord.calls.map((call) => call.replace(/^\d+ /, ''))).toEqual([
      'edit 0: Hello. ▌',
      'edit 0: Hello.\n-# Still here',
      'edit 0: Hello. ▌',
      'edit 0: Hello.',
    ])
  })

  test('never holds up the first words', async () => {
    const { discord } = await play({ acts: [status('One'), 100, status('Two'), 100, HELLO, 9_000] })
    expect(discord.calls[1]).toBe(`200 edit 0: ${HELLO}\n-# Two`)
  })
})

const buttons = (...labels: readonly string[]): Piece => ({
  kind: 'buttons',
  buttons: labels.map((label) => ({ id: label, label })),
})
const ending = (label: string): Piece => ({ kind: 'end', buttons: [{ id: label, label }] })

describe('buttons', () => {
  test('stand while the answer grows, change, and give way to those of the ended answer', async () => {
    const { discord, checkpoints } = await play({
      acts: [buttons('Stop'), HELLO, 2_000, ' More.', 2_000, buttons('Stopping'), 3_000, ending('Details')],
    })
    expect(discord.calls).toEqual([
      `0 edit 0: ${HELLO} ▌`,
      `2000 edit 0: ${HELLO} More. ▌`,
      `4000 edit 0: ${HELLO} More. ▌`,
      `7000 edit 0: ${HELLO} More.`,
    ])
    expect(checkpoints.flatMap((shown) => shown[0]?.buttons?.map(({ label }) => label) ?? [])).toEqual(
      ['Stop', 'Stop', 'Stopping', 'Details'].flatMap((label, at) => (at === 0 ? [label, label] : [label])),
    )
  })

  test('stand under the last page alone, and cost no call of their own', async () => {
    const acts = trickle(words(700), 200, 300)
    const plain = await play({ acts })
    const { discord, checkpoints } = await play({ acts: [buttons('Stop'), ...acts, ending('Details')] })
    expect(discord.calls).toEqual(plain.discord.calls)
    expect(discord.messages.map((message) => message.buttons)).toEqual([[], [], [], ['Details']])
    for (const shown of checkpoints)
      for (const page of shown.slice(0, -1)) expect(page.buttons ?? []).toEqual([])
    expect(discord.violations).toEqual([])
  })
})

const notYet = (times: number): Pick<Play, 'trouble'> => ({
  trouble: (n) => (n <= times ? { why: 'not yet' } : undefined),
})

describe('when Discord does not know the reply yet', () => {
  test('the first edit is sent again after 0.5, 1, 2 and 4 s', async () => {
    const { discord, delivered } = await play({
      acts: ['Hello.'],
      ...notYet(4),
      latency: () => ({ up: 0, down: 0 }),
    })
    expect(discord.calls.map((call) => Number.parseInt(call, 10))).toEqual([0, 500, 1_500, 3_500, 7_500])
    expect(delivered?.outcome).toBe('whole')
  })

  test('and then it is given up, and the source ends', async () => {
    const { discord, delivered, abandoned, clock } = await play({
      acts: ['Hello.', 60_000, 'never'],
      ...notYet(99),
    })
    expect(discord.calls).toHaveLength(5)
    expect(delivered?.outcome).toBe('not yet')
    expect(abandoned).toBe(1)
    expect(clock.now()).toBeLessThan(9_000)
  })
})

test.each(['gone', 'expired', 'closed', 'refused'] as const)(
  'a reply that is %s ends the source once, and no call follows',
  async (why) => {
    const { discord, delivered, abandoned, clock } = await play({
      acts: [HELLO, 2_000, ' world', 60_000, 'never'],
      trouble: (n) => (n >= 2 ? { why } : undefined),
    })
    expect(discord.calls).toHaveLength(2)
    expect([delivered?.outcome, abandoned]).toEqual([why, 1])
    expect(clock.now()).toBeLessThan(3_000)
    expect(delivered).toMatchObject({ edits: 1, firstWordsAt: 60, lastEditAt: 60 })
  },
)

describe('a text that Discord does not want', () => {
  test('makes room for a sentence, and the source ends', async () => {
    const { discord, delivered, shown, abandoned } = await play({
      acts: ['Hello', 2_000, ' badword', 60_000, 'never'],
      trouble: (n) => (n === 2 ? { why: 'unwanted' } : undefined),
    })
    expect(shown).toEqual([sentence('not accepted', 'en')])
    expect([delivered?.outcome, abandoned, discord.calls.length]).toEqual(['unwanted', 1, 3])
  })

  test('on a later page leaves the pages before it', async () => {
    const { shown } = await play({
      acts: trickle(words(600), 100, 200),
      trouble: (_, kind) => (kind === 'create' ? { why: 'unwanted' } : undefined),
      options: { language: 'de' },
    })
    expect(shown[0]).toMatch(/^word0 word1/)
    expect(shown.length).toBe(1)
  })

  test('is given up when not even the sentence is wanted', async () => {
    const { discord, delivered, abandoned } = await play({
      acts: ['Hello'],
      trouble: () => ({ why: 'unwanted' }),
    })
    expect([delivered?.outcome, discord.calls.length, abandoned]).toEqual(['unwanted', 2, 1])
  })
})

describe('a call without an answer', () => {
  test('that was an edit is sent again until it is answered', async () => {
    const { discord, delivered, shown } = await play({
      acts: ['Hello.'],
      trouble: (n) => (n <= 3 ? { lost: n === 2 ? 'after' : 'before' } : undefined),
    })
    expect(shown).toEqual(['Hello.'])
    expect(delivered?.outcome).toBe('whole')
    expect(discord.calls).toHaveLength(4)
  })

  test('is made good even when it is no news any more', async () => {
    const { shown } = await play({
      acts: ['Hello.', 2_000, status('Still here'), 100, status(undefined), 9_000],
      trouble: (n) => (n === 2 ? { lost: 'after' } : undefined),
    })
    expect(shown).toEqual(['Hello.'])
  })

  test('is not sent again for ever', async () => {
    const { discord, delivered, clock } = await play({
      acts: ['Hello.'],
      trouble: () => ({ lost: 'before' }),
    })
    expect(delivered?.outcome).toBe('unreachable')
    expect(discord.calls.length).toBeLessThan(20)
    expect(clock.now()).toBeLessThan(120_000)
  })

  test.each(['before', 'after'] as const)(
    'that was a new message is never sent twice (lost %s it was made): the rest is in a file',
    async (lost) => {
      const text = words(700)
      const { discord, delivered } = await play({
        acts: trickle(text, 100, 100),
        trouble: (_, kind) => (kind === 'create' ? { lost } : undefined),
      })
      expect(discord.calls.filter((call) => call.includes(' create '))).toHaveLength(1)
      expect(discord.messages[0]?.file).toBe(text)
      expect(delivered).toMatchObject({ outcome: 'whole', pages: 1 })
    },
  )

  test('that was one follow-up too many for a member’s install puts the rest in a file', async () => {
    const text = words(1_000)
    let creations = 0
    const { discord } = await play({
      acts: trickle(text, 100, 50),
      trouble: (_, kind) => (kind === 'create' && (creations += 1) > 1 ? { why: 'too many' } : undefined),
    })
    expect(discord.messages).toHaveLength(2)
    expect(discord.messages.at(-1)?.file).toBe(text)
  })
})

describe('a 429', () => {
  test.each(['user', 'shared', 'global'] as const)(
    'of scope %s is waited out, and nothing is lost',
    async (scope) => {
      const { delivered, shown, discord } = await play({
        acts: trickle('Hello world, how are you today?', 4, 700),
        trouble: (n) => (n === 2 ? { retryAfterMs: 3_000, scope } : undefined),
      })
      expect(shown).toEqual(['Hello world, how are you today?'])
      expect(delivered).toMatchObject({ outcome: 'whole', rateLimited: 1 })
      const [second = 0, third = 0] = discord.calls.slice(1).map((call) => Number.parseInt(call, 10))
      expect(third - second).toBeGreaterThanOrEqual(3_060)
    },
  )

  test('of Cloudflare leaves only the last edit', async () => {
    const { shown, discord } = await play({
      acts: trickle('Hello world, how are you today?', 1, 1_000),
      trouble: (n) => (n === 2 ? { retryAfterMs: 5_000, scope: 'cloudflare' } : undefined),
    })
    expect(shown).toEqual(['Hello world, how are you today?'])
    expect(discord.calls).toHaveLength(3)
  })
})

describe('a reply that an earlier try left behind', () => {
  const before = ['Hello world, this is what', ' was said before.']
  const longer = trickle('Hello world, this is what was said before, and then some more of it.', 10, 1_000)

  test('is edited in its place, and never shrinks while the new answer is shorter', async () => {
    const { discord, shown } = await play({ acts: longer, before })
    expect(shown).toEqual(['Hello world, this is what was said before, and then some more of it.'])
    const edits = discord.calls.filter((call) => call.includes(' edit 0: '))
    for (const edit of edits) expect(edit.length).toBeGreaterThan(before.join('').length)
    expect(discord.calls.some((call) => call.includes('create'))).toBe(false)
  })

  test('loses the messages that the new answer does not need', async () => {
    const { discord, delivered } = await play({ acts: ['Short.'], before: ['One', 'Two', 'Three'] })
    expect(discord.calls.map((call) => call.replace(/^\d+ /, ''))).toEqual([
      'edit 0: Short.',
      'remove 2',
      'remove 1',
    ])
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 1 })
  })

  test('that is the whole answer already is not touched', async () => {
    const { discord, delivered } = await play({ acts: ['Same.'], before: ['Same.'] })
    expect(discord.calls).toEqual([])
    expect(delivered).toMatchObject({ outcome: 'whole', pages: 1, edits: 0 })
  })

  test('with a message that cannot be removed does not keep the turn open', async () => {
    const { delivered } = await play({
      acts: ['Short.'],
      before: ['One', 'Two'],
      trouble: (_, kind) => (kind === 'remove' ? { lost: 'before' } : undefined),
    })
    expect(delivered?.outcome).toBe('whole')
  })
})

const files = (...contents: readonly string[]): Piece => ({
  kind: 'files',
  files: contents.map((content) => ({ name: `${content}.txt`, type: 'text/plain', content })),
})

describe('files', () => {
  test('go with the last edit, whether a sentence of ours stands under the answer or none', async () => {
    for (const under of [[], [note('Made by a tool.')]]) {
      // oxlint-disable-next-line no-await-in-loop -- one reply after the other
      const { discord } = await play({
        acts: [HELLO, 2_000, files('chart'), ' More.', 2_000, ...under, ' Bye.'],
      })
      expect(discord.calls).toHaveLength(3)
      expect(discord.filed).toEqual(['', '', 'chart'])
    }
  })

  test('replace those of the snapshot before', async () => {
    const { discord } = await play({ acts: [files('one'), HELLO, 2_000, files('one', 'two'), ' Bye.'] })
    expect(discord.filed).toEqual(['', 'onetwo'])
  })

  test('go with the first edit where all is there at once, and stay under the note of a bug', async () => {
    const whole = await play({ acts: [files('chart'), 'Hello.'] })
    expect(whole.discord.filed.at(-1)).toBe('chart')
    const broken = await play({ acts: [files('chart'), 'Hello.', 2_000, new Error('a bug')] })
    expect(broken.discord.filed.at(-1)).toBe('chart')
  })
})

describe('a source that breaks', () => {
  test('leaves what there was with a note, and the error goes on', async () => {
    const { error, shown } = await play({ acts: ['Half', 2_000, new Error('a bug')] })
    expect(error).toEqual(new Error('a bug'))
    expect(shown).toEqual([`Half\n\n${BUG_NOTE}`])
  })

  test('before a word leaves the note', async () => {
    const { error, shown } = await play({ acts: [new Error('a bug')] })
    expect([error, shown]).toEqual([new Error('a bug'), [BUG_NOTE]])
  })
})

test('turns of one limited channel share its minute, and each ends whole', async () => {
  const clock = testClock()
  const channel: ChannelShare = { budget: limitedUntil(startChannelBudget(30), Infinity) }
  const played = await Promise.all(
    ['a', 'b', 'c'].map(async (turn) => {
      const discord = fakeWebhook({ clock })
      const text = words(120)
      async function* source(): AsyncGenerator<Piece> {
        for (const act of trickle(text, 12, 300)) {
          if (typeof act === 'number') await clock.sleep(act)
          else if (typeof act === 'string') yield { kind: 'text', text: act }
        }
      }
      const deps = { clock, webhook: discord, checkpoint: () => undefined, abandon: () => undefined }
      const options = {
        intervalMs: 1_500,
        language: 'en',
        streaming: true,
        maxPages: 5,
        notBefore: 0,
        before: [],
        silence: { lines: [] },
      } as const
      const replied = deliver(deps, { ...options, turn, channel, bugNote: BUG_NOTE }, snapshots(source()))
      return { delivered: await clock.until(replied), discord, text }
    }),
  )
  const leaving = played.flatMap(({ discord }) => discord.calls.map((call) => Number.parseInt(call, 10)))
  for (const at of leaving)
    expect(leaving.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(30)
  for (const { delivered, discord, text } of played) {
    expect(delivered.outcome).toBe('whole')
    expect(
      discord.messages
        .map(({ content }) => content)
        .join(' ')
        .split(/\s+/),
    ).toEqual(text.trim().split(/\s+/))
  }
  expect(channel.budget.turns).toEqual([])
})

const over = ({
  limit,
  windowMs,
  waits,
}: {
  limit: number
  windowMs: number
  waits: [number, number][]
}) => ({
  bucket: { limit, windowMs },
  latency: (n: number) => {
    const [up = 0, down = 0] = waits[n % waits.length] ?? []
    return { up, down }
  },
})

/** What a reader finds in the end, in messages and in the file. */
const readable = ({ discord }: Played): readonly string[] => {
  const file = discord.messages.find((message) => message.file !== undefined)?.file
  return (file ?? discord.messages.map(({ content }) => content).join(' ')).trim().split(/\s+/)
}

const paced = ({
  count,
  size,
  pauseMs,
  startMs,
}: {
  count: number
  size: number
  pauseMs: number
  startMs: number
}) => {
  const text = words(count)
  // A stream of an hour would outlive its token; this keeps each under ten minutes.
  const pieces = Math.ceil(text.length / size)
  return [startMs, ...trickle(text, size, Math.min(pauseMs, Math.floor(600_000 / pieces)))]
}

describe('whatever the stream and the network are like', () => {
  const stream = fc.record({
    count: fc.integer({ min: 1, max: 900 }),
    size: fc.integer({ min: 1, max: 400 }),
    pauseMs: fc.integer({ min: 0, max: 2_000 }),
    startMs: fc.integer({ min: 0, max: 5_000 }),
  })
  const network = fc.record({
    limit: fc.integer({ min: 1, max: 10 }),
    windowMs: fc.integer({ min: 500, max: 10_000 }),
    waits: fc.array(fc.tuple(fc.nat(800), fc.nat(800)), { minLength: 1, maxLength: 6 }),
  })
  const trouble = fc.record({
    every: fc.integer({ min: 3, max: 6 }),
    lost: fc.constantFrom('before' as const, 'after' as const),
  })
  test('every word stands there in order, without one 429 and without a rule broken', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const played = await play({ acts: paced(said), ...over(line) })
        expect(played.discord.violations).toEqual([])
        expect(played.discord.refusals).toEqual([])
        expect(played.delivered).toMatchObject({ outcome: 'whole', rateLimited: 0 })
        expect(readable(played)).toEqual(words(said.count).trim().split(/\s+/))
      }),
      { numRuns: 250 },
    )
  })

  test('lost answers lose no word and say none twice', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, trouble, async (said, line, { every, lost }) => {
        const played = await play({
          acts: paced(said),
          ...over(line),
          trouble: (n, kind) => (kind === 'edit' && n % every === 0 ? { lost } : undefined),
        })
        expect(played.discord.violations).toEqual([])
        expect(played.delivered?.outcome).toBe('whole')
        expect(readable(played)).toEqual(words(said.count).trim().split(/\s+/))
      }),
      { numRuns: 150 },
    )
  })

  test('a phrase is there as soon as the line allows', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { delivered, discord } = await play({
          acts: paced({ ...said, count: Math.max(said.count, 8), size: Math.max(said.size, 30) }),
          ...over(line),
        })
        const { up, down } = over(line).latency(1)
        expect(delivered?.firstWordsAt).toBe(said.startMs + up + down)
        expect(Number.parseInt(discord.calls[0] ?? '', 10)).toBe(said.startMs)
      }),
      { numRuns: 100 },
    )
  })

  test('the first edit shows whole words, at most 150 ms after the first text, and adds nothing to the way', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { delivered, discord } = await play({ acts: paced(said), ...over(line) })
        const { up, down } = over(line).latency(1)
        const added = (delivered?.firstWordsAt ?? 0) - (said.startMs + up + down)
        expect(added).toBeGreaterThanOrEqual(0)
        // What comes next may come later than that: nothing can be seen of a first letter, to which an accent may belong.
        expect(added).toBeLessThanOrEqual(Math.max(150, said.pauseMs))
        const [, first = ''] = /^\d+ edit 0: ([^▌\n]*?)(?: ▌)?$/m.exec(discord.calls[0] ?? '') ?? []
        const rest = words(said.count).slice(first.length)
        const isWhole = words(said.count).startsWith(first) && !/^\w/.test(rest)
        expect(isWhole || !first.includes(' ') || first.length > 490).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('only a growing answer has the mark, at its end and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(stream, network, async (said, line) => {
        const { discord, checkpoints } = await play({ acts: paced(said), ...over(line) })
        for (const { content } of discord.messages) expect(content).not.toContain('▌')
        for (const { content } of checkpoints.flat()) expect(content.slice(0, -1)).not.toContain('▌')
        const marked = checkpoints.map((shown) => shown.filter(({ content }) => content.endsWith('▌')).length)
        expect(Math.max(0, ...marked)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 150 },
    )
  })
})
