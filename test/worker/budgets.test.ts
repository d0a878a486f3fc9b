/** Budgets from the question to the ledger: what is reserved, refused, counted, and what is free. */

import { abortAllDurableObjects, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GuildObject } from '../../src/guild/guild.ts'
import { isMemberId } from '../../src/ids.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { dollarsOf, listed } from '../../src/settings/prices.ts'
import { snowflake, unique } from './ids.ts'
import { keptIn, settledIn } from './ledger-of.ts'
import { modelCalls, script, scriptGeneral } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { press } from './press.ts'
import { checkpointed, ended } from './rows.ts'
import { thread } from './thread-object.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const HAIKU = 'claude-haiku-5-5'

interface Where extends AskOptions {
  readonly guild: string
  readonly channel: string
  readonly member: string
}

/** A server with budgets, and a member in a channel of it. */
async function server(budgets?: object): Promise<Where> {
  const by: unknown = '700'
  const guild = snowflake()
  if (!isMemberId(by)) throw new Error('an id')
  if (budgets !== undefined) await env.GUILDS.getByName(`guild:${guild}`).changeSettings({ budgets }, by)
  return { guild, channel: snowflake(), member: snowflake(), name: 'Mia' }
}

const nameOf = ({ guild }: Where): string => `guild:${guild}`

async function answered(where: Where, say = 'Done.', prompt = unique()): Promise<Asked> {
  await script(prompt, { say })
  const asked = await ask({ ...where, prompt })
  await asked.text(new RegExp(`${say.slice(-10)}|budget`))
  await ended(where.channel)
  return asked
}

/** What the calls for an answer have cost, in nano-dollars, by the local Claude's own figures. */
async function costOf(word: string): Promise<number> {
  const calls = await modelCalls(word)
  return calls.reduce((sum, { usage = {} }) => {
    const of = (name: string): number => usage[name] ?? 0
    const usd = dollarsOf(listed, HAIKU, {
      inputTokens: of('input_tokens'),
      cacheReadTokens: of('cache_read_input_tokens'),
      cacheWriteTokens: of('cache_creation_input_tokens'),
      outputTokens: of('output_tokens'),
    })
    return sum + Math.round((usd ?? 0) * 1e9)
  }, 0)
}

test('without a budget no ledger is asked, and the server’s is told what its turns have cost', async () => {
  const reserve = vi.spyOn(GuildObject.prototype, 'reserve')
  const where = await server()
  const word = unique()
  await answered(where, 'Done.', word)
  const kept = await settledIn(nameOf(where), 1)
  expect(reserve).not.toHaveBeenCalled()
  // With the call for the verdict, which the server pays too.
  expect(kept.spent).toBeGreaterThanOrEqual(await costOf(word))
  expect(kept.reserved).toBe(0)
  expect((await keptIn('all')).turns).toBe(0)
})

describe('a server with a budget', () => {
  test('reserves, is answered, and gets back what was not spent; the rest waits for its next question', async () => {
    const where = await server({ serverDayUsd: 5 })
    const word = unique()
    await answered(where, 'Done.', word)
    const { spent, reserved, ahead } = await settledIn(nameOf(where), 1)
    expect(spent).toBeGreaterThanOrEqual(await costOf(word))
    expect(spent).toBeLessThan(2_000_000)
    expect([ahead, reserved > 1_000_000]).toEqual([1, true])
  })

  test('does not wait for its ledger while a talk goes on', async () => {
    const where = await server({ serverDayUsd: 5 })
    await answered(where)
    await settledIn(nameOf(where), 1)
    const hung = vi.spyOn(GuildObject.prototype, 'reserve').mockReturnValue(new Promise(() => {}) as never)
    await (await answered(where, 'Again.')).text('Again.')
    expect(hung).toHaveBeenCalled()
  })

  test('that is used up does not ask Claude, and says when it is renewed', async () => {
    const where = await server({ serverMonthTokens: 10 })
    const word = unique()
    const reply = await answered(where, 'Never.', word)
    const text = await reply.text(/This server has used up its budget/)
    const at = Number(/<t:(\d+):f>/.exec(text)?.[1])
    expect([at % 86_400, at * 1_000 > Date.now()]).toEqual([0, true])
    expect(await modelCalls(word)).toEqual([])
    expect(await settledIn(nameOf(where), 1)).toMatchObject({ spent: 0, reserved: 0 })
  })

  test('gives saved answers for nothing, also when it is used up', async () => {
    const where = await server({ serverDayUsd: 5 })
    const word = `What is the capital of ${unique()}?`
    await scriptGeneral(word)
    await answered(where, 'It is Rome.', word)
    const elsewhere = async (): Promise<string> => {
      const asked = await ask({ ...where, channel: snowflake(), member: snowflake(), prompt: word })
      return asked.text(/It is Rome|budget/)
    }
    // The answer is kept for others once Claude has given its verdict.
    await vi.waitFor(async () => {
      await elsewhere()
      expect((await keptIn(nameOf(where))).cached).toBeGreaterThan(0)
    })
    const { spent } = await keptIn(nameOf(where))
    const calls = (await modelCalls(word)).length
    vi.spyOn(GuildObject.prototype, 'reserve').mockResolvedValue({
      granted: false,
      exceeded: { scope: 'whole', window: 'day', renewsAt: 1 },
    } as never)
    expect(await elsewhere()).toContain('It is Rome')
    expect((await modelCalls(word)).length).toBe(calls)
    expect((await keptIn(nameOf(where))).spent).toBe(spent)
  })

  test('of which 80 % are used says so in one quiet line, once', async () => {
    const where = await server({ memberDayUsd: 0.0033 })
    const line = /-# You have used 80 % of your budget\. It is renewed <t:\d+:R>\./
    expect(await (await answered(where, 'First one.')).text(/First one\./)).toMatch(line)
    await settledIn(nameOf(where), 1)
    const second = await (await answered(where, 'Second one.')).text(/Second one\./)
    expect(second).not.toMatch(line)
  })

  test('whose ledger is down does not ask Claude: that is what spends least', async () => {
    const where = await server({ serverDayUsd: 5 })
    vi.spyOn(GuildObject.prototype, 'reserve').mockImplementation(() => Promise.reject(new Error('down')))
    const word = unique()
    await (await answered(where, 'Never.', word)).text(sentence('budget unknown', 'en'))
    expect(await modelCalls(word)).toEqual([])
  })
})

/** An answer of which the first words stand in Discord; the rest never comes by itself. */
async function growing(where: Where): Promise<{ readonly word: string; readonly asked: Asked }> {
  const word = unique()
  await script(
    word,
    { say: `First words. And the last of ${word}.`, hold: true, holdAfterChars: 12 },
    { say: `words. And the end.` },
  )
  const asked = await ask({ ...where, prompt: word })
  await asked.growing('First words.')
  return { word, asked }
}

describe('a turn that does not end by itself', () => {
  test('and is stopped counts what it has cost until then', async () => {
    const where = await server({ serverDayUsd: 5 })
    const { word, asked } = await growing(where)
    await press(asked, sentence('stop', 'en'), where)
    await asked.text(/Stopped by Mia$/)
    await ended(where.channel)
    const { spent } = await settledIn(nameOf(where), 1)
    const [call] = await modelCalls(word)
    const input = Number(call?.usage?.['input_tokens']) + Number(call?.usage?.['cache_creation_input_tokens'])
    expect(spent).toBeGreaterThan(input * 100)
    expect(spent).toBeLessThan(1_500_000)
  })

  test('and crashes counts what it had reserved; its next life reserves anew', async () => {
    const where = await server({ serverDayUsd: 5 })
    const { asked } = await growing(where)
    await checkpointed(where.channel)
    const { reserved } = await keptIn(nameOf(where))
    expect(reserved).toBeGreaterThan(2_000_000)
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(where.channel))
    await asked.text(/And the end\.$/)
    await ended(where.channel)
    const { spent } = await settledIn(nameOf(where), 1)
    expect(spent).toBeGreaterThan(reserved)
    expect(spent).toBeLessThan(reserved + 1_500_000)
  })
})
