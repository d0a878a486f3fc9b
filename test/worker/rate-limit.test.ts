/** One member may not take Claude from all the others: Cloudflare's counter, as the local runtime has it. */

import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'

const TOO_FAST = sentence('asking too fast', 'en')

const isRefused = ({ answer }: Asked): boolean => answer.data?.content === TOO_FAST

/** Asks until there is a no; within 50 questions there is one even where a minute of the counter begins on the way. */
async function askUntilRefused(word: string, member: string): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  while (asked.length < 50 && !asked.some(isRefused)) {
    // Each in another channel: the limit is the member's, not the conversation's.
    asked.push(await ask({ prompt: `${word} number ${asked.length}`, member, fresh: true }))
  }
  return asked
}

test('who asks too fast reads in private when to ask again, and others are not held up', async () => {
  const word = unique()
  await script(word, { say: 'Yes.' })
  const member = snowflake()
  const asked = await askUntilRefused(word, member)
  const last = asked.at(-1)
  expect(asked.length).toBeGreaterThan(20)
  expect([last?.status, last?.answer.type, last?.answer.data]).toEqual([
    200,
    4,
    { content: TOO_FAST, flags: 64, allowed_mentions: { parse: [] } },
  ])
  // A button, a status and another member are not counted.
  const status = await ask({ command: 'status', member })
  expect(status.answer.data?.content).not.toBe(TOO_FAST)
  const other = await ask({ prompt: `${word} of another` })
  expect(await other.text('Yes.')).toBe('Yes.')
  await Promise.all(asked.slice(0, -1).map((one) => one.text('Yes.')))
  const texts = JSON.stringify((await modelCalls(word)).map(({ body }) => body.messages))
  expect(texts).not.toContain(`${word} number ${asked.length - 1}"`)
  expect(await modelCalls(word)).toHaveLength(asked.length)
})
