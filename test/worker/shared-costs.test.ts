/** What an answer costs that its first asker stops while another goes on with it: the ledger hears all of it. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { GuildObject } from '../../src/guild/guild.ts'
import type { SettleAsk, SettleReply } from '../../src/guild/spending.ts'
import { isMemberId } from '../../src/ids.ts'
import { sentence } from '../../src/sentences/sentences.ts'
import { dollarsOf, listed } from '../../src/settings/prices.ts'
import { snowflake, unique } from './ids.ts'
import { keptIn, settledIn } from './ledger-of.ts'
import { modelCalls, release, script, scriptGeneral } from './local-claude.ts'
import { ask } from './member.ts'
import { press } from './press.ts'
import { thread } from './thread-object.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const LAST_WORDS = 'and more of them. '.repeat(60)

/** Two members share an answer, and the one who asked first stops it. */
async function leftToOther(budgets?: object) {
  const [word, guild, channel] = [unique(), snowflake(), snowflake()]
  const by: unknown = '700'
  if (!isMemberId(by)) throw new Error('an id')
  if (budgets !== undefined) await env.GUILDS.getByName(`guild:${guild}`).changeSettings({ budgets }, by)
  await scriptGeneral(word)
  await script(word, {
    say: `First words. ${LAST_WORDS}The last of ${word}.`,
    hold: true,
    holdAfterChars: 12,
  })
  const [ada, ben] = [snowflake(), snowflake()]
  const first = await ask({ prompt: word, guild, channel, member: ada, name: 'Ada' })
  await first.growing('First words.')
  const second = await ask({ prompt: word, guild, channel, member: ben, name: 'Ben' })
  await second.growing('First words.')
  await press(first, sentence('stop', 'en'), { guild, channel, member: ada, name: 'Ada' })
  await first.text(/Stopped by Ada$/)
  return {
    ledger: `guild:${guild}`,
    channel,
    left: first.id,
    goesOn: async (): Promise<number> => {
      await release(word)
      await second.text(`last of ${word}.`)
      const [call, ...more] = await modelCalls(word)
      expect(more).toEqual([])
      const of = (name: string): number => call?.usage?.[name] ?? 0
      const usd = dollarsOf(listed, 'claude-haiku-5-5', {
        inputTokens: of('input_tokens'),
        cacheReadTokens: of('cache_read_input_tokens'),
        cacheWriteTokens: of('cache_creation_input_tokens'),
        outputTokens: of('output_tokens'),
      })
      return Math.round((usd ?? 0) * 1e9)
    },
  }
}

test.each([['without a budget', undefined] as const, ['with a budget', { serverDayUsd: 5 }] as const])(
  '%s the ledger hears what Claude has spent after the first asker has gone',
  async (_, budgets) => {
    const { ledger, goesOn } = await leftToOther(budgets)
    // Calls for verdicts alone, which are no turns.
    const before = await keptIn(ledger)
    expect(before.turns).toBe(0)
    expect(before.reserved > 1_000_000).toBe(budgets !== undefined)
    const cost = await goesOn()
    const { spent } = await settledIn(ledger, 2)
    expect(spent - before.spent).toBeGreaterThanOrEqual(cost)
    expect(spent - before.spent).toBeLessThan(cost * 2)
  },
)

test('a ledger that does not hear it at first is told again', async () => {
  const { ledger, channel, left, goesOn } = await leftToOther()
  const before = await keptIn(ledger)
  let missed = 0
  const real: (this: GuildObject, asked: SettleAsk) => Promise<SettleReply> = Reflect.get(
    GuildObject.prototype,
    'settle',
  )
  vi.spyOn(GuildObject.prototype, 'settle').mockImplementation(function hears(this: GuildObject, asked) {
    if (asked.id !== left || missed > 0) return real.call(this, asked)
    missed += 1
    return Promise.reject(new Error('down'))
  })
  await runInDurableObject(thread(channel), (object) => {
    object.clock = {
      ...systemClock,
      sleep: (ms, ...how) => systemClock.sleep(ms === 5_000 && how[1] === undefined ? 0 : ms, ...how),
    }
  })
  const cost = await goesOn()
  const { spent } = await settledIn(ledger, 2)
  expect([missed, spent - before.spent >= cost]).toEqual([1, true])
})
