/** Each flag that is off, end to end: what a member sees, what Claude is asked, and what the log says of the thread. */

import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { CoordinatorObject } from '../../src/worker.ts'
import { interactionId, turnFigures } from '../build.ts'
import './read-shell.ts'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { cachedAnswer } from './kept-answers.ts'
import { modelCalls, release, script, scriptGeneral, verdictCalls } from './local-claude.ts'
import { logged } from './logged.ts'
import type { Reply } from './member.ts'
import { ended } from './rows.ts'

const bash = (command: string) => ({ name: 'bash', input: { command } })

afterEach(() => {
  vi.restoreAllMocks()
})

interface Told {
  readonly text: string
  readonly reply: Reply
  /** The turn's own event. */
  readonly event: Readonly<Record<string, unknown>>
}

type Vars = Readonly<Record<string, string>>

/** Asks in a thread with these settings, and waits until the answer ends like this and is remembered. */
async function told(vars: Vars, prompt: string, say: RegExp, channel = snowflake()): Promise<Told> {
  let [text, reply]: [string, Reply | undefined] = ['', undefined]
  const events = await logged(async () => {
    const asked = await askWith(vars, { prompt, channel, member: snowflake() })
    text = await asked.text(say)
    await ended(channel)
    reply = await asked.reply()
  })
  const event = events.findLast((one) => one['evt'] === 'ask.done' && one['thread'] === channel)
  if (reply === undefined || event === undefined) throw new Error('the turn has told nothing')
  return { text, reply, event }
}

/** What stood in the answer, one after the other. */
const frames = ({ calls }: Reply): readonly string[] => calls.map(({ content = '' }) => content)

test('PROMPT_CACHE off: Claude is asked without a breakpoint, and reads and writes nothing', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: `One ${word}.` }, { say: `Two ${word}.` })
  const vars = { PROMPT_CACHE: 'off' }
  const first = await told(vars, word, /^One/, channel)
  const second = await told(vars, `${word} again`, /^Two/, channel)
  for (const { event } of [first, second])
    expect(event).toMatchObject({ x_prompt_cache: 'off', cache_read_tok: 0, cache_write_tok: 0 })
  const sent = [...(await modelCalls(word)), ...(await verdictCalls(word, 0))]
  expect(sent.length).toBeGreaterThanOrEqual(3)
  for (const call of sent) expect(JSON.stringify(call.body)).not.toContain('cache_control')
})

test('PROMPT_CACHE on: the second turn reads what the first has written', async () => {
  const [word, channel] = [unique(), snowflake()]
  await script(word, { say: `One ${word}.` }, { say: `Two ${word}.` })
  await told({}, word, /^One/, channel)
  const { event } = await told({}, `${word} again`, /^Two/, channel)
  expect(event).toMatchObject({ x_prompt_cache: 'on' })
  expect(event['cache_read_tok']).toBeGreaterThan(500)
})

test('STREAMING off: a long answer is one edit', async () => {
  const word = unique()
  await script(word, { say: `${'More of it. '.repeat(100)}The end of ${word}.` })
  const { event, reply } = await told({ STREAMING: 'off' }, word, /The end of/)
  expect(event).toMatchObject({ x_streaming: 'off', edits: 1 })
  expect(reply.calls).toHaveLength(1)
})

test('CACHE off: no saved answer is given, and none is kept', async () => {
  const word = unique()
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  const off = { CACHE: 'off' }
  expect((await told(off, word, /^All about/)).event).toMatchObject({ x_cache: 'off', cache_why: 'off' })
  expect((await told({}, word, /^All about/)).event).toMatchObject({ x_cache: 'on', cache_why: 'none' })
  await cachedAnswer(word)
  expect((await told({}, word, /^All about/)).event).toMatchObject({ x_cache: 'on', cache: 'hit' })
  expect((await told(off, word, /^All about/)).event).toMatchObject({ x_cache: 'off', cache: 'bypass' })
  expect(await modelCalls(word)).toHaveLength(3)
})

test('ETA on: who waits reads how long it usually takes; off: the coordinator is not asked', async () => {
  const size = 900
  for (let n = 0; n < 9; n += 1)
    await env.COORDINATOR.getByName('fleet').ended(
      turnFigures({ turn: interactionId(snowflake()), firstTextMs: 4_000 }),
      size,
      Date.now(),
    )
  const began = vi.spyOn(CoordinatorObject.prototype, 'began')
  const sizesOf = (channel: string): ReadonlySet<unknown> =>
    new Set(began.mock.calls.flatMap(([, asked, , arrival]) => (arrival?.thread === channel ? [asked] : [])))
  const [word, [on, off]] = [unique(), [snowflake(), snowflake()]]
  await script(word, { say: `At last ${word}.`, hold: true }, { say: `At once ${word}.` })
  const prompt = word.padEnd(size, '.')
  const asked = await askWith({}, { prompt, channel: on, member: snowflake() })
  await asked.text(/usually for about 4 s$/)
  await release(word)
  await asked.text(/^At last/)
  const { event, reply } = await told({ ETA: 'off' }, prompt, /^At once/, off)
  expect([sizesOf(on), sizesOf(off)]).toEqual([new Set([size]), new Set([undefined])])
  expect(event).toMatchObject({ x_eta: 'off' })
  expect(frames(reply).join('')).not.toContain('usually')
})

test('SIDE_BY_SIDE_TOOLS off: the second command runs after the first, and Claude reads the same', async () => {
  const results: string[] = []
  for (const flag of ['on', 'off']) {
    const word = unique()
    await script(word, { say: '', tools: [bash('echo one > f'), bash('cat f')] }, { say: `Done ${word}.` })
    const { event } = await told({ SIDE_BY_SIDE_TOOLS: flag }, word, /^Done/)
    expect(event).toMatchObject({ x_side_by_side_tools: flag, tool_calls: 2 })
    const read = JSON.stringify((await modelCalls(word))[1]?.body.messages.at(-1)?.content)
    results.push(read.replaceAll(/"tool_use_id":"[^"]*"/g, ''))
  }
  expect(results[0]).toEqual(results[1])
  expect(results[0]).toContain('one')
})
