/** The steps of a turn with tools at which a crash may come: none with an effect may work twice. */

import { isRecord } from '../../src/json.ts'
import { nextSnowflake, nextWord, pause, type Playground } from './playground.ts'
import { type Cell, ask, until, isAsked, isHeardOut, HANGS, short } from './crash-cell.ts'

const bash = (command: string) => ({ name: 'bash', input: { command } })

const ONCE = 'echo once >> effects.txt'

/** What the tools answered in the last request with this word. */
async function lastResults({ claude }: Playground, word: string): Promise<string> {
  const body = (await claude.requests(word)).at(-1)?.body
  const messages: readonly unknown[] =
    isRecord(body) && Array.isArray(body['messages']) ? body['messages'] : []
  return JSON.stringify(messages.slice(-1))
}

/** The file holds a line for each time that the command had its effect. */
async function ranMoreThanOnce(playground: Playground, word: string): Promise<string | undefined> {
  const times = /ran (\d+) times/.exec(await lastResults(playground, word))?.[1]
  if (times === undefined) return 'nobody looked how often the tool ran'
  return Number(times) <= 1 ? undefined : `the tool ran ${times} times`
}

const LOOKS = bash('echo "ran $(cat effects.txt 2>/dev/null | wc -l | tr -d " ") times"')

/** A tool that must not work twice; afterwards Claude looks how often it did. The shell allows no command 5 s. */
export const duringAnEffect: Cell = {
  step: 'during a tool that has an effect',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [
      { say: '', tools: [bash(`${ONCE}; sleep 4`)] },
      { say: '', tools: [LOOKS] },
      { say: text },
    ])
    await until(this.step, () => isHeardOut(playground, asked.word))
    await pause(300)
    return [
      {
        ...asked,
        text,
        messages: 1,
        calls: [3, 3],
        alsoWrong: () => ranMoreThanOnce(playground, asked.word),
      },
    ]
  },
}

/** Reading a channel changes nothing, so it is done again. */
export function duringARead(): Cell {
  const channel = nextSnowflake()
  return {
    step: 'during a tool that may be repeated',
    async reach(playground) {
      const text = short()
      const fact = `fact${channel}`
      playground.discord.talk(channel, {
        messages: [{ author: 'Ben', content: fact }],
        faults: [{ on: 'any', nth: 1, times: 1_000, answer: HANGS }],
      })
      const asked = await ask(
        playground,
        nextWord(),
        [{ say: '', tools: [{ name: 'read_channel', input: { limit: 5 } }] }, { say: text }],
        { channel },
      )
      await until(this.step, () => isHeardOut(playground, asked.word))
      await pause(300)
      const alsoWrong = async (): Promise<string | undefined> =>
        (await lastResults(playground, asked.word)).includes(fact)
          ? undefined
          : 'the tool was not called again'
      return [{ ...asked, text, messages: 1, calls: [2, 2], alsoWrong }]
    },
    mend: ({ discord }) => discord.talk(channel, { clearFaults: true }),
  }
}

/** The result is written down, and Claude, asked with it, has not answered yet. */
export const afterAResult: Cell = {
  step: 'between the result of a tool and what Claude says to it',
  async reach(playground) {
    const text = short()
    const asked = await ask(playground, nextWord(), [
      { say: '', tools: [bash(`${ONCE}; ${LOOKS.input.command}`)] },
      { silence: true },
      { say: text },
    ])
    await until(this.step, () => isAsked(playground, asked.word, 2))
    const alsoWrong = (): Promise<string | undefined> => ranMoreThanOnce(playground, asked.word)
    return [{ ...asked, text, messages: 1, calls: [3, 3], alsoWrong }]
  },
}
