/** Objects of the released version are taken over whole: with every earlier schema, an open turn and an unsent report. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { coordinatorSchema } from '../../src/converse/coordinator/coordinator-schema.ts'
import type { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { threadSchema } from '../../src/converse/thread/thread-schema.ts'
import { guildSchema } from '../../src/guild/guild-schema.ts'
import { memberId, turnFigures } from '../build.ts'
import { releasedSchemas } from '../cases/released-schemas.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask } from './member.ts'
import { asLeftBy, insert } from './old-database.ts'
import { checkpointed, ended, rowCount, rowsOf, textIn } from './rows.ts'
import { thread } from './thread-object.ts'

/** The schema after each of its released entries: a database may be as old as that. */
const ages = (entries: readonly string[]) => entries.map((_, index) => entries.slice(0, index + 1))

const WHOLE = 'The whole answer, from its first word on to its last.'

test.each(ages(releasedSchemas.thread))(
  'a thread remembers, answers its open turn on its message, and sends its report',
  async (...entries) => {
    const [word, channel, guild, member] = [unique(), snowflake(), snowflake(), snowflake()]
    await script(word, { say: WHOLE, hold: true, holdAfterChars: 40 }, { say: WHOLE, continues: true })
    const asked = await ask({ prompt: word, channel, guild, member })
    await asked.growing(/The whole answer, from its/)
    await checkpointed(channel)
    const unsent = snowflake()
    await runInDurableObject(thread(channel), async (_, { storage }) => {
      const [turn] = rowsOf(storage, 'turns')
      const [token, shown, progress] = ['token', 'shown', 'progress'].map((name) => textIn(turn, name))
      asLeftBy(storage, entries)
      insert(storage, 'people', { number: 1, id: member, name: 'Ada' })
      insert(storage, 'exchanges', { name: 'Ada', person: 1, asked: 'My cat is Mimi.', answered: 'Noted.' })
      insert(storage, 'turns', {
        id: asked.id,
        member,
        question: JSON.stringify({
          id: asked.id,
          thread: channel,
          channel,
          guild,
          member,
          memberName: 'Ada',
          language: 'en',
          text: word,
          files: [],
          private: false,
          fresh: false,
          userInstall: false,
          askedAt: Date.now(),
        }),
        token: token ?? '',
        shown: shown ?? '',
        attempt: 1,
        accepted_at: Date.now(),
        progress: progress ?? '',
      })
      const { outcome, session, cache, model } = turnFigures()
      const report = { turn: unsent, thread: channel, guild, outcome, session, cache, model, totalMs: 7 }
      const payer = { guild, member, userInstall: false, thread: channel }
      const spends = { turn: unsent, payer, spent: { nanoUsd: 5, tokens: 6 }, model, isCached: false }
      insert(storage, 'reports', {
        turn: unsent,
        report: JSON.stringify(report),
        size: 3,
        ended_at: Date.now() - 60_000,
        spends: JSON.stringify(spends),
        due_at: Date.now() - 1_000,
      })
      await storage.sync()
    })
    await abortAllDurableObjects()
    await runDurableObjectAlarm(thread(channel))
    await asked.text(WHOLE)
    expect((await asked.reply(() => true)).messages).toHaveLength(1)
    await release(word)
    await ended(channel)
    expect(JSON.stringify((await modelCalls(word)).at(-1)?.body)).toContain('My cat is Mimi.')

    await expect.poll(() => rowCount(channel, 'reports')).toBe(0)
    const counted = await runInDurableObject(env.COORDINATOR.getByName('fleet'), (_, { storage }) =>
      storage.sql.exec('SELECT total_ms FROM turns WHERE turn = ?', unsent).toArray(),
    )
    expect(counted).toEqual([{ total_ms: 7 }])
    const spent = await env.GUILDS.getByName(`guild:${guild}`).usage(memberId(member))
    expect(spent.month.tokens).toBeGreaterThanOrEqual(6)
    expect(await schemaOf(thread(channel))).toBe(threadSchema.length)
  },
)

const schemaOf = (object: DurableObjectStub): Promise<unknown> =>
  runInDurableObject(object, (_, { storage }) => storage.kv.get('schema'))

test.each(ages(releasedSchemas.coordinator))('a coordinator counts on, no turn twice', async (...entries) => {
  const object = env.COORDINATOR.getByName(unique('fleet'))
  const before = turnFigures({ turn: '1' as never, cache: 'hit', totalMs: 900 })
  const health = await runInDurableObject(object, ({ constructor: Coordinator }, state) => {
    asLeftBy(state.storage, entries)
    insert(state.storage, 'turns', {
      turn: '1',
      total_ms: 900,
      cache: 'hit',
      session: 'new',
      cache_why: '',
      good: 1,
    })
    insert(state.storage, 'answering', { turn: '9', began_at: 1, thread: '5' })
    insert(state.storage, 'limited_channels', { channel: '7', until: Date.now() + 60_000 })
    const after: CoordinatorObject = new (Coordinator as typeof CoordinatorObject)(state, env)
    after.ended(before, 5, 2)
    after.ended(turnFigures({ turn: '2' as never, cache: 'miss', totalMs: 900 }), 5, 3)
    return after.health(4)
  })
  expect(health).toMatchObject({
    performance: { turns: 2 },
    cache: { hits: 1, misses: 1 },
    votes: { good: 1 },
  })
  expect(await schemaOf(object)).toBe(coordinatorSchema.length)
})

test.each(ages(releasedSchemas.guild))(
  'a server keeps its settings and its use, and takes what is new',
  async (...entries) => {
    const [guild, member] = [snowflake(), snowflake()]
    const object = env.GUILDS.getByName(`guild:${guild}`)
    const now = new Date()
    const day = now.getUTCFullYear() * 10_000 + (now.getUTCMonth() + 1) * 100 + now.getUTCDate()
    const kept = { persona: 'Be brief.', paused: { why: 'Exams', by: member, at: 1 } }
    await runInDurableObject(object, async (_, { storage }) => {
      asLeftBy(storage, entries)
      const row = { one: 1, version: 3, changed_by: member, changed_at: 1, copied: 0 }
      insert(storage, 'settings', { ...row, settings: JSON.stringify({ ...kept, mood: 'good' }) })
      insert(storage, 'spent', {
        account: `m${member}`,
        day,
        model: 'claude-haiku-5-5',
        nano: 5,
        tokens: 6,
        turns: 1,
        cached: 0,
      })
      await storage.sync()
    })
    await abortAllDurableObjects()
    const after = env.GUILDS.getByName(`guild:${guild}`)
    expect(await after.readSettings()).toEqual({ version: 3, settings: kept })
    expect((await after.usage(memberId(member))).month).toMatchObject({ tokens: 6 })
    const { changed } = await after.changeSettings({ footer: true, paused: null }, memberId(member))
    expect([...changed].toSorted()).toEqual(['footer', 'paused'])
    expect(await after.forgettingProgress()).toEqual({ cleaned: 0, left: 0, known: 0 })
    expect(await schemaOf(after)).toBe(guildSchema.length)
  },
)
