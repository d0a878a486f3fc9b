/** What other versions left behind: databases, open turns in them, and calls of a Worker that differs. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/converse/coordinator/coordinator.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { threadSchema } from '../../src/converse/thread/thread-schema.ts'
import { turnFigures } from '../build.ts'
import { addToShown, replaceQuestion } from './altered.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { checkpointed, ended, rowsOf, textIn } from './rows.ts'
import { thread } from './thread-object.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const WHOLE = 'The whole answer, from its first word on to its last.'

/** The question of the only turn, as it is written down. */
const questionIn = (storage: DurableObjectStorage): Record<string, unknown> =>
  JSON.parse(textIn(rowsOf(storage, 'turns')[0], 'question'))

/** A turn that Claude has half answered, in the life of an object that follows on `change`. */
async function heldWith(
  change: (storage: DurableObjectStorage) => void,
): Promise<{ asked: Asked; channel: string; word: string }> {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: WHOLE, hold: true, holdAfterChars: 40 }, { say: WHOLE, continues: true })
  const asked = await ask({ prompt: word, channel })
  await asked.growing(/The whole answer, from its/)
  await checkpointed(channel)
  await runInDurableObject(thread(channel), async (_, { storage }) => {
    change(storage)
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

describe('a thread of another version', () => {
  test('gets what the schema has more by now, and its open turn is answered on its message', async () => {
    const later = `ALTER TABLE turns ADD COLUMN mood TEXT NOT NULL DEFAULT 'good';`
    const { asked, channel, word } = await heldWith((storage) => {
      for (const _ of [1, 2]) migrate(storage, [...threadSchema, later])
    })
    await asked.text(WHOLE)
    expect((await asked.reply(() => true)).messages).toHaveLength(1)
    await release(word)
    await ended(channel)
    const [schema, row] = await runInDurableObject(thread(channel), (_, { storage }) => [
      storage.kv.get('schema'),
      rowsOf(storage, 'turns')[0],
    ])
    expect([schema, row?.['mood']]).toEqual([threadSchema.length + 1, 'good'])
    const next = unique()
    await script(next, { say: 'Remembered.' })
    await (await ask({ prompt: next, channel })).text('Remembered.')
    expect(JSON.stringify((await modelCalls(next))[0]?.body)).toContain(WHOLE)
  })

  test('after a rollback, a question with what nobody knows any more, and without what is new', async () => {
    const { asked, word } = await heldWith((storage) => {
      const { memberName: _, language: __, fresh: ___, userInstall: ____, ...rest } = questionIn(storage)
      replaceQuestion(storage, { ...rest, mood: { is: 'new' }, language: 'fr' })
      addToShown(storage, 'colour', 'red')
    })
    await asked.text(WHOLE)
    expect((await asked.reply(() => true)).messages).toHaveLength(1)
    await release(word)
  })
})

const tellEnd = (to: CoordinatorObject, turn: string, cache: 'hit' | 'miss', now: number): void =>
  to.ended(turnFigures({ turn: turn as never, cache, cacheWhy: '' }), 5, now)

test('a coordinator that starts again counts on where it was', async () => {
  const health = await runInDurableObject(
    env.COORDINATOR.getByName(unique('fleet')),
    ({ constructor: Coordinator }, state) => {
      const start = (): CoordinatorObject => new (Coordinator as typeof CoordinatorObject)(state, env)
      const before = start()
      for (const turn of ['1', '2']) tellEnd(before, turn, 'miss', 1)
      before.began('9', 5, 1)
      const after = start()
      after.began('10', 5, 2)
      tellEnd(after, '9', 'hit', 3)
      return after.health(4)
    },
  )
  expect(health).toMatchObject({ cache: { hits: 1, misses: 2 } })
})

/** A question as a Worker would send it. */
async function questionOf(word: string): Promise<Record<string, unknown>> {
  const channel = snowflake()
  await script(word, { say: 'Heard.', hold: true }, { say: 'Heard.' })
  const asked = await ask({ prompt: word, channel })
  await modelCalls(word, 0)
  return runInDurableObject(thread(channel), (_, { storage }) => ({
    ...questionIn(storage),
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
  ])('a coordinator that sends the news %j does no harm', async (news) => {
    vi.spyOn(CoordinatorObject.prototype, 'began').mockReturnValue(news as never)
    const [word, channel] = [unique(), snowflake()]
    await script(word, { say: 'All the same.' })
    expect(await (await ask({ prompt: word, channel })).text('All the same.')).toBe('All the same.')
    await ended(channel)
  })
})
