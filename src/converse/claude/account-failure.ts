/** Whether Claude does not serve the account, told by the status, the type, the code and the message of an error. */

/** The part of an error that tells. */
interface Signals {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly message: string
}

export type AccountFailure = 'spend limit' | 'account disabled'

/**
 * An empty account and a disabled organisation are answered with a 400, like a request that is wrong.
 *
 * Sources: the SDK's types of errors, `OrganizationOnHoldError` and the errors of customer-managed keys (a code, which only
 * some of these answers have); for the messages, which stand alone where there is no code, the bodies in public reports.
 * A message counts from its beginning only, because further on it may repeat what a member wrote.
 *
 * @returns undefined for every other error
 */
export function accountFailure({ status, type, code = '', message }: Signals): AccountFailure | undefined {
  if (code.endsWith('spend_limit_reached')) return 'spend limit'
  if (disabledCodes.test(code)) return 'account disabled'
  if (status === 402 || type === 'billing_error') return 'spend limit'
  const isAboutRequest = status === 400 || status === 403 || saysNo.has(type ?? '')
  if (!isAboutRequest) return undefined
  return signs.find(({ begins }) => begins.test(message))?.why
}

/** `organization_on_hold` is what an organisation gets that is disabled for trust and safety reasons. */
const disabledCodes =
  /^(organization_on_hold|cmek_key_disabled|cmek_key_unreachable|cmek_key_network_blocked)$/

const saysNo: ReadonlySet<string> = new Set(['invalid_request_error', 'permission_error'])

const signs: readonly { readonly begins: RegExp; readonly why: AccountFailure }[] = [
  { begins: /^your credit balance is too low/i, why: 'spend limit' },
  // A limit that the operator has set: for the organisation, or for one workspace.
  { begins: /^you have reached your specified (\w+ )?(api )?usage limits/i, why: 'spend limit' },
  { begins: /^(this|your) organi[sz]ation (has been|is) (disabled|suspended)/i, why: 'account disabled' },
]
