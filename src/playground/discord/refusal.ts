/** Discord's written noes: each code with its HTTP status and words, and the tree of a wrong form. */

/** An error answer of the HTTP API. `errors` is there only with code 50035. */
export interface Refusal {
  readonly status: number
  readonly code: number
  readonly message: string
  readonly errors?: ErrorTree
}

/** One thing wrong with a form: where it is, Discord's name for it, Discord's sentence. */
export interface Flaw {
  readonly at: readonly (string | number)[]
  readonly code: string
  readonly message: string
}

export interface ErrorTree {
  readonly [key: string]: ErrorTree | readonly { readonly code: string; readonly message: string }[]
}

/** Source of statuses and codes: Discord, Opcodes and Status Codes; api-docs #6473 (40333), #6851 (50027). */
export const refusals = {
  'not found': { status: 404, code: 0, message: '404: Not Found' },
  unauthorized: { status: 401, code: 0, message: '401: Unauthorized' },
  'method not allowed': { status: 405, code: 0, message: '405: Method Not Allowed' },
  'unknown application': { status: 404, code: 10002, message: 'Unknown Application' },
  'unknown channel': { status: 404, code: 10003, message: 'Unknown Channel' },
  'unknown guild': { status: 404, code: 10004, message: 'Unknown Guild' },
  'unknown message': { status: 404, code: 10008, message: 'Unknown Message' },
  'unknown interaction': { status: 404, code: 10062, message: 'Unknown interaction' },
  'unknown webhook': { status: 404, code: 10015, message: 'Unknown Webhook' },
  'too large': { status: 413, code: 40005, message: 'Request entity too large' },
  acknowledged: { status: 400, code: 40060, message: 'Interaction has already been acknowledged.' },
  'too many follow-ups': {
    status: 400,
    code: 40094,
    message: 'Maximum number of follow up messages reached for this interaction',
  },
  blocked: { status: 403, code: 40333, message: 'internal network error' },
  'missing access': { status: 403, code: 50001, message: 'Missing Access' },
  'missing permissions': { status: 403, code: 50013, message: 'Missing Permissions' },
  'wrong channel type': {
    status: 400,
    code: 50024,
    message: 'Cannot execute action on this channel type',
  },
  'thread there': {
    status: 400,
    code: 160004,
    message: 'A thread has already been created for this message',
  },
  'too many threads': { status: 400, code: 160006, message: 'Maximum number of active threads reached' },
  'not the author': { status: 403, code: 50005, message: 'Cannot edit a message authored by another user' },
  archived: { status: 400, code: 50083, message: 'Thread is archived' },
  locked: { status: 400, code: 160005, message: 'Thread is locked' },
  moderated: { status: 400, code: 200000, message: 'Message was blocked by automatic moderation' },
  'harmful link': { status: 400, code: 240000, message: 'Message blocked by harmful links filter' },
  'entry point removed': {
    status: 400,
    code: 50240,
    message:
      "You cannot remove this app's Entry Point command in a bulk update operation. Please include the Entry Point command in your update request or delete it separately.",
  },
  empty: { status: 400, code: 50006, message: 'Cannot send an empty message' },
  'token expired': { status: 401, code: 50027, message: 'Invalid Webhook Token' },
  'invalid json': { status: 400, code: 50109, message: 'The request body contains invalid JSON.' },
} as const satisfies Record<string, Refusal>

/** Folds flaws into Discord's nested tree: `{content: {_errors: [{code, message}]}}`. */
export const invalidForm = (flaws: readonly Flaw[]): Refusal => ({
  status: 400,
  code: 50035,
  message: 'Invalid Form Body',
  errors: treeOf(flaws, 0),
})

function treeOf(flaws: readonly Flaw[], depth: number): ErrorTree {
  const tree: Record<string, ErrorTree[string]> = {}
  const here = flaws.filter((flaw) => flaw.at.length === depth)
  if (here.length > 0) tree['_errors'] = here.map(({ code, message }) => ({ code, message }))
  const below = Map.groupBy(
    flaws.filter((flaw) => flaw.at.length > depth),
    (flaw) => String(flaw.at[depth]),
  )
  for (const [step, nested] of below) tree[step] = treeOf(nested, depth + 1)
  return tree
}

export const tooLong = (at: Flaw['at'], most: number): Flaw => ({
  at,
  code: 'BASE_TYPE_MAX_LENGTH',
  message: `Must be ${most} or fewer in length.`,
})

export const wrongLength = (at: Flaw['at'], least: number, most: number): Flaw => ({
  at,
  code: 'BASE_TYPE_BAD_LENGTH',
  message: `Must be between ${least} and ${most} in length.`,
})

export const missing = (at: Flaw['at']): Flaw => ({
  at,
  code: 'BASE_TYPE_REQUIRED',
  message: 'This field is required',
})

export const notOneOf = (at: Flaw['at'], choices: readonly (string | number)[]): Flaw => ({
  at,
  code: 'BASE_TYPE_CHOICES',
  message: `Value must be one of {${choices.join(', ')}}.`,
})

export const wrongType = (at: Flaw['at'], wanted: string): Flaw => ({
  at,
  code: `BASE_TYPE_${wanted.toUpperCase()}`,
  message: `Could not interpret the value as ${wanted}.`,
})
