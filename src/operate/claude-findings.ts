/** What Claude's answers mean for an operator. */

import type { Why } from '../converse/claude/failure.ts'
import type { ClaudeFacts } from './claude-account.ts'
import { error, type Finding, warning } from './finding.ts'

const AT = 'Claude'

export function claudeFindings({ models, message }: ClaudeFacts): readonly Finding[] {
  // What concerns the account is said once.
  const about = [message, ...models.map(({ no }) => no)].find(
    (no) => no !== undefined && no !== 'unknown model',
  )
  if (about !== undefined) return [accountFinding(about)]
  return models
    .filter(({ no }) => no === 'unknown model')
    .map(({ name }) =>
      error(
        AT,
        `Claude does not know the model ${name}.`,
        'Name one from https://platform.claude.com/docs/en/about-claude/models in wrangler.toml.',
      ),
    )
}

function accountFinding(why: Why): Finding {
  if (why === 'key refused')
    return error(
      AT,
      'Claude does not accept ANTHROPIC_API_KEY.',
      'Make a new key on https://platform.claude.com and copy it whole ("sk-ant-…").',
    )
  if (why === 'spend limit')
    return error(
      AT,
      'The Claude account has no credit, or has reached its limit.',
      'Add credit or raise the limit on https://platform.claude.com ("Billing", "Limits").',
    )
  if (why === 'account disabled')
    return error(AT, 'Anthropic has disabled the Claude account.', 'Write to the support of Anthropic.')
  if (why === 'forbidden')
    return error(
      AT,
      'Claude refuses calls from here: the key may lack the permission, or the country is not served.',
      'Try from a country that Anthropic serves; if it fails there too, make a key of another workspace.',
    )
  if (why === 'rate limited' || why === 'overloaded')
    return warning(AT, 'Claude is too busy to answer at the moment.', 'Try again in a minute.')
  if (why === 'unreachable' || why === 'silent' || why === 'cut off')
    return error(
      AT,
      'Claude cannot be reached.',
      'See whether there is a network, and whether ANTHROPIC_BASE_URL is right.',
    )
  return error(
    AT,
    `Claude refuses a plain question (${why}).`,
    'See whether ANTHROPIC_BASE_URL leads to Claude itself or a gateway that changes nothing.',
  )
}
