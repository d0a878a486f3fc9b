/** `npm run bench`: the figures that the project stands by, side by side with the plain way, or the parts named after it. */

import { parseArgs } from 'node:util'
import { coldNewcomerPart, newcomerPart } from './newcomer.ts'
import { pages, schedules } from './alone.ts'
import { atOnce } from './at-once.ts'
import { bundle } from './bundle.ts'
import { busyChannel } from './busy-channel.ts'
import { matrix, promises } from './circumstances.ts'
import { acknowledgements, crowd, firstAndLast, reference } from './delivery.ts'
import { type Playground, startPlayground } from './playground.ts'
import { type PlainBot, startPlainBot } from './plain-bot.ts'
import { say } from './print.ts'
import { rowsPart } from './rows.ts'
import { budgetsPart } from './budgets.ts'
import { settingsPart } from './settings.ts'
import { stopPart } from './stop.ts'
import { toolsPart } from './tools.ts'
import { contest } from './contest/contest.ts'

interface Both {
  readonly playground: Playground
  readonly plain: PlainBot
}

/** In the order in which they are played. Each can be named: `npm run bench -- matrix pages`. */
const parts: Readonly<Record<string, (both: () => Promise<Both>) => Promise<void> | void>> = {
  acknowledgements: async (both) => acknowledgements((await both()).playground),
  'first-and-last': withBoth(firstAndLast),
  reference: withBoth(reference),
  matrix: withBoth(matrix),
  schedules,
  crowd: withBoth(crowd),
  promises: async (both) => promises((await both()).playground),
  'at-once': atOnce,
  tools: toolsPart,
  stop: stopPart,
  rows: rowsPart,
  settings: async (both) => settingsPart((await both()).playground),
  budgets: async (both) => budgetsPart((await both()).playground),
  channel: async (both) => busyChannel((await both()).playground),
  pages,
  bundle,
}

/** Played only when they are named, because they need the network or the cache of npm. */
const onlyNamed: typeof parts = {
  peers: () => contest(fileNamed),
  newcomer: newcomerPart,
  'newcomer-cold': coldNewcomerPart,
}

function withBoth(part: (playground: Playground, plain: PlainBot) => Promise<void>) {
  return async (both: () => Promise<Both>): Promise<void> => {
    const { playground, plain } = await both()
    await part(playground, plain)
  }
}

async function open(): Promise<Both> {
  const playground = await startPlayground({ MAX_TOKENS: '16000' })
  const plain = await startPlainBot(
    playground.discord.apiBaseUrl,
    playground.discord.applicationId,
    playground.claude.url,
  )
  return { playground, plain }
}

async function play(names: readonly string[]): Promise<void> {
  let opened: Promise<Both> | undefined
  try {
    for (const name of names) await { ...parts, ...onlyNamed }[name]?.(() => (opened ??= open()))
  } finally {
    const both = await opened
    await both?.plain.close()
    await both?.playground.close()
  }
}

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  // Where the figures of `peers` are written to.
  options: { json: { type: 'string' } },
})
const fileNamed = values.json
const unknown = named.filter((name) => !(name in parts) && !(name in onlyNamed))
if (unknown.length > 0) {
  const known = [...Object.keys(parts), ...Object.keys(onlyNamed)].join(', ')
  say(`There is no part ${unknown.join(' or ')}. There are: ${known}.`)
  process.exitCode = 1
} else await play(named.length > 0 ? named : Object.keys(parts))
