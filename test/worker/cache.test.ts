/** Questions that were answered before, end to end: answered from the cache, judged, or asked anew. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { freshHealth } from './fresh-health.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script, scriptGeneral, scriptVerdict, verdictCalls } from './local-claude.ts'
import { forget } from './forgetting.ts'
import { ask, type AskOptions } from './member.ts'
import { ended } from './rows.ts'
import { GENERAL } from '../../src/converse/cache/verdict.ts'
import { keys, answersKept, cachedAnswer } from './kept-answers.ts'
import { newBot } from './new-bot.ts'

beforeEach(newBot)

/** Asks in another channel of the guild each time, and waits until the answer stands there. */
const hear = async (prompt: string, end: string, more: AskOptions = {}): Promise<string> =>
  (await ask({ prompt, ...more })).text(end)

/** Waits until a question that contains `match` was judged so often, and what came of it lies in KV. */
async function judged(match: string, times = 1): Promise<void> {
  expect(await verdictCalls(match, times - 1)).toHaveLength(times)
  await answersKept(1)
}

describe('a question', () => {
  test('that was answered in another channel of the guild is answered without Claude, and both are counted', async () => {
    const word = unique()
    await script(word, { say: `About ${word}.` })
    await scriptGeneral(word)
    const guild = snowflake()
    await hear(`What is ${word}?`, `About ${word}.`, { guild })
    await judged(word)
    await hear(`what is ${word}`, `About ${word}.`, { guild })
    expect(await modelCalls(word)).toHaveLength(1)
    expect(await verdictCalls(word)).toHaveLength(1)
    const response = await freshHealth()
    const { cache: figures } = await response.json<{ cache: Record<string, unknown> }>()
    expect(figures).toMatchObject({ entries: 1, misses: 1, verdicts: { calls: 1, general: 1 } })
  })

  test('is sent alone for its verdict: without its answer, its member or anything else that was said', async () => {
    const word = unique()
    await script(word, { say: 'The answer.' })
    await hear(`What is ${word}?`, 'The answer.', { name: 'Ada' })
    const [call] = await verdictCalls(word, 0)
    const [message, ...more] = call?.body.messages ?? []
    expect([message?.content[0]?.text, more]).toEqual([JSON.stringify(`What is ${word}?`), []])
    expect(JSON.stringify(call)).not.toMatch(/The answer|Ada/)
  })

  test('that is asked again at once, in the same place, is answered from what was just kept', async () => {
    const word = unique()
    await script(word, { say: `Why ${word}.` })
    await scriptGeneral(word)
    const channel = snowflake()
    await hear(`Why is that ${word}?`, `Why ${word}.`, { channel })
    await judged(word)
    await hear(`Why is that ${word}?`, `Why ${word}.`, { channel })
    expect(await modelCalls(word)).toHaveLength(1)
  })

  test('that leans on what was said is not answered with what another conversation heard', async () => {
    const [one, other, word] = [unique('one'), unique('other'), unique('why')]
    const guild = snowflake()
    const [here, there] = [snowflake(), snowflake()]
    await script(one, { say: 'Noted.' })
    await script(other, { say: 'Noted.' })
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await hear(`Remember ${one}`, 'Noted.', { guild, channel: here })
    await hear(`Remember ${other}`, 'Noted.', { guild, channel: there })
    await hear(`Why is it ${word}?`, 'First.', { guild, channel: here })
    await answersKept(3)
    await hear(`Why is it ${word}?`, 'Second.', { guild, channel: there })
    expect(await verdictCalls(word)).toEqual([])
  })

  test('whose conversation is forgotten is asked anew in all of its guild', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' })
    await scriptGeneral(word)
    const [guild, channel] = [snowflake(), snowflake()]
    await hear(`What is ${word}?`, 'Old.', { guild, channel })
    await judged(word)
    await ended(channel)
    expect(await forget({ guild, channel })).toMatch(/^I have forgotten/)
    await answersKept(0)
    await hear(`What is ${word}?`, 'New.', { guild })
  })

  test.each([
    ['of the time', 'Quelle heure est-il à', { time: true }],
    ['of chance', 'Lance un dé pour', { chance: true }],
    ['of the member', 'Kim jestem dla', { asker: true }],
    ['of what was said', 'Continue', { alone: false }],
    ['that tells something to remember', 'Mi color es', { thread: true }],
  ])('%s is asked anew each time, judged once, and its answer is not kept', async (_, prompt, part) => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' }, { say: 'Third.' })
    await scriptVerdict(word, { ...GENERAL, ...part })
    const guild = snowflake()
    await hear(`${prompt} ${word}`, 'First.', { guild })
    await judged(word)
    const channel = snowflake()
    await hear(`${prompt} ${word}`, 'Second.', { guild, channel })
    await hear(`${prompt} ${word}`, 'Third.', { guild, channel })
    expect(await verdictCalls(word)).toHaveLength(1)
    const [key = ''] = await answersKept(1)
    expect(await env.CACHE_KV.get(key)).not.toContain('First.')
  })

  test.each([
    ['that fails', { status: 500 }],
    ['that says something else', { say: `Certainly! ${JSON.stringify(GENERAL)}` }],
    ['that was cut off', { say: JSON.stringify(GENERAL), cut: 'eof', afterChars: 20 }],
  ])('with a verdict %s is asked anew, and judged anew', async (_, verdict) => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await scriptVerdict(word, verdict)
    const guild = snowflake()
    const channel = snowflake()
    await hear(`What is ${word}?`, 'First.', { guild, channel })
    expect(await verdictCalls(word, 0)).toHaveLength(1)
    await ended(channel)
    await hear(`What is ${word}?`, 'Second.', { guild })
    expect(await verdictCalls(word, 1)).toHaveLength(2)
    expect(await keys()).toEqual([])
  })

  test('whose verdict takes its time ends before it, and serves nobody until it is there', async () => {
    const word = unique()
    await script(word, { say: 'First.' }, { say: 'Second.' })
    await scriptVerdict(word, { say: JSON.stringify(GENERAL), hold: true })
    const [guild, channel] = [snowflake(), snowflake()]
    await hear(`What is ${word}?`, 'First.', { guild, channel })
    await verdictCalls(word, 0)
    await ended(channel)
    await hear(`What is ${word}?`, 'Second.', { guild })
    await verdictCalls(word, 1)
    await release(word)
    await answersKept(1)
    await hear(`What is ${word}?`, '.', { guild })
    expect(await modelCalls(word)).toHaveLength(2)
  })

  test('that is asked afresh gets a new answer, which the others get from then on', async () => {
    const word = unique()
    await script(word, { say: 'Old.' }, { say: 'New.' }, { say: 'Newer.' })
    await scriptGeneral(word)
    const guild = snowflake()
    await hear(`What is ${word}?`, 'Old.', { guild })
    await judged(word)
    const [key = ''] = await answersKept(1)
    await hear(`What is ${word}?`, 'New.', { guild, fresh: true })
    await cachedAnswer('New.')
    expect(await env.CACHE_KV.get(key)).toContain('New.')
    await hear(`What is ${word}?`, 'New.', { guild })
    expect(await modelCalls(word)).toHaveLength(2)
  })
})
