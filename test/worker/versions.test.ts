/** What other versions left behind: databases of every schema, open turns in them, and calls of a Worker that differs. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { migrations as fleetMigrations } from '../../src/converse/coordinator/coordinator-schema.ts'
import { migrations } from '../../src/converse/thread/thread-schema.ts'
import { threadStore } from '../../src/converse/thread/thread-store.ts'
import { turnFigures } from '../build.ts'
import {
  ask,
  type Asked,
  checkpointed,
  ended,
  modelCalls,
  release,
  script,
  snowflake,
  thread,
  unique,
} from './stage.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const WHOLE = 'The whole answer, from its first word on to its last.'

type Row = Record<string, SqlStorageValue>

const dump = (sql: SqlStorage, table: string): Row[] => sql.exec<Row>(`SELECT * FROM ${table}`).toArray()

const text = (row: Row | undefined, field: string): string => {
  const value = row?.[field]
  return typeof value === 'string' ? value : ''
}

const tables = (sql: SqlStorage): string[] =>
  sql
    .exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
    )
    .toArray()
    .map(({ name }) => name)

const columns = (sql: SqlStorage, table: string): Set<string> =>
  new Set(
    sql
      .exec<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
      .toArray()
      .map(({ name }) => name),
  )

function insert(sql: SqlStorage, table: string, row: Row): void {
  const known = columns(sql, table)
  const fields = Object.entries(row).filter(([name]) => known.has(name))
  sql.exec(
    `INSERT INTO ${table} (${fields.map(([name]) => name).join(', ')}) VALUES (${fields.map(() => '?').join(', ')})`,
    ...fields.map(([, value]) => value),
  )
}

/**
 * What a thread of that version would have on disk of a turn that it is answering: the turn is begun by today's code and
 * held by Claude, then everything is moved into tables of then, without what they did not have. `change` is what else
 * that version did differently.
 */
async function heldIn(
  version: number,
  { change, tools = [] }: { change?: (sql: SqlStorage) => void; tools?: readonly unknown[] } = {},
): Promise<{ asked: Asked; channel: string; word: string }> {
  const [word, channel] = [unique(), snowflake()]
  const held = { say: WHOLE, hold: true, holdAfterChars: 40 }
  const answers = tools.length === 0 ? [held] : [{ say: 'First.', tools }, held]
  await script(word, ...answers, { say: WHOLE, continues: true })
  const asked = await ask({ prompt: word, channel })
  await modelCalls(word, answers.length - 1)
  await asked.growing(/The whole answer, from its/)
  await checkpointed(channel)
  await runInDurableObject(thread(channel), async (_, { storage }) => {
    const { sql, kv } = storage
    const kept = new Map(tables(sql).map((table) => [table, dump(sql, table)]))
    storage.transactionSync(() => {
      for (const table of kept.keys()) sql.exec(`DROP TABLE ${table}`)
      for (const migration of migrations.slice(0, version)) sql.exec(migration)
      kv.put('schema', version)
      for (const table of tables(sql)) for (const row of kept.get(table) ?? []) insert(sql, table, row)
      sql.exec(
        'INSERT INTO exchanges (name, asked, answered) VALUES (?, ?, ?)',
        'Ada',
        `${word} of old`,
        'Noted.',
      )
      change?.(sql)
    })
    await storage.sync()
  })
  await restart(channel)
  return { asked, channel, word }
}

/** Another life: what is written down is all that it knows. */
async function restart(channel: string): Promise<void> {
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
}

const versions = migrations.map((_, index) => index + 1)

describe('a thread of every version', () => {
  test.each(versions)('%i: an open turn is taken up and answered, on its message', async (version) => {
    const { asked, channel, word } = await heldIn(version)
    await asked.text(WHOLE)
    const { messages } = await asked.reply(() => true)
    expect(messages).toHaveLength(1)
    await release(word)
    await ended(channel)
    const next = unique()
    await script(next, { say: 'Remembered.' })
    await (await ask({ prompt: next, channel })).text('Remembered.')
    const shown = JSON.stringify((await modelCalls(next))[0]?.body)
    expect(shown).toContain(`${word} of old`)
    expect(shown).toContain(WHOLE)
    const schema = await runInDurableObject(thread(channel), (_, { storage }) => storage.kv.get('schema'))
    expect(schema).toBe(migrations.length)
  })

  test.each(versions.filter((version) => version >= 4))(
    '%i: a turn goes on after the round that was written down',
    async (version) => {
      const { asked, word } = await heldIn(version, {
        tools: [{ name: 'bash', input: { command: 'echo once' } }],
      })
      expect(await asked.text(/its last\.[^]*1 tool/)).toMatch(
        /^First\.\n\nThe whole answer, from its first word on to its last\.\n\n-# 1 tool/,
      )
      // One for the round, one that was cut off, and at most one more.
      expect((await modelCalls(word)).length).toBeLessThanOrEqual(3)
      await release(word)
    },
  )

  test.each(versions.filter((version) => version >= 3))(
    '%i: a file of the session is still there for Claude',
    async (version) => {
      const { asked, channel, word } = await heldIn(version, {
        change(sql) {
          sql.exec(
            `INSERT INTO files (id, turn, name, kind, size, tokens, is_cut) VALUES (7, '1', 'old.txt', 'text', 9, 3, 0)`,
          )
          sql.exec(`INSERT INTO file_parts (file, data) VALUES (7, 'Of old.')`)
          sql.exec(
            'UPDATE exchanges SET file = ?',
            '{"id":7,"name":"old.txt","kind":"text","size":9,"tokens":3,"isCut":false}',
          )
        },
      })
      await asked.text(WHOLE)
      await release(word)
      await ended(channel)
      expect(JSON.stringify((await modelCalls(word)).at(-1)?.body)).toContain('Of old.')
    },
  )

  test('after a rollback, a question with what nobody knows any more, and without what is new', async () => {
    const { asked, word } = await heldIn(migrations.length, {
      change(sql) {
        const [row] = dump(sql, 'turns')
        const {
          memberName: _,
          language: __,
          fresh: ___,
          userInstall: ____,
          ...rest
        } = JSON.parse(text(row, 'question'))
        sql.exec(
          'UPDATE turns SET question = ?',
          JSON.stringify({ ...rest, mood: { is: 'new' }, language: 'fr' }),
        )
        sql.exec(`UPDATE turns SET shown = json_insert(shown, '$[0].colour', 'red')`)
        sql.exec(`ALTER TABLE turns ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'`)
      },
    })
    await asked.text(WHOLE)
    expect((await asked.reply(() => true)).messages).toHaveLength(1)
    await release(word)
  })

  test('after a rollback, a schema that is further on is left as it is', async () => {
    const { asked, channel, word } = await heldIn(migrations.length)
    await asked.text(WHOLE)
    await release(word)
    await ended(channel)
    await runInDurableObject(thread(channel), (_, { storage }) => {
      storage.sql.exec('CREATE TABLE of_tomorrow (mood TEXT)')
      storage.kv.put('schema', migrations.length + 1)
    })
    await restart(channel)
    const next = unique()
    await script(next, { say: 'Still here.' })
    await (await ask({ prompt: next, channel })).text('Still here.')
    const schema = await runInDurableObject(thread(channel), (_, { storage }) => storage.kv.get('schema'))
    expect(schema).toBe(migrations.length + 1)
  })
})

describe('a coordinator of every version', () => {
  test.each(fleetMigrations.map((_, index) => index + 1))('%i: counts on where it was', async (version) => {
    const health = await runInDurableObject(
      env.COORDINATOR.getByName(unique('fleet')),
      ({ constructor: Fleet }, state) => {
        const { sql, kv } = state.storage
        for (const table of tables(sql)) sql.exec(`DROP TABLE ${table}`)
        for (const migration of fleetMigrations.slice(0, version)) sql.exec(migration)
        kv.put('schema', version)
        for (const turn of ['1', '2'])
          insert(sql, 'turns', { turn, total_ms: 1_000, cache: 'miss', session: 'new', cache_why: 'none' })
        insert(sql, 'sessions', { thread: '5', last_turn_at: 1 })
        insert(sql, 'answering', { turn: '9', began_at: 1 })
        const fleet = new (Fleet as typeof CoordinatorObject)(state, env)
        fleet.began('10', 5, 2)
        fleet.ended(turnFigures({ turn: '9' as never, cache: 'hit', cacheWhy: '' }), 5, 3)
        return fleet.health(4)
      },
    )
    expect(health).toMatchObject({ cache: { hits: 1, misses: 2 } })
  })
})

/** A question as a Worker would send it. */
async function questionOf(word: string): Promise<Record<string, unknown>> {
  const channel = snowflake()
  await script(word, { say: 'Heard.', hold: true }, { say: 'Heard.' })
  const asked = await ask({ prompt: word, channel })
  await modelCalls(word, 0)
  return runInDurableObject(thread(channel), (_, { storage }) => ({
    ...JSON.parse(text(dump(storage.sql, 'turns')[0], 'question')),
    token: asked.token,
  }))
}

describe('while Worker and objects differ', () => {
  test('a question is taken without a second argument, with fields of tomorrow and without those of today', async () => {
    const word = unique()
    const { memberName: _, fresh: __, private: ___, userInstall: ____, ...question } = await questionOf(word)
    const channel = snowflake()
    const object = thread(channel)
    const word2 = unique()
    await script(word2, { say: 'Taken.' })
    const old = { ...question, id: snowflake(), thread: channel, text: word2, mood: 'good' }
    expect(await object.ask(old as never)).toBe('taken')
    await modelCalls(word2, 0)
    await ended(channel)
    await release(word)
  })

  test.each(['id', 'token', 'thread', 'text'])(
    'one without its %s is refused, so that the Worker can say so',
    async (field) => {
      const word = unique()
      const { [field]: _, ...question } = await questionOf(word)
      const channel = snowflake()
      const left = await runInDurableObject(thread(channel), async (object, { storage }) => {
        await expect(object.ask(question as never)).rejects.toThrow('no question')
        return storage.kv.get('schema')
      })
      expect(left).toBeUndefined()
      await release(word)
    },
  )

  test.each([
    undefined,
    {},
    { expectedMs: 'soon', refused: null },
    { expectedMs: 5, refused: 0, mood: 'good' },
  ])('a coordinator that tells %j of the fleet does no harm', async (news) => {
    vi.spyOn(CoordinatorObject.prototype, 'began').mockReturnValue(news as never)
    const [word, channel] = [unique(), snowflake()]
    await script(word, { say: 'All the same.' })
    expect(await (await ask({ prompt: word, channel })).text('All the same.')).toBe('All the same.')
    await ended(channel)
  })
})

/** Of a text, whatever its white space. */
const print = (sql: string): number =>
  Array.from(sql.replaceAll(/\s+/g, ' ')).reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1e9,
    7,
  )

test('a new thread has the tables that an old one has come to', async () => {
  const [fresh, old] = await runInDurableObject(thread(snowflake()), (_, { storage }) => {
    const shape = (): unknown =>
      tables(storage.sql)
        .toSorted()
        .map((table) => [
          table,
          dump(storage.sql, `pragma_table_info('${table}')`).map(({ cid: __, ...is }) => is),
        ])
    threadStore(
      storage,
      () => '123456',
      () => 0,
    )
    const made = shape()
    for (const table of tables(storage.sql)) storage.sql.exec(`DROP TABLE ${table}`)
    for (const migration of migrations) storage.sql.exec(migration)
    return [made, shape()]
  })
  expect(fresh).toEqual(old)
})

test('no migration that was released has changed', () => {
  expect(migrations.slice(0, 4).map(print)).toEqual([124220176, 796112458, 730995905, 720932897])
  expect(fleetMigrations.slice(0, 2).map(print)).toEqual([517426965, 509495077])
})
