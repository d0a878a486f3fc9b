/** `/usage` in a server and outside: what each member reads. */

import { expect, test } from 'vitest'
import { sentence } from '../../src/sentences/sentences.ts'
import { snowflake, unique } from './ids.ts'
import { settledIn } from './ledger-of.ts'
import { script } from './local-claude.ts'
import { ask, type AskOptions } from './member.ts'

const MANAGE_GUILD = String(1 << 5)

async function answered(where: AskOptions): Promise<void> {
  const prompt = unique()
  await script(prompt, { say: 'Done.' })
  await (await ask({ ...where, prompt })).text('Done.')
}

const usage = async (where: AskOptions): Promise<string> => {
  const { answer } = await ask({ ...where, command: 'usage' })
  expect(answer).toMatchObject({ type: 4, data: { flags: 68, allowed_mentions: { parse: [] } } })
  return answer.data?.content ?? ''
}

test('each member sees their own usage, and who manages the server sees that of all', async () => {
  const [guild, ada, ben] = [snowflake(), snowflake(), snowflake()]
  await answered({ guild, member: ada, channel: snowflake() })
  await answered({ guild, member: ada, channel: snowflake() })
  await answered({ guild, member: ben, channel: snowflake() })
  await settledIn(`guild:${guild}`, 3)
  const own = await usage({ guild, member: ada, channel: snowflake() })
  expect(own).toMatch(/Your usage on this server[^]*Today: \$0\.\d+ · Questions: 2 ·/)
  expect(own).not.toContain(ben)
  const ofAll = {
    guild,
    member: ada,
    channel: snowflake(),
    server: true,
  }
  expect(await usage({ ...ofAll, permissions: '0' })).toBe(sentence('usage for managers', 'en'))
  const all = await usage({ ...ofAll, permissions: MANAGE_GUILD })
  expect(all).toMatch(/Questions: 3/)
  expect(all).toContain(`<@${ben}>`)
})

test('a server in which nobody has asked has used nothing, and nothing is kept for it', async () => {
  const guild = snowflake()
  expect(await usage({ guild, channel: snowflake() })).toContain(
    'This month: $0.00 · Questions: 0 · Tokens: 0',
  )
})

test('in direct messages it is that of the member there', async () => {
  const member = snowflake()
  const where = { guild: null, member, channel: snowflake(), locale: 'de' }
  await answered(where)
  await settledIn(`member:${member}`, 1)
  expect(await usage(where)).toMatch(/Dein Verbrauch außerhalb von Servern[^]*Fragen: 1/)
})
