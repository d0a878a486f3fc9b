/** What Discord takes in `PATCH /applications/@me`, and what it keeps of it. */

import { codePoints, isAbsent, isRecord, recordOf, type Json } from './json.ts'
import { invalidForm, missing, notOneOf, tooLong, wrongType, type Flaw, type Refusal } from './refusal.ts'

const DESCRIPTION = 400
const ADDRESS = 2_048
const SCOPES = ['applications.commands', 'bot']

export type ReadApplication =
  | { readonly ok: true; readonly changes: Json }
  | { readonly ok: false; readonly refusal: Refusal }

/**
 * Source: Discord, Resources, Application, "Edit Current Application" and "Install Params Object"; the limits are those of
 * its OpenAPI (ApplicationFormPartial). Fields that are not played change nothing.
 */
export function readApplication(body: Json): ReadApplication {
  const flaws = [
    ...descriptionFlaws(body['description']),
    ...addressFlaws(body['interactions_endpoint_url']),
    ...installFlaws(body['integration_types_config']),
  ]
  if (flaws.length > 0) return { ok: false, refusal: invalidForm(flaws) }
  const { description, interactions_endpoint_url: endpoint, integration_types_config: config } = body
  return {
    ok: true,
    changes: {
      ...(description === undefined ? {} : { description: description ?? '' }),
      ...(endpoint === undefined ? {} : { interactions_endpoint_url: endpoint }),
      ...(isAbsent(config) ? {} : { integration_types_config: keptConfig(recordOf(config)) }),
    },
  }
}

function descriptionFlaws(raw: unknown): readonly Flaw[] {
  if (isAbsent(raw)) return []
  if (typeof raw !== 'string') return [wrongType(['description'], 'string')]
  return codePoints(raw) > DESCRIPTION ? [tooLong(['description'], DESCRIPTION)] : []
}

function addressFlaws(raw: unknown): readonly Flaw[] {
  const at = ['interactions_endpoint_url']
  if (isAbsent(raw)) return []
  if (typeof raw !== 'string') return [wrongType(at, 'string')]
  if (raw.length > ADDRESS) return [tooLong(at, ADDRESS)]
  return URL.canParse(raw) ? [] : [{ at, code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' }]
}

function installFlaws(raw: unknown): readonly Flaw[] {
  const at = ['integration_types_config']
  if (isAbsent(raw)) return []
  if (!isRecord(raw)) return [wrongType(at, 'dict')]
  const types = Object.entries(raw)
  if (types.length === 0) return [missing(at)]
  return types.flatMap(([type, config]) => {
    if (type !== '0' && type !== '1') return [notOneOf([...at, type], [0, 1])]
    const params = recordOf(config)['oauth2_install_params']
    return isAbsent(params) ? [] : paramFlaws([...at, type, 'oauth2_install_params'], recordOf(params), type)
  })
}

function paramFlaws(at: readonly string[], params: Json, type: string): readonly Flaw[] {
  const { scopes, permissions } = params
  const flaws: Flaw[] = []
  if (!Array.isArray(scopes) || scopes.length === 0) flaws.push(missing([...at, 'scopes']))
  else
    for (const [index, scope] of scopes.entries())
      if (!SCOPES.includes(String(scope)) || (type === '1' && scope === 'bot'))
        flaws.push(notOneOf([...at, 'scopes', index], SCOPES))
  if (!isAbsent(permissions) && !/^\d{1,20}$/.test(digitsOf(permissions)))
    flaws.push(wrongType([...at, 'permissions'], 'int'))
  return flaws
}

/** Discord answers permissions as text. */
const keptConfig = (config: Json): Json =>
  Object.fromEntries(
    Object.entries(config).map(([type, one]) => {
      const params = recordOf(one)['oauth2_install_params']
      if (!isRecord(params)) return [type, {}]
      const { scopes, permissions } = params
      return [type, { oauth2_install_params: { scopes, permissions: digitsOf(permissions ?? 0) } }]
    }),
  )

/** Discord takes a number and its digits. */
const digitsOf = (raw: unknown): string =>
  typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw : ''
