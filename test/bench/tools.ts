/** The bench of tools: what a question with tools takes from end to end, what the shell costs, and what it costs nobody. */

import { ask, type Answered, eventsOf } from './asking.ts'
import { type DoneEvents, doneEvents, numberOf } from '../workload/done-events.ts'
import { nextSnowflake, nextWord, pause, quantile, type Playground, startPlayground } from './playground.ts'
import { cells, ms, say } from './print.ts'

const PACE = { firstTokenMs: 600, tokensPerSecond: 60 } as const

/** Questions come faster here than members write, so the channel's budget per minute is set to its most. */
const SETTINGS = { CHANNEL_EDITS_PER_MINUTE: '300', CACHE: 'off' }

interface Call {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

const bash = (command: string): Call => ({ name: 'bash', input: { command } })

interface Tooled extends Answered {
  /** From the first token asked for to the last event, summed over the calls to Claude. */
  readonly modelMs: number
  /** Between each of Claude's messages and the next request, as Claude sees it: the tools, and everything around them. */
  readonly gapsMs: readonly number[]
  /** From the interaction until Claude was asked. */
  readonly inMs: number
}

/** Asks a question to which Claude answers with these rounds of tools, and then with a sentence. */
async function askWith(
  playground: Playground,
  rounds: readonly (readonly Call[])[],
  {
    channel = nextSnowflake(),
    pace = {},
  }: {
    readonly channel?: string
    readonly pace?: Partial<Record<'firstTokenMs' | 'tokensPerSecond', number>>
  } = {},
): Promise<Tooled> {
  const word = nextWord()
  playground.claude.script(word, [
    ...rounds.map((tools) => ({ say: '', tools, ...pace })),
    { say: `It is done, and this is what came of it. end${word}`, ...pace },
  ])
  const whole = rounds.length === 0 ? new RegExp(`end${word}$`) : new RegExp(`end${word}[^]*\\d tools? · `)
  const answered = await ask(
    playground,
    { channel, options: { prompt: `Do something about ${word}` } },
    (text) => whole.test(text),
  )
  const requests = await playground.claude.requests(word)
  const [first] = requests
  return {
    ...answered,
    modelMs: requests.reduce((sum, { at, stopAt = at }) => sum + stopAt - at, 0),
    gapsMs: requests.slice(1).map(({ at }, n) => at - (requests[n]?.stopAt ?? at)),
    inMs: first === undefined ? Number.NaN : first.at - answered.postedAt,
  }
}

export async function toolsPart(): Promise<void> {
  await firstEver()
  const events = doneEvents()
  const playground = await startPlayground(SETTINGS, undefined, events.onLog)
  try {
    await askWith(playground, [[bash('true')]])
    await wholeQuestions(playground)
    await gaps(playground, events)
    await quiet(playground)
  } finally {
    await playground.close()
  }
  await nothingToPay()
}

const SLOWEST_MS = 500

const firstGap = ({ gapsMs: [first = Number.NaN] }: Tooled): string => ms(first)

/** Two tools of which the slower takes half a second, at the pace of a small model. */
async function wholeQuestions(playground: Playground): Promise<void> {
  const [quick, slow] = [bash('ls -la'), bash('sleep 0.5; echo slept')]
  const equal = bash('sleep 0.5; echo too')
  say(
    `\nA question with two tools from end to end (Claude: 600 ms, then 60 tokens/s; a slow tool takes ${SLOWEST_MS} ms; aim: < 5 s, ≤ 150 ms over both)`,
  )
  say(cells('', 'whole p50', 'p95', 'Claude p50', 'tools', 'over both p50', 'p95', 'lost', '429'))
  for (const [name, rounds, toolMs] of [
    ['two, one quick, in one round', [[quick, slow]], SLOWEST_MS],
    ['two equally slow, in one round', [[equal, slow]], SLOWEST_MS],
    ['the same in two rounds', [[equal], [slow]], 2 * SLOWEST_MS],
  ] as const) {
    const turns: Tooled[] = []
    for (let n = 0; n < 4; n += 1)
      turns.push(...(await Promise.all([1, 2].map(() => askWith(playground, rounds, { pace: PACE })))))
    const wholes = turns.flatMap(({ wholeMs }) => wholeMs ?? [])
    const over = turns.flatMap(({ wholeMs, modelMs }) =>
      wholeMs === undefined ? [] : [wholeMs - modelMs - toolMs],
    )
    say(
      cells(
        name,
        ms(quantile(wholes, 0.5)),
        ms(quantile(wholes, 0.95)),
        ms(
          quantile(
            turns.map(({ modelMs }) => modelMs),
            0.5,
          ),
        ),
        ms(toolMs),
        ms(quantile(over, 0.5)),
        ms(quantile(over, 0.95)),
        String(turns.length - wholes.length),
        String(turns.reduce((sum, { refused }) => sum + refused, 0)),
      ),
    )
  }
  const [apart, same] = [
    await askWith(playground, [[bash('sleep 2; echo a > a'), bash('sleep 2; echo b > b')]]),
    await askWith(playground, [[bash('sleep 2; echo a >> c'), bash('sleep 2; echo b >> c')]]),
  ]
  say(
    `  Two commands of one round that sleep 2 s each: ${firstGap(apart)} where they write different files (aim < 2.6 s), ${firstGap(same)} where they write the same one`,
  )
}

/** The shell's code is read when a process needs it for the first time; three processes, one after another. */
async function firstEver(): Promise<void> {
  const [nothing, first, later]: [number[], number[], number[]] = [[], [], []]
  for (let n = 0; n < 3; n += 1) {
    const playground = await startPlayground(SETTINGS)
    try {
      const rounds = [[{ name: 'nothing', input: {} }], [bash('echo a')], [bash('echo b')]]
      const { gapsMs } = await askWith(playground, rounds)
      for (const [at, list] of [nothing, first, later].entries()) list.push(gapsMs[at] ?? Number.NaN)
    } finally {
      await playground.close()
    }
  }
  say(
    '\nBetween two messages of Claude: the first command that a fresh process makes (median of 3, and the worst)',
  )
  say(cells('', 'median', 'worst'))
  for (const [name, list] of [
    ['a call of no tool', nothing],
    ['the first command: reads the shell', first],
    ['the second', later],
  ] as const)
    say(cells(name, ms(quantile(list, 0.5)), ms(Math.max(...list))))
}

const MANY = 'for i in {1..1000}; do : > many/file$i.txt; done'

/** What lies between two messages of Claude, by what the tool has to do. The clock of a Worker stands still meanwhile. */
async function gaps(playground: Playground, events: DoneEvents): Promise<void> {
  const steps: readonly (readonly [name: string, command: string])[] = [
    ['echo', 'echo a'],
    ['echo again: from memory', 'echo a'],
    ['100 files written', 'mkdir -p few; for i in {1..100}; do echo "line $i" > few/file$i.txt; done'],
    ['100 files read', 'cat few/* | wc -l'],
    ['1,000 files written', `mkdir many; ${MANY}`],
    ['ls -la of 1,000 files', 'ls -la many | tail -n 1'],
    ['a heavy command', 'seq 1 30000 | sort -r | uniq | sha256sum'],
    ['the same again: from memory', 'seq 1 30000 | sort -r | uniq | sha256sum'],
  ]
  const all: Tooled[] = []
  for (let n = 0; n < 5; n += 1)
    all.push(
      await askWith(
        playground,
        steps.map(([, command]) => [bash(command)]),
      ),
    )
  say('\nBetween two messages of Claude, in a fresh thread (5 threads; Claude itself takes no time)')
  say(cells('', 'p50', 'worst'))
  for (const [at, [name]] of steps.entries()) {
    const list = all.map(({ gapsMs }) => gapsMs[at] ?? Number.NaN)
    say(cells(name, ms(quantile(list, 0.5)), ms(Math.max(...list))))
  }
  const turnEvents = await eventsOf(events, all)
  const sum = (name: string): number =>
    turnEvents.reduce((total, event) => total + (numberOf(event, name) ?? 0), 0)
  say(
    `  ${sum('tool_hits')} of ${sum('tool_calls')} calls were answered from memory; ${all.filter(({ wholeMs }) => wholeMs === undefined).length} answers lost.`,
  )
}

/** Ten seconds in tools: the line changes once a second, and the pacer decides how much of that is shown. */
async function quiet(playground: Playground): Promise<void> {
  const asked = await askWith(playground, [[bash('sleep 4.8; echo a')], [bash('sleep 4.9; echo b')]])
  say(
    `\nTen seconds in two tools: ${asked.calls} calls to Discord (aim ≤ 8 with the answer), ${asked.refused} of them refused`,
  )
}

const WITHOUT = 20

/** Questions that need no tool, in turn with tools on offer and without. */
async function nothingToPay(): Promise<void> {
  const [on, off] = [
    await startPlayground({ ...SETTINGS, TOOLS: 'on' }),
    await startPlayground({ ...SETTINGS, TOOLS: 'off' }),
  ]
  try {
    const turns: Record<'on' | 'off', Tooled[]> = { on: [], off: [] }
    // Later than Discord is given for the acknowledgement, which would hide what the turn itself takes.
    const pace = { firstTokenMs: 300 }
    await Promise.all([askWith(on, [], { pace }), askWith(off, [], { pace })])
    for (let n = 0; n < WITHOUT; n += 1) {
      // Each goes first as often as the other.
      for (const which of n % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const))
        turns[which].push(await askWith(which === 'on' ? on : off, [], { pace }))
      await pause(20)
    }
    say(`\nA question that needs no tool, with tools on offer and without (${WITHOUT} each, in turn)`)
    say(cells('', 'until asked', 'p95', 'words p50', 'p95', 'whole p50', 'p95'))
    for (const which of ['on', 'off'] as const)
      say(
        cells(
          `TOOLS = ${which}`,
          ...(['inMs', 'firstWordsMs', 'wholeMs'] as const).flatMap((what) =>
            [0.5, 0.95].map((share) =>
              ms(
                quantile(
                  turns[which].flatMap((turn) => turn[what] ?? []),
                  share,
                ),
              ),
            ),
          ),
        ),
      )
  } finally {
    await on.close()
    await off.close()
  }
}
