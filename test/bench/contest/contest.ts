/** `npm run bench -- peers`: Threadkeeper, the plain way and what npm offers, in one run on one Discord and one Claude. */

import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { GENERAL } from '../../../src/converse/cache/verdict.ts'
import { startBot } from '../../../src/playground/bot.ts'
import { envOf, type Playground, startPlayground } from '../playground.ts'
import { say, whole } from '../print.ts'
import { burst } from './burst.ts'
import { type Contender, missing, startContest } from './contenders.ts'
import { equal } from './equal.ts'
import { growing, KINDS } from './growing.ts'
import { killed } from './killed.ts'
import { printScene } from './print-scene.ts'
import type { Result } from './result.ts'
import type { Scene } from './scene.ts'
import { thousand } from './thousand.ts'

/** As an operator would set it who expects so many answers at once; a minute is compressed to seconds here. */
const FOR_A_CROWD = { MAX_SESSIONS: '400', CHANNEL_EDITS_PER_MINUTE: '300', CACHE: 'off' }

type Play = (playground: Playground, contenders: readonly Contender[]) => Promise<Scene>

/** With the settings of wrangler.toml. */
const SCENES: Readonly<Record<string, Play>> = {
  short: (playground, contenders) => growing(playground, contenders, KINDS.short),
  code: (playground, contenders) => growing(playground, contenders, KINDS.code),
  long: (playground, contenders) => growing(playground, contenders, KINDS.long),
  equal,
  burst,
}

/** Writes what it found into the file, if one is named. Tells how to fetch the peers where they are not there. */
export async function contest(file: string | undefined): Promise<void> {
  const lacking = missing()
  if (lacking !== undefined) {
    say(lacking)
    process.exitCode = 1
    return
  }
  const playground = await startPlayground()
  playground.claude.judgeBy(() => GENERAL)
  const field = await startContest(playground)
  try {
    const scenes = await playAll(playground, field.contenders)
    await field.close()
    scenes['killed'] = await killed()
    printScene('killed', field.contenders, scenes['killed'])
    const entrants = field.contenders.map(({ id, name, made }) => ({ id, name, made }))
    const result: Result = {
      machine: machine(),
      day: new Date().toISOString().slice(0, 10),
      entrants,
      scenes,
    }
    say(`\n${result.machine}`)
    if (file !== undefined) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
  } finally {
    await field.close()
    await playground.close()
  }
}

async function playAll(
  playground: Playground,
  contenders: readonly Contender[],
): Promise<Record<string, Scene>> {
  const scenes: Record<string, Scene> = {}
  const played = async (name: string, play: Play, by: readonly Contender[]): Promise<void> => {
    const began = performance.now()
    const scene = await play(playground, by)
    playground.claude.clearScripts()
    scenes[name] = scene
    printScene(`${name}, in ${whole((performance.now() - began) / 1_000)} s`, by, scene)
  }
  for (const [name, play] of Object.entries(SCENES)) await played(name, play, contenders)
  const { discord, claude } = playground
  const crowded = await startBot({ env: { ...envOf(discord, claude), ...FOR_A_CROWD }, persist: undefined })
  try {
    const by = contenders.map((one) => (one.id === 'threadkeeper' ? { ...one, url: crowded.url } : one))
    await played('thousand', thousand, by)
  } finally {
    await crowded.close()
  }
  return scenes
}

function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}
