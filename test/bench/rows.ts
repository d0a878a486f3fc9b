/** The bench of a thread's storage: how many rows each kind of turn reads and writes. */

import type { Answer } from '../../src/playground/claude/answer.ts'
import { doneEvents, type Fields, numberOf } from '../workload/done-events.ts'
import { prose } from '../workload/prose.ts'
import {
  nextSnowflake,
  nextWord,
  pause,
  post,
  quantile,
  startPlayground,
  type Playground,
} from './playground.ts'
import { cells, say, whole } from './print.ts'

const TIMES = 7
/** KV has an answer only after the turn, and after the verdict on the question. */
const KEPT_WITHIN_MS = 1_500
const LOOK_EVERY_MS = 10

/** One member in one thread, where nothing was said before. */
interface Visit {
  /** Asks, and waits until the turn has ended. */
  readonly ask: (...said: readonly Answer[]) => Promise<Turn>
  /** Asks, and stops the answer when its first words stand there. */
  readonly stop: () => Promise<Turn>
  /** Presses a button under an answer, which begins a turn. */
  readonly press: (button: 'retry' | 'continue', about: Turn) => Promise<Turn>
  /** What others have asked elsewhere already. */
  readonly askKept: () => Promise<Turn>
}

interface Turn {
  readonly id: string
  readonly token: string
  readonly event: Fields
}

const ANSWER: Answer = { say: `${prose(300)} end.` }
const ECHO = { name: 'bash', input: { command: 'echo hello' } }

/** All answers come at once: each edit more than one is a row more. */
const kinds: Readonly<Record<string, (visit: Visit) => Promise<Turn>>> = {
  'the first turn of a thread': ({ ask }) => ask(ANSWER),
  'its second turn': ({ ask }) => ask(ANSWER).then(() => ask(ANSWER)),
  'a first turn with a tool': ({ ask }) => ask({ say: '', tools: [ECHO] }, ANSWER),
  'a first turn from the cache': ({ askKept }) => askKept(),
  'a first turn that is stopped': ({ stop }) => stop(),
  'Try again after a first turn': async ({ ask, press }) => press('retry', await ask(ANSWER)),
  'Continue after a stopped turn': async ({ stop, press }) => press('continue', await stop()),
}

export async function rowsPart(): Promise<void> {
  const events = doneEvents()
  const playground = await startPlayground({}, undefined, events.onLog)
  const done = async (id: string): Promise<Fields> => {
    for (;;) {
      const event = events.of(id)
      if (event !== undefined) return event
      await pause(LOOK_EVERY_MS)
    }
  }
  try {
    say('\nRows of a thread’s storage (medians; Claude answers at once)')
    say(cells('a turn', 'read', 'written', 'edits'))
    for (const [name, kind] of Object.entries(kinds)) {
      const turns: Turn[] = []
      for (let n = 0; n < TIMES; n += 1) turns.push(await kind(visitOf(playground, done)))
      const medians = ['rows_read', 'rows_written', 'edits'].map((field) =>
        whole(
          quantile(
            turns.flatMap(({ event }) => numberOf(event, field) ?? []),
            0.5,
          ),
        ),
      )
      say(cells(name, ...medians))
    }
  } finally {
    await playground.close()
  }
}

function visitOf({ discord, claude, bot }: Playground, done: (id: string) => Promise<Fields>): Visit {
  const here = { channel: nextSnowflake(), member: { id: nextSnowflake(), username: 'bench' } }
  const send = async (interaction: Readonly<Record<string, unknown>>) => {
    const made = await discord.interact({ ...here, ...interaction })
    await post(discord, bot.url, made)
    return { id: made.id, token: made.token }
  }
  const press = async (button: string, { id, token }: Pick<Turn, 'id' | 'token'>) =>
    send({ type: 3, customId: `${button}:1:${id}`, message: discord.reply(token).messages[0]?.id })
  const ended = async (turn: Pick<Turn, 'id' | 'token'>): Promise<Turn> => ({
    ...turn,
    event: await done(turn.id),
  })
  const asking = async (prompt: string, said: readonly Answer[], elsewhere = {}) => {
    claude.script(prompt, said)
    return ended(await send({ options: { prompt }, ...elsewhere }))
  }
  return {
    ask: (...said) => asking(nextWord(), said),
    async askKept() {
      const prompt = `What is the capital of ${nextWord()}?`
      await asking(prompt, [ANSWER], { channel: nextSnowflake() })
      await pause(KEPT_WITHIN_MS)
      return asking(prompt, [ANSWER])
    },
    async stop() {
      const prompt = nextWord()
      claude.script(prompt, [{ ...ANSWER, hold: true, holdAfterChars: 100 }, ANSWER])
      const turn = await send({ options: { prompt } })
      while (!(discord.reply(turn.token).messages[0]?.content ?? '').includes('▌')) await pause(LOOK_EVERY_MS)
      await press('stop', turn)
      return ended(turn)
    },
    press: async (button, about) => ended(await press(button, about)),
  }
}
