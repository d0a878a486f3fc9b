/** What the terminal of `npm start` shows of the bot's log: one line for each turn, and what went wrong. */

import { loggedFields } from './logged-fields.ts'

/**
 * @param message one logged object, as the local runtime prints it (`{ evt: 'ask.done', total_ms: 812, … }`)
 * @returns the line, or undefined for what nobody needs to see
 */
export function logLine(level: string, message: string): string | undefined {
  const fields = loggedFields(message)
  /** Undefined where there is none, or an empty one. */
  const field = (name: string): string | undefined => {
    const value = fields.get(name)
    return value === undefined || value === '' ? undefined : String(value)
  }
  if (field('evt') === 'ask.done') {
    const [outcome, why, edits, cache, session] = ['outcome', 'why', 'edits', 'cache', 'session'].map(field)
    const first = seconds(field('first_words_ms'))
    return [
      why === undefined ? outcome : `${outcome} (${why})`,
      first === undefined ? undefined : `first words after ${first}`,
      `all after ${seconds(field('total_ms')) ?? '?'}`,
      `${edits} edit${edits === '1' ? '' : 's'}`,
      `cache ${cache}`,
      `session ${session}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · ')
  }
  if (field('evt') === 'claude.failed') return `Claude failed: ${field('why')} (${field('detail') ?? ''})`
  const open = seconds(field('open_ms'))
  if (open !== undefined) return `Claude is left alone for ${open}: ${field('model')} (${field('why') ?? ''})`
  if (field('evt') === 'claude.recovered') return `Claude is asked again: ${field('model')}`
  return level === 'error' || level === 'warn' ? message.replaceAll(/\s+/g, ' ') : undefined
}

const seconds = (ms: string | undefined): string | undefined =>
  ms === undefined || Number(ms) < 0 ? undefined : `${(Number(ms) / 1_000).toFixed(1)} s`
