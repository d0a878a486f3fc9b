/** What the local Claude is told to answer in a worker test, and what it was asked. */

import { inject } from 'vitest'
import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import { request } from './local-server.ts'

export interface ModelBlock {
  readonly type: string
  readonly text: string
  readonly title?: string
  readonly source?: { readonly type: string; readonly media_type: string; readonly data: string }
}

export interface ModelCall {
  readonly model: string
  readonly body: { readonly messages: readonly { role: string; content: ModelBlock[] }[] }
  readonly usage?: Record<string, number>
  readonly abortedAt?: number
}

/** Tells the local Claude what to answer to a question that contains `match`. */
export const script = (match: string, ...answers: unknown[]): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', { match, answers })

/** Tells the local Claude what to say of a question that contains `match`: a verdict, or any other answer. */
export const scriptVerdict = (
  match: string,
  ...answers: (Verdict | Record<string, unknown>)[]
): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', {
    match,
    verdicts: true,
    answers: answers.map((one) => ('alone' in one ? { say: JSON.stringify(one) } : one)),
  })

/** A question that contains `match` may be answered from the cache. */
export const scriptGeneral = (match: string): Promise<unknown> => scriptVerdict(match, GENERAL)

/** The same for one model alone. */
export const scriptModel = (model: string, match: string, ...answers: unknown[]): Promise<unknown> =>
  request(`${inject('claude')}/_local/scripts`, 'POST', { match, model, answers })

/** From now on each request that carries `match` is refused; with `blocks` only where it stands in a block that is no text. */
export const poison = (match: string, more: { blocks?: true; message?: string } = {}): Promise<unknown> =>
  request(`${inject('claude')}/_local/poisons`, 'POST', { match, ...more })

export const release = (match: string): Promise<unknown> =>
  request(`${inject('claude')}/_local/release`, 'POST', { match })

/** What Claude was asked, by a word in the question; waits until there were more than `after` calls. */
export const modelCalls = (match: string, after?: number): Promise<readonly ModelCall[]> =>
  request(
    `${inject('claude')}/_local/requests?match=${encodeURIComponent(match)}${after === undefined ? '' : `&after=${after}`}`,
    'GET',
  )

/** The requests for a verdict, by a word in the question; waits until there were more than `after`. */
export const verdictCalls = (match: string, after?: number): Promise<readonly ModelCall[]> =>
  request(
    `${inject('claude')}/_local/requests?verdicts=true&match=${encodeURIComponent(match)}${after === undefined ? '' : `&after=${after}`}`,
    'GET',
  )
