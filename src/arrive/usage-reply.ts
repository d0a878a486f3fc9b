/** The private reply to `/usage`: what was spent today and this month, by model and, for who manages the server, by member. */

import { replyWith } from '../converse/thread/command.ts'
import type { Said } from '../converse/thread/command.ts'
import { textChart } from '../converse/tools/chart/text-chart.ts'
import { NANO } from '../guild/amount.ts'
import type { Part, Usage } from '../guild/usage.ts'
import type { MemberId, OwnerId } from '../ids.ts'
import { type Case, type Language, sentence } from '../sentences/sentences.ts'
import { bring, type BringDeps } from './bring.ts'

export interface UsageAsked {
  readonly member: MemberId
  readonly owner: OwnerId
  /** Of the whole server, not of the member alone. */
  readonly ofServer: boolean
  readonly manages: boolean
  readonly language: Language
}

export interface UsageDeps extends BringDeps {
  /** The ledger of a server, or of a member outside of servers. May reject, and may never end. */
  readonly ledger: (owner: OwnerId) => { usage(member: MemberId | undefined): Promise<Usage> }
}

/** Never rejects, and ends within two seconds. */
export async function usageReply(deps: UsageDeps, asked: UsageAsked): Promise<Said> {
  const { member, owner, language } = asked
  const isServer = owner.startsWith('guild:')
  const ofServer = asked.ofServer && isServer
  if (ofServer && !asked.manages) return replyWith('usage for managers', { language })
  const found = await bring(deps, () => deps.ledger(owner).usage(isServer && !ofServer ? member : undefined))
  if (found === undefined) return replyWith('usage unreachable', { language })
  const title = ofServer ? 'usage of server' : isServer ? 'usage of mine here' : 'usage of mine in private'
  return { does: 'say', why: '', text: usageText(found.value, title, ofServer, language) }
}

/** At most some 1,900 characters: ten members, the models of the operator and 31 days. */
function usageText(usage: Usage, title: Case, ofServer: boolean, language: Language): string {
  const { today, month, models, members, days } = usage
  const say = (which: Case, n?: string): string => sentence(which, language, n)
  const line = (part: Part): string =>
    [
      dollars(part, language),
      say('usage questions', count(part.turns, language)),
      say('usage tokens', count(part.tokens, language)),
    ].join(' · ')
  const share = month.turns === 0 ? 0 : Math.round((100 * month.cached) / month.turns)
  const list = (head: Case, rows: readonly string[]): readonly string[] =>
    rows.length === 0 ? [] : [`**${say(head)}**`, ...rows]
  const text = [
    `**${say(title)}**`,
    say('usage today', line(today)),
    say('usage this month', line(month)),
    say('usage saved', `${share} %`),
    ...list(
      'usage by model',
      models.slice(0, MOST_MODELS).map((part) => `- \`${part.model.slice(0, 40)}\`: ${line(part)}`),
    ),
    ...list('usage by member', ofServer ? members.map((part) => `- <@${part.member}>: ${line(part)}`) : []),
  ].join('\n')
  const since = days.findIndex(({ nanoUsd }) => nanoUsd > 0)
  const chart = since < 0 ? '' : `\n${chartOf(days.slice(since), say('usage by day'), language)}`
  return text.length + chart.length <= MOST_CHARACTERS ? text + chart : text
}

/** Those that cost most. */
const MOST_MODELS = 5

/** A message has 2,000 code points. */
const MOST_CHARACTERS = 1_950

/** In cents: of most servers a day is less than a dollar. */
const chartOf = (days: Usage['days'], title: string, language: Language): string =>
  textChart(
    {
      type: 'bar',
      title,
      unit: '',
      labels: days.map(({ day }) => String(day % 100)),
      xTitle: '',
      series: [{ name: '', values: days.map(({ nanoUsd }) => Math.round(nanoUsd / (NANO / 10_000)) / 100) }],
      stacked: false,
      horizontal: true,
    },
    language,
  )

const locales: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' }

const dollars = ({ nanoUsd }: Part, language: Language): string =>
  new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: nanoUsd < NANO ? 4 : 2,
  }).format(nanoUsd / NANO)

const count = (n: number, language: Language): string => new Intl.NumberFormat(locales[language]).format(n)
