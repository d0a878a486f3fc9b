/** The files that tools have attached outlive a crash: once each, under the same names, and no longer than their turn. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { countedStorage } from '../../src/storage/counted-storage.ts'
import { type OutgoingStore, outgoingStore } from '../../src/converse/thread/outgoing-store.ts'
import { type ThreadStore, threadStore } from '../../src/converse/thread/thread-store.ts'
import { interactionId, question, newNonce } from '../build.ts'
import './read-charts.ts'
import './read-shell.ts'
import { withoutTable } from './altered.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked, type Reply } from './member.ts'
import { checkpointed, ended, rowCount, rowsOf } from './rows.ts'
import { thread } from './thread-object.ts'
import { takenUp } from './taken-up.ts'

const bash = (command: string) => ({ name: 'bash', input: { command } })
const send = (path: string) => ({ name: 'send_file', input: { path } })
const chart = {
  name: 'chart',
  input: { type: 'bar', title: 'Tea by month', labels: ['a', 'b'], series: [{ values: [1, 2] }] },
}

/** Something that is not whole is crashed, and then taken up again. */
async function crash(channel: string): Promise<void> {
  await abortAllDurableObjects()
  await runDurableObjectAlarm(thread(channel))
}

/** The files of the answer, once there are any. */
async function attached(asked: Asked): Promise<Reply['messages'][number]['attachments']> {
  const { messages, violations } = await asked.reply(
    ({ messages: [message] }) => (message?.attachments.length ?? 0) > 0,
  )
  expect(messages).toHaveLength(1)
  expect(violations).toEqual([])
  return messages[0]?.attachments ?? []
}

const names = async (asked: Asked): Promise<readonly string[]> =>
  (await attached(asked)).map(({ filename }) => filename)

describe('a crash', () => {
  test('while a later tool is at work loses no file of an earlier round', async () => {
    const [word, channel] = [unique(), snowflake()]
    await script(
      word,
      { say: 'Drawing.', tools: [chart, bash('echo 1,2 > t.csv')] },
      { say: 'Sending.', tools: [send('/files/t.csv'), chart] },
      { say: 'Counting.', tools: [bash('sleep 2')] },
      { say: 'There.' },
    )
    const asked = await ask({ prompt: word, channel })
    await asked.reply(({ messages: [first] }) => first?.content.includes('sleep 2') === true)
    await crash(channel)
    await asked.text(/There\./)
    const files = await attached(asked)
    expect(files.map(({ filename }) => filename)).toEqual(['chart.png', 't.csv', 'chart-2.png'])
    expect(files.map(({ description }) => description)).toEqual(['Tea by month', undefined, 'Tea by month'])
    expect(files[1]?.text ?? '').toBe('1,2\n')
    await ended(channel)
    expect(await rowCount(channel, 'outgoing')).toBe(0)
  })

  test('after the last round loses none either', async () => {
    const [word, channel] = [unique(), snowflake()]
    await script(
      word,
      { say: 'Drawing.', tools: [chart] },
      { say: 'It is there, as you can see above, whole.', hold: true, holdAfterChars: 34 },
      { say: 'It is there, as you can see above, whole.' },
    )
    const asked = await ask({ prompt: word, channel })
    await asked.growing(/It is there, as you/)
    await crash(channel)
    await modelCalls(word, 2)
    await release(word)
    await asked.text(/whole\.[^]*1 tool/)
    expect(await names(asked)).toEqual(['chart.png'])
  })

  test('before a round has ended makes its files again, once each', async () => {
    const [word, channel] = [unique(), snowflake()]
    await script(
      word,
      { say: 'Both.', tools: [chart, send('/files/t.csv'), bash('echo 3 > t.csv; sleep 2')] },
      { say: '', tools: [send('/files/t.csv')] },
      { say: 'There.' },
    )
    const asked = await ask({ prompt: word, channel })
    await asked.reply(({ messages: [first] }) => first?.content.includes('sleep 2') === true)
    await crash(channel)
    await asked.text(/There\./)
    const files = await names(asked)
    expect(files).toEqual([...new Set(files)])
    expect(files.filter((name) => name.startsWith('chart'))).toEqual(['chart.png'])
  })

  test('again and again loses none', async () => {
    const [word, channel] = [unique(), snowflake()]
    await script(
      word,
      { say: 'Drawing.', tools: [chart] },
      { say: 'Once more, please.', tools: [chart], hold: true, holdAfterChars: 10 },
      { say: 'Once more, please.', tools: [chart] },
      { say: 'It is there, as you can see.', hold: true, holdAfterChars: 12 },
      { say: 'It is there, as you can see.' },
    )
    const asked = await ask({ prompt: word, channel })
    for (const words of ['Once more,', 'It is there,']) {
      await asked.growing(new RegExp(words))
      // A crash before the answer to an edit would be followed by the same edit once more.
      await checkpointed(channel, words)
      await crash(channel)
    }
    await asked.text(/as you can see\.[^]*2 tools/)
    expect(await names(asked)).toEqual(['chart.png', 'chart-2.png'])
  })
})

/** Over a real object's SQLite; `open` opens the store anew, as another life does. */
const stored = <T>(work: (open: () => OutgoingStore, storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(thread(snowflake()), (_, { storage }) => {
    threadStore(storage, newNonce, Date.now)
    return work(() => outgoingStore(countedStorage(storage)), storage)
  })
const [one, two] = [interactionId('1'), interactionId('2')]
const file = (name: string, content: string | Uint8Array) => ({ name, type: 'text/plain', content })
const small = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => file(`${from + n}`, 'x'))
const text = (content: string | Uint8Array | undefined): string =>
  content instanceof Uint8Array ? new TextDecoder().decode(content) : (content ?? '')

/** A turn with a file, in a thread of its own; gives what stands in the table after each step. */
const left = (...steps: readonly ((store: ThreadStore) => unknown)[]): Promise<unknown[]> =>
  stored((_, storage) => {
    const store = threadStore(storage, newNonce, Date.now)
    const count = (): number => rowsOf(storage, 'outgoing').length
    store.accept(question({ id: one }), 1)
    takenUp(store, one)
    store.rounds.begin(one, [{ type: 'tool_use', id: 'a', name: 'chart', input: {} }])
    store.rounds.end(one, [{ id: 'a', text: 'ok', isError: false }], 5, [file('a', 'a')])
    return [count(), ...steps.map((step) => (step(store), count()))]
  })

describe('the store', () => {
  test('cuts a large file into rows that SQLite takes, and puts it together again', async () => {
    const isSame = await stored((open, storage) => {
      const large = Uint8Array.from({ length: 2_500_001 }, (_, at) => at % 251)
      open().keep(one, [file('large', large), file('empty', new Uint8Array()), file('small', 'Grüße')])
      for (const { bytes } of rowsOf(storage, 'outgoing'))
        expect(bytes instanceof ArrayBuffer && bytes.byteLength < 2_000_000).toBe(true)
      const [first, second, third] = open().files(one)
      expect([second?.content.length, text(third?.content), third?.type]).toEqual([0, 'Grüße', 'text/plain'])
      const { content } = first ?? {}
      return (
        content instanceof Uint8Array &&
        content.length === large.length &&
        content.every((byte, at) => byte === large[at])
      )
    })
    expect(isSame).toBe(true)
  })

  test('keeps what a picture shows, whatever signs are in it', async () => {
    const picture = { ...file('chart.png', 'x'), type: 'image/png', description: 'Tea; 50 % more, für ❤️' }
    await stored((open) => {
      open().keep(one, [picture, file('t.csv', '1')])
      expect(open().files(one)).toMatchObject([
        { type: 'image/png', description: picture.description },
        { type: 'text/plain' },
      ])
    })
  })

  test('keeps no more than Discord takes, over all rounds', async () => {
    await stored((open) => {
      open().keep(one, small(0, 5))
      open().keep(one, small(5, 50))
      open().keep(one, small(99, 1))
      expect(
        open()
          .files(one)
          .map(({ name }) => name),
      ).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8'])
    })
  })

  test('lets go what belongs to no open turn, and nothing else', async () => {
    await stored((open) => {
      const store = open()
      store.keep(one, [file('a', 'a')])
      store.keep(two, [file('b', 'b')])
      store.evict([{ id: two }])
      expect([store.files(one), open().files(two)].map((files) => files.length)).toEqual([0, 1])
      store.forgetTurn(two)
      expect(open().files(two)).toEqual([])
    })
  })

  test('a file of another turn is kept until this one ends', async () => {
    await stored((open, storage) => {
      const store = threadStore(storage, newNonce, Date.now)
      store.accept(question({ id: two }), 1)
      store.rounds.keepFiles(two, [file('a', 'a')])
      expect(open().files(two)).toHaveLength(1)
      store.end(two, undefined, 2)
      expect(open().files(two)).toEqual([])
    })
  })

  test('a turn that ends leaves none behind', async () => {
    expect(await left((store) => store.end(one, undefined, 2))).toEqual([1, 0])
  })

  test('a session that closes leaves none behind', async () => {
    expect(await left((store) => store.closeSession(2))).toEqual([1, 0])
  })

  test('a turn that runs while everything is forgotten may still show them, and leaves none behind', async () => {
    const { member } = question()
    const steps = await left(
      (store) => store.forget({ id: two, member }, 2),
      (store) => store.end(one, undefined, 3),
    )
    expect(steps).toEqual([1, 1, 0])
  })

  test('a round whose results could not be written down has brought no file', async () => {
    await stored((_, storage) => {
      const store = threadStore(storage, newNonce, Date.now)
      store.rounds.begin(one, [])
      withoutTable(storage, 'outgoing', () => {
        expect(() => store.rounds.end(one, [], 5, [file('a', 'a')])).toThrow(/no such table/)
      })
      expect([store.rounds.of(one)[0]?.results, store.rounds.files(one)]).toEqual([undefined, []])
    })
  })
})
