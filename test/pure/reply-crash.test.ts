/** A reply that is cut off at any of its calls and goes on in another life: nothing stands there twice, and all of it does. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { startChannelBudget } from '../../src/deliver/channel-budget.ts'
import type { Button, MessageBody } from '../../src/deliver/message.ts'
import type { Sent } from '../../src/deliver/sent.ts'
import type { Webhook } from '../../src/deliver/webhook.ts'
import { deliver } from '../../src/deliver/reply.ts'
import type { Shown } from '../../src/deliver/reply-plan.ts'
import { channelId, messageId } from '../build.ts'
import { testClock, type TestClock } from '../fakes/clock.ts'
import { type Piece, snapshots } from '../fakes/pieces.ts'

interface Standing {
  content: string
  file: string | undefined
  buttons?: readonly string[]
}

/** Discord, which outlives the bot; `mostCalls` later the bot's life ends, with its last call carried out or not. */
function discordOf(messages: Standing[]) {
  const write = (page: number, { content, files = [], buttons = [] }: MessageBody): number => {
    const file = files.find(({ name }) => name === 'answer.md')?.content
    const labels = buttons.map(({ label }) => label)
    messages[page] = { content, file: typeof file === 'string' ? file : undefined, buttons: labels }
    return page
  }
  return (mostCalls: number, isCarriedOut: boolean): Webhook => {
    let left = mostCalls
    const call = (act: () => number): Promise<Sent> => {
      left -= 1
      if (left >= 0 || isCarriedOut) {
        const page = left >= -1 ? act() : 0
        if (left >= 0)
          return Promise.resolve({ ok: true, message: messageId(String(page + 1)), channel: channelId('9') })
      }
      return new Promise(() => {})
    }
    return {
      create: (body) => call(() => write(messages.length, body)),
      edit: (which, body) => call(() => write(which === '@original' ? 0 : Number(which) - 1, body)),
      remove: () => Promise.reject(new Error('the same answer needs no fewer pages')),
    }
  }
}

const button = (label: string): Button => ({ id: label, label })

async function* said(answer: string, clock: TestClock): AsyncGenerator<Piece> {
  for (let at = 0; at < answer.length; at += 400) {
    // They change while the answer grows.
    yield { kind: 'buttons', buttons: [button(at < 2_000 ? 'Stop' : 'Stop now')] }
    yield { kind: 'text', text: answer.slice(at, at + 400) }
    await clock.sleep(700)
  }
  yield { kind: 'end', buttons: [button('Details')] }
}

/** One life of the reply; gives what it has written down last. */
async function live(
  webhook: Webhook,
  answer: string,
  before: readonly Shown[],
  question?: string,
): Promise<readonly Shown[]> {
  const clock = testClock()
  let kept = before
  const over = deliver(
    { clock, webhook, checkpoint: (shown) => (kept = shown), abandon: () => {} },
    {
      intervalMs: 1_500,
      language: 'en',
      streaming: true,
      waitsForPhrase: true,
      maxPages: 5,
      notBefore: 0,
      before,
      turn: 'turn',
      channel: { budget: startChannelBudget(300) },
      silence: { lines: [] },
      bugNote: 'A bug.',
      question,
    },
    snapshots(said(answer, clock)),
  )
  let bug: { readonly error: unknown } | undefined
  over.catch((error: unknown) => (bug = { error }))
  // A life that was cut off waits for its call for ever, and then nobody sleeps any more.
  await clock.until(over).catch(() => undefined)
  if (bug !== undefined) throw bug.error
  return kept
}

test('no message is made twice, and the whole answer stands there, whichever calls were the last of their lives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9_000 }),
      fc.array(fc.record({ calls: fc.nat(14), isCarriedOut: fc.boolean() }), { maxLength: 4 }),
      fc.constantFrom(undefined, '> What is it?'),
      async (length, lives, question) => {
        const answer = Array.from({ length: Math.ceil(length / 10) }, (_, n) => `w${n}`.padEnd(9, '.')).join(
          ' ',
        )
        const messages: Standing[] = [{ content: '', file: undefined }]
        const discord = discordOf(messages)
        let kept: readonly Shown[] = []
        for (const { calls, isCarriedOut } of lives)
          kept = await live(discord(calls, isCarriedOut), answer, kept, question)
        kept = await live(discord(Infinity, true), answer, kept, question)
        expect(messages[0]?.content.startsWith(`${question}\n`)).toBe(question !== undefined)
        const text = messages.map(({ content }) => content).join(' ')
        const words = text.match(/w\d+\.*/g) ?? []
        expect(words).toEqual([...new Set(words)])
        const isFiled = messages.some(({ file }) => file === answer)
        expect(isFiled ? answer : words.join(' ')).toBe(answer)
        // Of a message whose making was cut off nobody knows the id, so its buttons stay, and answer politely.
        const known = messages.slice(0, kept.length).map(({ buttons }) => buttons ?? [])
        expect(known).toEqual([...known.slice(1).map(() => []), ['Details']])
        expect(messages.length - known.length).toBeLessThanOrEqual(1)
      },
    ),
    {
      numRuns: 60,
      examples: [
        // The second life may have made a third message, and the third says first words before it is cut off.
        [
          3_871,
          [
            { calls: 0, isCarriedOut: false },
            { calls: 6, isCarriedOut: true },
            { calls: 0, isCarriedOut: false },
          ],
          undefined,
        ],
        // All but its last word fits on one page while it grows; the first life has shown both pages.
        [
          1_881,
          [
            { calls: 5, isCarriedOut: false },
            { calls: 1, isCarriedOut: false },
          ],
          undefined,
        ],
      ],
    },
  )
})

test('first words of which nobody knows whether they stand there are not sent again without news', async () => {
  const answer = 'word '.repeat(100).trim()
  for (const isCarriedOut of [true, false]) {
    const messages: Standing[] = [{ content: '', file: undefined }]
    const discord = discordOf(messages)
    const kept = await live(discord(0, isCarriedOut), answer, [])
    const [first = ''] = kept.map(({ content }) => content)
    expect(first).toMatch(/^word/)
    expect(kept[0]?.unsure).toBe(true)
    const real = discord(Infinity, true)
    const sent: string[] = []
    const webhook: Webhook = {
      ...real,
      edit: (which, body) => {
        sent.push(body.content)
        return real.edit(which, body)
      },
    }
    await live(webhook, answer, kept)
    expect(sent).not.toContain(first)
    expect(messages.map(({ content }) => content)).toEqual([answer])
  }
})

test('a message whose making was cut off is not made again: the whole answer goes along as a file', async () => {
  const answer = 'word '.repeat(700).trim()
  for (const isCarriedOut of [true, false]) {
    const messages: Standing[] = [{ content: '', file: undefined }]
    const discord = discordOf(messages)
    let calls = 0
    let kept: readonly Shown[] = []
    // The last call of the first life is the one that makes the second message.
    while (kept.at(-1)?.noneAfter !== true) {
      messages.splice(1)
      kept = await live(discord((calls += 1), isCarriedOut), answer, [])
    }
    await live(discord(Infinity, true), answer, kept)
    expect(messages).toHaveLength(isCarriedOut ? 2 : 1)
    expect(messages[0]?.file).toBe(answer)
  }
})
