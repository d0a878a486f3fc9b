/** The operator's access to Cloudflare's API; each of its three values is checked before a call is made with it. */

import { readAddress } from '../../settings/address.ts'
import { ReportProblem } from './report-problem.ts'
import type { SqlAccount } from './sql-api.ts'

const CLOUDFLARE = 'https://api.cloudflare.com/client/v4'

/**
 * @param token not empty
 * @param accountId not empty
 * @param address of the API; empty for Cloudflare's own
 * @throws ReportProblem, which never shows the token
 */
export function cloudflareAccount(token: string, accountId: string, address: string): SqlAccount {
  // In a header nothing else may stand: fetch would fail as it does without a network.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new ReportProblem('CLOUDFLARE_API_TOKEN is no token; copy it whole, without quotes and spaces.')
  if (!/^[0-9a-f]{32}$/i.test(accountId))
    throw new ReportProblem(
      'CLOUDFLARE_ACCOUNT_ID is not an account id of 32 characters; "npx wrangler whoami" shows it.',
    )
  const read = readAddress('CLOUDFLARE_API_BASE_URL', address || CLOUDFLARE, CLOUDFLARE)
  if (!read.ok) throw new ReportProblem(read.problem)
  return { baseUrl: read.address, accountId, token }
}
