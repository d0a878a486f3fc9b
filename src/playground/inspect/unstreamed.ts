/** Asks a question once more without streaming: a second bot answers it, in a channel that nobody sees. */

import { type PageHost, post } from '../discord/page-mode.ts'
import { makeId, type Interaction } from '../discord/state.ts'
import { optionsOf } from './inspection.ts'
import { questionOf } from './question.ts'
import { MOST_ANSWERS } from './record.ts'

/** The settings in which the second bot differs: one edit at the end, and no answer from memory. */
export const UNSTREAMED = { STREAMING: 'off', CACHE: 'off' } as const

/** Starts the second bot; gives its address, such as `http://127.0.0.1:PORT`. Rejects when it does not start. */
export type StartSecond = () => Promise<string>

export interface Unstreamed {
  /** Asks the same once more; while the last repetition is being answered there is no other. */
  readonly repeat: (original: Interaction) => Promise<Repeated>
  /** The latest repetition of this interaction. */
  readonly of: (original: string) => Interaction | undefined
}

export type Repeated = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** @param isOpen whether a repetition is still being answered */
export function makeUnstreamed(
  host: PageHost,
  startSecond: StartSecond,
  isOpen: (interaction: Interaction) => boolean,
): Unstreamed {
  const { state } = host
  const repeated = new Map<string, string>()
  const asking = new Map<string, Promise<Repeated>>()
  let second: Promise<string> | undefined
  const of = (original: string): Interaction | undefined => {
    const id = repeated.get(original)
    return [...state.interactions.values()].find((one) => one.id === id)
  }

  async function ask(original: Interaction, prompt: string): Promise<Repeated> {
    let url = ''
    try {
      second ??= startSecond()
      url = await second
    } catch (error) {
      second = undefined
      return {
        ok: false,
        reason: `The second bot did not start: ${error instanceof Error ? error.message : String(error)}`,
      }
    }
    const { model } = optionsOf(original)
    const done = await post(
      { ...host, botUrl: () => `${url}/interactions` },
      {
        name: 'ask',
        options: { prompt, ...(typeof model === 'string' ? { model } : {}) },
        channel: makeId(state, state.now()),
        guild: original.guild,
        owners: original.owners,
        context: original.context,
        member: { id: original.member.id },
        attachments: original.attached.map(({ filename, contentType, bytes }) => ({
          filename,
          contentType,
          base64: Buffer.from(bytes).toString('base64'),
        })),
      },
    )
    if (!done.ok) return done
    repeated.delete(original.id)
    repeated.set(original.id, done.interaction)
    const [oldest] = repeated.keys()
    if (repeated.size > MOST_ANSWERS && oldest !== undefined) repeated.delete(oldest)
    return { ok: true }
  }

  return {
    of,
    async repeat(original) {
      const prompt = questionOf(state, original)
      if (prompt === undefined)
        return { ok: false, reason: 'This answer has no question that can be repeated.' }
      const last = of(original.id)
      if (last !== undefined && isOpen(last)) return { ok: true }
      const now = asking.get(original.id) ?? ask(original, prompt)
      asking.set(original.id, now)
      return now.finally(() => asking.delete(original.id))
    },
  }
}
