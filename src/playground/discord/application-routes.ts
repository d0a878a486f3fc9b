/** The application itself: `GET` and `PATCH /applications/@me`, with the check of an interactions endpoint. */

import type { Context, Hono } from 'hono'
import { readApplication } from './application-rules.ts'
import { perform, refused, type Env, type Plan } from './calls.ts'
import { headersFor } from './interactions.ts'
import { isRecord, parseJson, recordOf, type Json } from './json.ts'
import { invalidForm, type Refusal } from './refusal.ts'
import type { Signer } from './signer.ts'
import { makeId, type State } from './state.ts'
import { appUser } from './views.ts'

/** What a bot may change, and Discord remembers. */
const fresh: Json = {
  description: '',
  interactions_endpoint_url: null,
  integration_types_config: { '0': {}, '1': {} },
}

/** Source: Discord, Resources, Application, "Get" and "Edit Current Application". */
export function addApplicationRoutes(
  api: Hono<Env>,
  state: State,
  signer: Signer,
  asBot: (c: Context<Env>) => () => Refusal | undefined,
  plan: Omit<Plan, 'check' | 'act'>,
): void {
  let kept = fresh
  const application = (): Json => ({
    id: state.applicationId,
    name: 'Threadkeeper',
    icon: null,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: signer.publicKey,
    flags: 0,
    bot: appUser(state),
    ...kept,
  })
  api.get('/applications/@me', (c) =>
    perform(state, c, { ...plan, check: asBot(c), act: () => ({ status: 200, body: application() }) }),
  )
  api.patch('/applications/@me', async (c) => {
    // The endpoint is tried before the call is judged: a plan decides at once, and this takes a while.
    const raw = parseJson(await c.req.raw.clone().text())
    const wanted = raw.ok && isRecord(raw.value) ? raw.value['interactions_endpoint_url'] : undefined
    const tries = asBot(c)() === undefined && typeof wanted === 'string'
    const why = tries ? await tryEndpoint(state, signer, wanted) : undefined
    return perform(state, c, {
      ...plan,
      hasBody: true,
      check: asBot(c),
      act: ({ payload }) => {
        const read = readApplication(recordOf(payload))
        if (!read.ok) return refused(read.refusal)
        if (why !== undefined) return refused(endpointRefusal(why))
        kept = { ...kept, ...read.changes }
        return { status: 200, body: application() }
      },
    })
  })
}

const endpointRefusal = (why: string): Refusal =>
  invalidForm([
    {
      at: ['interactions_endpoint_url'],
      code: 'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID',
      message: `The specified interactions endpoint url could not be verified: ${why}`,
    },
  ])

/** Overview, "Setting Up an Endpoint": a signed PING wants a PONG, a wrongly signed one wants 401. */
async function tryEndpoint(state: State, signer: Signer, url: string): Promise<string | undefined> {
  const ping = JSON.stringify({
    id: makeId(state, state.now()),
    application_id: state.applicationId,
    type: 1,
    token: 'ping',
    version: 1,
  })
  const timestamp = String(Math.floor(state.now() / 1_000))
  const post = async (headers: Record<string, string>): Promise<Response | undefined> =>
    fetch(url, { method: 'POST', headers, body: ping, signal: AbortSignal.timeout(3_000) }).catch(
      () => undefined,
    )
  const good = await post(await headersFor(signer, ping, timestamp))
  if (good === undefined) return 'nobody answers there.'
  const pong = parseJson(await good.text())
  if (good.status !== 200 || !pong.ok || recordOf(pong.value)['type'] !== 1)
    return 'it does not answer a PING.'
  const bad = await post(await headersFor(signer, `${ping} `, timestamp))
  await bad?.body?.cancel()
  return bad?.status === 401 ? undefined : 'it accepts a wrong signature.'
}
