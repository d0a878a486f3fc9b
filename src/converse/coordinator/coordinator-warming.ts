/** Keeps answers warm with what the coordinator has: its Claude, its storage and the ledgers. */

import type { Clock } from '../../clock.ts'
import { randomBytes } from '../../random.ts'
import type { Settings } from '../../settings/settings.ts'
import { claude } from '../claude/claude.ts'
import { NONCE_BYTES, nonceOf } from '../claude/nonce.ts'
import { type LedgerDeps, ownCalls } from '../claude/own-calls.ts'
import { uncached } from '../claude/uncached.ts'
import { payerOf } from '../question/payers.ts'
import { repeats } from './repeats.ts'
import { type Warming, warming, type WarmingDeps, WARMS_WITHIN_MS } from './warming.ts'

export interface CoordinatorWarmingDeps
  extends Pick<WarmingDeps, 'cache' | 'kept' | 'log'>, Pick<LedgerDeps, 'ledger' | 'later' | 'warn'> {
  readonly clock: Clock
  readonly settings: Settings
  /** With the tables of repeats.ts. */
  readonly sql: SqlStorage
  /** Whether there is no doubt about a model. */
  readonly isWell: (model: string) => boolean
  /** Claude was asked: what it cost in dollars (−1 where the price is not known), and the tokens that it wrote. */
  readonly called: (usd: number, outputTokens: number) => void
}

export function coordinatorWarming({
  clock,
  settings,
  sql,
  cache,
  ledger,
  later,
  isWell,
  kept,
  called,
  warn,
  log,
}: CoordinatorWarmingDeps): Warming {
  const ask = claude({ apiKey: settings.anthropicApiKey, baseUrl: settings.anthropicBaseUrl }, clock)
  // These calls belong to no thread, so with a share the prompt cache stays.
  const asked = settings.promptCache > 0 ? ask : uncached(ask)
  const own = ownCalls({ clock, settings, ledger, later, warn }, WARMS_WITHIN_MS)
  return warming({
    clock,
    settings,
    ask: (scope) => own(asked, 'warming', () => payerOf(scope)),
    isWell: () => isWell(settings.model),
    cache,
    repeats: repeats(sql),
    newNonce: () => nonceOf(randomBytes(NONCE_BYTES)),
    kept,
    log: (event) => {
      log(event)
      called(event.usd, event.out_tok)
    },
  })
}
