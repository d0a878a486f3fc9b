/** The private reply to `/privacy`: in short what is kept, for how long, and who reads it. */

import { type Case, type Language, sentence } from '../sentences/sentences.ts'
import type { Settings } from '../settings/settings.ts'

export type PrivacyFacts = Pick<Settings, 'privacyUrl' | 'transcriptRetentionDays'>

/** @param retentionDays what the server has set, which is at most what the operator allows; undefined where it has set nothing */
export function privacyText(
  { privacyUrl, transcriptRetentionDays }: PrivacyFacts,
  retentionDays: number | undefined,
  language: Language,
): string {
  const days = Math.min(retentionDays ?? transcriptRetentionDays, transcriptRetentionDays)
  const kept: readonly (readonly [Case, number?])[] = [
    days === 0 ? ['privacy conversation short'] : ['privacy conversation', days],
    ['privacy saved'],
    ['privacy usage'],
    ['privacy log'],
  ]
  return [
    `**${sentence('privacy title', language)}**`,
    ...kept.map(([which, n]) => `- ${sentence(which, language, n)}`),
    sentence('privacy readers', language),
    sentence('privacy forget', language),
    ...(privacyUrl === '' ? [] : [sentence('privacy link', language, `<${privacyUrl}>`)]),
  ].join('\n')
}
