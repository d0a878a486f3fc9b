/** `npm run soak`: what takes minutes. Long silences, a slow Claude, and the runtime killed in the middle of a turn. */

import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBot } from '../../src/playground/bot.ts'
import { startClaude } from '../../src/playground/claude.ts'
import { startDiscord } from '../../src/playground/discord.ts'
import {
  envOf,
  nextSnowflake,
  nextWord,
  pause,
  play,
  post,
  prose,
  type Stage,
  startStage,
  type Told,
} from './local-stage.ts'
import { countSeen, wordsOf } from './timeline.ts'

let failures = 0

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

function verdict(name: string, isGood: boolean, figures: string): void {
  if (!isGood) failures += 1
  say(`${isGood ? 'ok  ' : 'FAIL'}  ${name.padEnd(58)} ${figures}`)
}

async function longTurns(stage: Stage): Promise<void> {
  const text = prose(900)
  const cases: readonly (readonly [string, Told & Record<string, unknown>])[] = [
    [
      'a gap of 110 s, with pings',
      { say: text, tokensPerSecond: 60, gap: { afterChars: 300, ms: 110_000, pings: true } },
    ],
    [
      'a gap of 110 s, without a byte',
      { say: text, tokensPerSecond: 60, gap: { afterChars: 300, ms: 110_000, pings: false } },
    ],
    ['60 s to the first word', { say: text, firstTokenMs: 60_000, tokensPerSecond: 60 }],
    ['slow words for 200 s', { say: text, tokensPerSecond: text.length / 4 / 200 }],
  ]
  await Promise.all(
    cases.map(async ([name, told]) => {
      const began = Date.now()
      const turn = await play(stage, stage.bot.url, told)
      const figures = `${Math.round((Date.now() - began) / 1_000)} s, ${turn.edits} edits, ${turn.lost} lost, ${turn.refused} × 429`
      verdict(name, turn.lost === 0 && turn.refused === 0 && turn.openFences === 0, figures)
    }),
  )
}

/** SIGKILL takes the runtime without a word; the next start finds the turn in its storage. */
async function killed(afterChars: number): Promise<void> {
  const persist = await mkdtemp(join(tmpdir(), 'threadkeeper-'))
  const claude = await startClaude()
  const discord = await startDiscord()
  const word = nextWord()
  const text = prose(600)
  claude.script(word, [{ say: text, hold: true, holdAfterChars: afterChars }, { say: text }])
  const first = await startBot({ env: envOf(discord, claude), persist })
  try {
    const made = await discord.interact({ channel: nextSnowflake(), options: { prompt: word } })
    await post(discord, first.url, made)
    while ((await claude.requests(word)).length === 0) await pause(20)
    if (afterChars > 0) while (discord.reply(made.token).calls.length === 0) await pause(20)
    for (const pid of workerds()) process.kill(pid, 'SIGKILL')
    await Promise.race([first.close().catch(() => undefined), pause(2_000)])
    const killedAt = Date.now()
    const second = await startBot({ env: envOf(discord, claude), persist })
    // The alarm wakes the thread by itself; a request only starts the runtime, as any other would.
    const health = await fetch(`${second.url}/health`)
    await health.body?.cancel()
    const words = wordsOf(text)
    const total = words.join('').length
    const seen = (): number =>
      countSeen(
        words,
        discord
          .reply(made.token)
          .messages.map(({ content }) => content)
          .join('\n'),
      )
    while (seen() < total && Date.now() - killedAt < 60_000) await pause(100)
    const { messages, violations } = discord.reply(made.token)
    const figures = `whole again after ${((Date.now() - killedAt) / 1_000).toFixed(1)} s, ${messages.length} message, ${violations.length} violations`
    verdict(
      `killed ${afterChars === 0 ? 'before the first word' : 'in mid-stream'}, and restarted`,
      seen() >= total && messages.length === 1,
      figures,
    )
    await second.close()
  } finally {
    claude.release(word)
    await discord.close()
    await claude.close()
    await rm(persist, { recursive: true, force: true })
  }
}

/** The runtimes that this process started. */
const workerds = (): readonly number[] =>
  execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('workerd'))
    .map((line) => Number.parseInt(line, 10))

await killed(0)
await killed(200)
const stage = await startStage()
try {
  await longTurns(stage)
} finally {
  await stage.close()
}
process.exitCode = failures === 0 ? 0 : 1
process.exit()
