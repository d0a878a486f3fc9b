/** What the terminal of `npm start` shows of the bot's log: one line for each turn, and what went wrong. */

import type { Asked } from './discord/asked.ts'
import { loggedFields } from './logged-fields.ts'

/**
 * @param message one logged object, as the local runtime prints it (`{ evt: 'ask.done', total_ms: 812, … }`)
 * @param asked what the local Discord knows of a turn, by its id
 * @returns the line, or undefined for what nobody needs to see
 */
export function logLine(
  level: string,
  message: string,
  asked: (turn: string) => Asked | undefined,
): string | undefined {
  const fields = loggedFields(message)
  /** Undefined where there is none, or an empty one. */
  const field = (name: string): string | undefined => {
    const value = fields.get(name)
    return value === undefined || value === '' ? undefined : String(value)
  }
  const question = named(asked(field('turn') ?? ''))
  if (field('evt') === 'ask.done') {
    const [outcome, why, edits, cache, session] = ['outcome', 'why', 'edits', 'cache', 'session'].map(field)
    const first = seconds(field('first_words_ms'))
    const parts = [
      why === undefined ? outcome : `${outcome} (${why})`,
      `waited ${seconds(field('waited_ms')) ?? '?'}`,
      first === undefined ? undefined : `first words after ${first}`,
      `all after ${seconds(field('total_ms')) ?? '?'}`,
      `${edits} edit${edits === '1' ? '' : 's'}`,
      `attempt ${field('attempt') ?? '?'}`,
      `cache ${cache}`,
      `session ${session}`,
    ]
    return `${question}${parts.filter((part) => part !== undefined).join(' · ')}`
  }
  if (field('evt') === 'summary.done')
    return `Earlier talk is summarised: exchanges ${field('exchanges') ?? '?'} · took ${seconds(field('ms')) ?? '?'}`
  if (field('evt') === 'summary.failed') return `Earlier talk could not be summarised: ${field('why') ?? ''}`
  if (field('evt') === 'claude.failed')
    return `${question}Claude failed: ${field('why')} (${field('detail') ?? ''})`
  const open = seconds(field('open_ms'))
  if (open !== undefined) return `Claude is left alone for ${open}: ${field('model')} (${field('why') ?? ''})`
  if (field('evt') === 'claude.recovered') return `Claude is asked again: ${field('model')}`
  return level === 'error' || level === 'warn' ? message.replaceAll(/\s+/g, ' ') : undefined
}

const named = (asked: Asked | undefined): string => {
  if (asked === undefined) return ''
  const text = asked.text === '' ? '' : `, “${asked.text}”`
  return `${asked.member}, ${asked.channel}${text}: `
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** The time of day at this machine, such as 14:03:59. @param at milliseconds since 1970 */
export const timeOf = (at: number): string => clock.format(at)

const seconds = (ms: string | undefined): string | undefined =>
  ms === undefined || Number(ms) < 0 ? undefined : `${(Number(ms) / 1_000).toFixed(1)} s`
