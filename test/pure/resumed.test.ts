/** An answer that broke off and goes on, with tools in it: what is shown, what is kept of its rounds, what Claude is sent. */

import { freePurse } from '../fakes/purse.ts'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/converse/turn/answer.ts'
import type { Block } from '../../src/converse/claude/content.ts'
import { type ModelEvent, noUsage } from '../../src/converse/claude/model-event.ts'
import { textIn } from '../../src/converse/claude/rounds.ts'
import { type LoopDeps, toolLoop } from '../../src/converse/turn/tool-loop.ts'
import type { KeptRound } from '../../src/converse/turn/turn-tools.ts'
import { answer as answerWith, question, settings, spoken, transcript, variants } from '../build.ts'
import { testClock } from '../fakes/clock.ts'
import { fakeModels, noNews } from '../fakes/models.ts'
import { fakeTools } from '../fakes/turn-tools.ts'

const text = (words: string): Block => ({ type: 'text', text: words })
const call = (id: string): Block => ({ type: 'tool_use', id, name: 'bash', input: { command: id } })
const search = (id: string): Block => ({ type: 'server_tool_use', id, name: 'web_search', input: {} })
const found = (id: string): Block => ({ type: 'web_search_tool_result', tool_use_id: id, content: [] })
const thought: Block = { type: 'thinking', thinking: 'Hm.', signature: 'sealed' }

const usage = noUsage
const breaks: ModelEvent = { kind: 'failed', failure: { why: 'cut off', detail: '' }, usage }

/** Claude says these blocks, as far as it comes. */
const says = (...blocks: readonly Block[]): readonly ModelEvent[] =>
  blocks.flatMap((block): readonly ModelEvent[] => {
    if (block.type === 'text') return [{ kind: 'text', text: String(block['text']) }]
    return block.type.endsWith('_use') ? [{ kind: 'uses', tool: String(block['name']) }] : []
  })
const ends = (stop: string, ...content: readonly Block[]): readonly ModelEvent[] => [
  ...says(...content),
  { kind: 'end', stop, usage, content },
]

/** @param claude what Claude does at each call; @param kept the rounds of an earlier life, and @param said what it heard */
async function answer(
  claude: readonly (readonly ModelEvent[])[],
  {
    kept = [],
    said = '',
    hasTools = true,
  }: { readonly kept?: readonly KeptRound[]; readonly said?: string; readonly hasTools?: boolean } = {},
) {
  const clock = testClock()
  const models = fakeModels(clock).circuit.turn('1')
  models.receive(noNews)
  const requests: (readonly Block[])[] = []
  const begun: (readonly Block[])[] = []
  const deps: LoopDeps = {
    clock,
    settings: settings({ model: 'main', fallbackModel: 'other' }),
    claude: {
      models,
      chance: () => 0,
      purse: freePurse(),
      async *ask({ messages }) {
        const script = claude[requests.length] ?? []
        requests.push(
          messages.flatMap(({ content }) =>
            typeof content === 'string' ? [] : content.map((one) => ({ ...one })),
          ),
        )
        yield* script
      },
      complain: () => undefined,
    },
    files: {
      attach: () => Promise.reject(new Error('there is no file')),
      blocks: () => new Map(),
      held: () => new Set(),
      evict: () => undefined,
    },
    thread: { forget: () => undefined, leaveOut: () => undefined },
    tools: hasTools ? fakeTools({ rounds: () => kept, begin: (content) => begun.push(content) }) : undefined,
  }
  const turn = {
    question: question(),
    spoken: spoken(),
    transcript: transcript(),
    session: 'new',
    variants: variants(),
    attempt: 1,
    answer: answerWith({ text: said }),
  } as const
  const states: Answer[] = []
  const { signal: stop } = new AbortController()
  const follow = async (): Promise<void> => {
    for await (const one of toolLoop(deps, turn, [], { stop, inFlight: { once: undefined } }))
      states.push(one)
  }
  await clock.until(follow())
  const last = states.at(-1)
  return { shown: last?.text, requests, begun, why: last?.ending?.why }
}

const opening = 'Let me look that up for you.'

test('what Claude says again before it calls a tool is not in the round that is kept', async () => {
  const { shown, begun } = await answer([
    [...says(text(opening)), breaks],
    ends('tool_use', text(opening), call('a')),
    ends('end_turn', text('It rained.')),
  ])
  expect(shown).toBe(`${opening}\n\nIt rained.`)
  expect(begun.map((content) => textIn({ content }))).toEqual([opening])
})

test('what stands between two tools of Claude’s own is not in the round twice either', async () => {
  const { shown, begun } = await answer([
    [...says(text(opening)), breaks],
    ends('tool_use', text(opening), search('a'), found('a'), text('It rained.'), call('b')),
    ends('end_turn', text('Done.')),
  ])
  expect(shown).toBe(`${opening}\n\nIt rained.\n\nDone.`)
  expect(begun.map((content) => textIn({ content }))).toEqual([`${opening}\n\nIt rained.`])
})

test('thoughts of an earlier life are not sent back: what stood before them may have changed', async () => {
  const results = [{ id: 'a', text: 'done', isError: false }]
  const { requests } = await answer([ends('end_turn', text('Done.'))], {
    kept: [{ content: [thought, text(opening), call('a')], results }],
  })
  expect(requests[0]?.map(({ type }) => type)).toEqual(['text', 'text', 'tool_use', 'tool_result'])
})

test('a round with white space before its tool does not hide what was said after it', async () => {
  const results = [{ id: 'a', text: 'done', isError: false }]
  const { shown, requests } = await answer([ends('end_turn', text('It rained all'), text(' day.'))], {
    kept: [{ content: [text('\n'), call('a')], results }],
    said: '\nIt rained all',
  })
  expect(shown?.trim()).toBe('It rained all day.')
  expect(JSON.stringify(requests[0])).toContain('Continue from where you left off')
})

test('a search over which Claude paused is not shown half where the message after it breaks off', async () => {
  const { shown, requests } = await answer([
    ends('pause_turn', thought, text(opening), search('a')),
    [...says(found('a'), text('It rained all ')), breaks],
    ends('tool_use', text('It rained all day.'), call('b')),
    ends('end_turn', text('Done.')),
  ])
  expect(shown).toBe(`${opening}\n\nIt rained all day.\n\nDone.`)
  const types = requests.map((request) => request.map(({ type }) => type))
  expect(types[1]).toEqual(['text', 'thinking', 'text', 'server_tool_use'])
  expect(types[2]).toEqual(['text', 'text', 'text', 'text'])
  expect(types[3]).toEqual(['text', 'text', 'text', 'text', 'tool_use', 'tool_result'])
})

describe('a message that Claude paused', () => {
  test.each([true, false])('goes on where it stopped; tools on offer: %s', async (hasTools) => {
    const { shown, requests, why } = await answer(
      [
        ends('pause_turn', thought, text('It rained all ')),
        ends('pause_turn', text('day and ')),
        ends('end_turn', text('all night.')),
      ],
      { hasTools },
    )
    expect([shown, why]).toEqual(['It rained all day and all night.', ''])
    // What it said goes back unchanged.
    expect(requests[1]?.slice(1)).toEqual([thought, text('It rained all ')])
    expect(requests[2]?.slice(1)).toEqual([thought, text('It rained all '), text('day and ')])
  })

  test('is another paragraph after a tool', async () => {
    const { shown } = await answer([
      ends('pause_turn', text(opening), search('a')),
      ends('end_turn', text('It rained.')),
    ])
    expect(shown).toBe(`${opening}\n\nIt rained.`)
  })

  test('is shown in one piece by the next life', async () => {
    const { shown } = await answer([ends('end_turn', text('day.'))], {
      kept: [{ content: [text('It rained all ')], results: [] }],
      said: 'It rained all ',
    })
    expect(shown).toBe('It rained all day.')
  })

  test('and that had said nothing is asked for again', async () => {
    const { shown, requests } = await answer([ends('pause_turn'), ends('end_turn', text('It rained.'))])
    expect([shown, requests.length]).toEqual(['It rained.', 2])
  })

  test.each([true, false])('again and again ends with a sentence; tools on offer: %s', async (hasTools) => {
    const pauses = Array.from({ length: 9 }, () => ends('pause_turn', text('More. ')))
    const { shown, requests, why } = await answer(pauses, { hasTools })
    expect([shown, requests.length, why]).toEqual(['More. '.repeat(6), 6, 'tools too long'])
  })

  test('after it broke off goes on as it does after a break: such a message cannot go back unchanged', async () => {
    const { shown, requests, why } = await answer([
      [...says(text('It rained all ')), breaks],
      ends('pause_turn', text('It rained all day and ')),
      ends('end_turn', text('It rained all day and all night.')),
    ])
    expect([shown, why]).toEqual(['It rained all day and all night.', ''])
    expect(requests[2]?.at(-2)).toEqual(text('It rained all day and'))
    expect(JSON.stringify(requests[2]?.at(-1))).toContain('Continue from where you left off')
  })

  test('after it broke off, again and again, ends with a sentence', async () => {
    const pauses = Array.from({ length: 9 }, (_, n) => ends('pause_turn', text(`More ${n}. `)))
    const { requests, why } = await answer([[...says(text('It rained. ')), breaks], ...pauses])
    expect([requests.length, why]).toEqual([7, 'tools too long'])
  })
})
