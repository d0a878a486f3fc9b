/** The message that tells the operator whether Claude is blocked. */

import { ALL } from './breaker.ts'
import { adviceOf } from './breaker-report.ts'
import type { Alert, Change } from './alert.ts'

/** So many names fit into a message of 2,000 characters, however long they are. */
const MOST_NAMES = 4

/** In Discord's Markdown, at most 2,000 characters. Without text of a conversation. */
export function alertText({ blocked, changes }: Alert): string {
  const { [ALL]: all, ...models } = blocked
  const names = Object.keys(models)
  const lines = [
    ...(all === undefined ? [] : [`🔴 **Claude is blocked.** ${adviceOf(all)}`]),
    ...[...new Set(Object.values(models))].map((why) => {
      const these = names.filter((name) => models[name] === why)
      return `🔴 **Claude does not answer with ${listed(these)}.** ${adviceOf(why)}`
    }),
  ]
  // The last change is what the first line says.
  const before = changes.slice(0, -1).map(changeLine)
  return [
    ...(lines.length === 0 ? ['🟢 **Claude answers again.**'] : lines),
    ...(before.length === 0 ? [] : ['Before that, since the last message:', ...before]),
  ].join('\n')
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES
  const shown = names.slice(0, MOST_NAMES).map((name) => `\`${name}\``)
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const changeLine = ({ at, model, why, isBlocked }: Change): string => {
  const whose = model === ALL ? '' : `\`${model}\` `
  return `- <t:${Math.floor(at / 1_000)}:t> ${whose}${isBlocked ? `blocked: ${why}` : 'answers again'}`
}
