/** Discord's HTTP API, as far as a bot that answers interactions needs it, with its rules. */

import { Hono } from 'hono'
import { addBotRoutes } from './bot-routes.ts'
import { addCallbackRoute } from './callback-route.ts'
import { refused, respond, type Env } from './calls.ts'
import { refusals } from './refusal.ts'
import type { Signer } from './signer.ts'
import { addWebhookRoutes } from './webhook-routes.ts'
import { accuse, type State } from './state.ts'

/** Reference, "User Agent": without this form Cloudflare blocks the call. */
const USER_AGENT = /^DiscordBot \(\S+, ?\S+\)/

/** The routes below `/api/v10`. Without a `botToken` any is taken that could be one. */
export function makeApi(state: State, signer: Signer, botToken: string | undefined): Hono<Env> {
  const api = new Hono<Env>()
  api.use(async (c, next) => {
    if (USER_AGENT.test(c.req.header('User-Agent') ?? '')) return next()
    accuse(state, undefined, 'the User-Agent is not of the form DiscordBot (url, version)')
    return respond(refused(refusals.blocked))
  })
  addCallbackRoute(api, state)
  addWebhookRoutes(api, state)
  addBotRoutes(api, state, signer, botToken)
  api.all('*', () => respond(refused(refusals['not found'])))
  return api
}
