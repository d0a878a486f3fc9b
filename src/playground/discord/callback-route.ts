/** The other way to answer an interaction: a call to its callback, instead of the HTTP answer. */

import type { Hono } from 'hono'
import { acknowledge } from './interactions.ts'
import { perform, refused, type Answer, type Env } from './calls.ts'
import { recordOf } from './json.ts'
import { invalidForm, notOneOf, refusals } from './refusal.ts'
import { messageJson } from './views.ts'
import { settle, type Interaction, type State } from './state.ts'

/** A guess: Discord names none, and an interaction has one callback only. */
const BUDGET = { limit: 5, windowMs: 5_000 }

/** Source: Discord, Receiving and Responding, "Create Interaction Response". Files are not played. */
export function addCallbackRoute(api: Hono<Env>, state: State): void {
  api.post('/interactions/:id/:token/callback', (c) => {
    const { id, token } = c.req.param()
    const named = state.interactions.get(token)
    const interaction = named?.id === id ? named : undefined
    return perform(state, c, {
      kind: 'get',
      path: `/interactions/${id}/:token/callback`,
      interaction,
      limit: { key: `callback:${token}`, budget: BUDGET },
      hasBody: true,
      check: () => {
        if (interaction === undefined) return refusals['unknown interaction']
        settle(state, interaction)
        if (interaction.ack.state === 'awaited') return undefined
        return refusals[interaction.ack.state === 'dead' ? 'unknown interaction' : 'acknowledged']
      },
      act: ({ payload }) =>
        interaction === undefined
          ? refused(refusals['unknown interaction'])
          : answer(state, interaction, payload, c.req.query('with_response') === 'true'),
    })
  })
}

function answer(state: State, interaction: Interaction, payload: unknown, withResponse: boolean): Answer {
  const taken = acknowledge(state, interaction, {
    status: 200,
    contentType: 'application/json',
    body: recordOf(payload),
  })
  if (!taken.ok) return refused(taken.refusal ?? invalidForm([notOneOf(['type'], [4, 5, 6, 7, 8, 9])]))
  if (!withResponse) return { status: 204 }
  const message = state.messages.get(interaction.original ?? '')
  return {
    status: 200,
    body: {
      interaction: { id: interaction.id, type: interaction.type },
      ...(message === undefined
        ? {}
        : { resource: { type: taken.type, message: messageJson(state, message) } }),
    },
  }
}
