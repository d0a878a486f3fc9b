/** The status line while tools run, and the line under the answer when they have run. */

import { type Language, sentence } from '../../sentences/sentences.ts'
import type { AtWork } from './run-calls.ts'

/** Before this a tool is done before its time has been read. */
const SHOW_TIME_MS = 500

/** Two say what is going on; a longer line is cut by Discord's own width. */
const MOST_NAMED = 2

/** What usually takes less is over before anybody wonders. */
const EXPECT_FROM_MS = 2_000

/** One line for all that run: `⚙ bash · ls -la · 1.2 s · usually 3 s`. Empty when nothing runs. */
export function progressLine(running: readonly AtWork[], now: number, language: Language): string {
  const [first] = running
  if (first === undefined) return ''
  const named = running.slice(0, MOST_NAMED).map(({ label }) => label)
  const more = running.length > MOST_NAMED ? [`+${running.length - MOST_NAMED}`] : []
  const since = Math.min(...running.map((one) => one.since))
  const ms = now - since
  const time = ms < SHOW_TIME_MS ? [] : [spelled(ms)]
  return `⚙ ${[[...named, ...more].join(' + '), ...time, ...expected(running, now, language)].join(' · ')}`
}

/** How long the slowest of them usually takes; nothing once that has passed, or where nobody would wait for it. */
function expected(running: readonly AtWork[], now: number, language: Language): readonly string[] {
  const still = running.flatMap(({ since, usualMs = 0 }) => (now - since < usualMs ? [usualMs] : []))
  const longest = Math.max(0, ...still)
  return longest < EXPECT_FROM_MS ? [] : [sentence('usually', language, Math.round(longest / 1_000))]
}

/** The line that stays: `3 tools · 4.1 s`. */
export const toolFooter = (tools: number, ms: number, language: Language): string =>
  `-# ${sentence(tools === 1 ? 'one tool' : 'tools', language, tools)} · ${spelled(ms)}`

const spelled = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`
