/** The whole bot on this machine, measured from outside: one question, and what became of it in Discord. */

import { type LocalBot, startBot } from '../../src/playground/bot.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { type LocalDiscord, startDiscord } from '../../src/playground/discord.ts'
import { withoutGrowingMark } from '../../src/deliver/growing-mark.ts'
import {
  belowQuestion,
  countSeen,
  figuresOf,
  type Spoken,
  type Stood,
  type TurnFigures,
  wordsOf,
} from './timeline.ts'

export interface Playground {
  readonly discord: LocalDiscord
  readonly claude: LocalClaude
  readonly bot: LocalBot
  close(): Promise<void>
}

/** Starts Discord, Claude and the bot; settings win over wrangler.toml. */
export async function startPlayground(
  settings: Readonly<Record<string, string>> = {},
  persist?: string,
  onLog?: (level: string, text: string) => void,
): Promise<Playground> {
  const claude = await startClaude()
  const discord = await startDiscord()
  const bot = await startBot({
    env: { ...envOf(discord, claude), ...settings },
    persist,
    ...(onLog ? { onLog } : {}),
  })
  const health = await fetch(`${bot.url}/health`)
  await health.body?.cancel()
  return {
    discord,
    claude,
    bot,
    close: async () => {
      await bot.close()
      await discord.close()
      await claude.close()
    },
  }
}

export const envOf = (discord: LocalDiscord, claude: LocalClaude): Readonly<Record<string, string>> => ({
  DISCORD_PUBLIC_KEY: discord.publicKey,
  DISCORD_APPLICATION_ID: discord.applicationId,
  DISCORD_API_BASE_URL: discord.apiBaseUrl,
  DISCORD_CDN_BASE_URL: discord.url,
  DISCORD_MEDIA_BASE_URL: `${discord.url}/media`,
  ANTHROPIC_API_KEY: 'local-stand-in',
  ANTHROPIC_BASE_URL: claude.url,
})

let count = 0

/** A word that is in no other question. */
export const nextWord = (): string => `question${(count += 1)}q`

/** A snowflake that nobody else has. */
export const nextSnowflake = (): string =>
  String((BigInt(Date.now() - 1_420_070_400_000) << 22n) + BigInt((count += 1)))

export interface Script {
  readonly say: string
  readonly tokensPerSecond?: number
  readonly firstTokenMs?: number
}

interface Bucket {
  readonly limit: number
  readonly windowMs: number
  /** Windows at fixed times, so long after each multiple of `windowMs`. */
  readonly phaseMs?: number
}

export interface Circumstances {
  readonly latencyMs?: number
  readonly bucket?: Bucket | readonly (Bucket & { readonly afterMs: number })[]
  readonly channel?: string
  readonly guild?: string
  readonly member?: string
  /** Only the member sees the answer, which belongs to a conversation of their own. */
  readonly private?: boolean
  /** An answer in which nothing has changed for so long has come to its end. */
  readonly quietMs?: number
}

export interface Played extends TurnFigures {
  readonly ackMs: number
  readonly token: string
}

/** Asks one question, waits until nothing happens any more, and tells how it went. */
export async function play(
  { discord, claude }: Pick<Playground, 'discord' | 'claude'>,
  botUrl: string,
  script: Script,
  { latencyMs = 0, bucket, quietMs = 8_000, ...who }: Circumstances = {},
): Promise<Played> {
  const { channel = nextSnowflake(), member = nextSnowflake(), private: alone = false } = who
  const word = nextWord()
  claude.script(word, [{ chunkChars: 4, ...script }])
  const made = await discord.interact({
    channel,
    ...(who.guild === undefined ? {} : { guild: who.guild }),
    member: { id: member, username: 'bench' },
    options: { prompt: word, ...(alone ? { private: true } : {}) },
    script: { latencyMs, ...(bucket === undefined ? {} : { bucket }) },
  })
  const ackMs = await post(discord, botUrl, made)
  const spoken = await spokenTo(claude, word)
  const reply = await settled(discord, made.token, script.say, quietMs)
  const stood = statesOf(reply)
  const attached = reply.messages
    .flatMap(({ attachments }) => attachments.map(({ text }) => text ?? ''))
    .join('\n')
  return {
    ...figuresOf({ text: script.say, ...spoken }, stood, attached, countRefused(reply.calls)),
    ackMs,
    token: made.token,
  }
}

/** Posts an interaction as Discord does, and tells Discord the answer; gives the milliseconds that it took. */
export async function post(
  discord: LocalDiscord,
  botUrl: string,
  made: { readonly token: string; readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  const before = performance.now()
  const response = await fetch(`${botUrl}/interactions`, {
    method: 'POST',
    headers: made.headers,
    body: made.body,
  })
  const body: unknown = response.status === 202 ? await response.text() : await response.json()
  const took = performance.now() - before
  // The bot has called, or will call, the interaction's callback.
  if (response.status === 202) return took
  discord.acknowledge(made.token, {
    status: response.status,
    contentType: response.headers.get('content-type') ?? undefined,
    body,
  })
  return took
}

/** Every state of every message, from the moment on at which the call that made it arrived. */
function statesOf({ messages, calls }: ReturnType<LocalDiscord['reply']>): readonly Stood[] {
  const [original, ...followUps] = messages.map(({ id }) => id)
  let created = 0
  return calls
    .filter(({ kind, status }) => (kind === 'edit' || kind === 'create') && status === 200)
    .map(({ kind, path, at, content = '' }) => {
      if (kind === 'create') created += 1
      const named = path.split('/').at(-1) ?? ''
      const message = kind === 'create' ? followUps[created - 1] : named === '@original' ? original : named
      return { message: message ?? '', at, content: belowQuestion(content) }
    })
    .toSorted((a, b) => a.at - b.at)
}

const SPOKEN_WITHIN_MS = 240_000
/** Who has broken off a call and wants another has made it by then. */
const ASKED_AGAIN_WITHIN_MS = 10_000

/** When Claude spoke, from the first call to the last. Rejects when it was never heard. */
async function spokenTo(claude: LocalClaude, word: string): Promise<Omit<Spoken, 'text'>> {
  const until = Date.now() + SPOKEN_WITHIN_MS
  while (Date.now() < until) {
    const requests = await claude.requests(word)
    const firstTextAt = requests.find((one) => one.firstTextAt !== undefined)?.firstTextAt
    const last = requests.at(-1)
    const brokenOff = last?.abortedAt
    const isGivenUp = brokenOff !== undefined && Date.now() - brokenOff > ASKED_AGAIN_WITHIN_MS
    const stopAt = last?.stopAt ?? (isGivenUp ? brokenOff : undefined)
    if (firstTextAt !== undefined && stopAt !== undefined)
      return { firstTextAt, lastTextAt: last?.lastTextAt ?? stopAt, stopAt }
    await pause(20)
  }
  throw new Error('Claude was not heard out')
}

/** The reply once all of the text stands there and grows no more, or nothing has happened for so long. */
async function settled(discord: LocalDiscord, token: string, text: string, quietMs: number) {
  const words = wordsOf(text)
  const total = words.join('').length
  let calls = -1
  let quietSince = Date.now()
  for (;;) {
    const reply = discord.reply(token)
    const texts = reply.messages.map(({ content }) => content).join('\n')
    const files = reply.messages.flatMap(({ attachments }) => attachments.map((file) => file.text ?? ''))
    const isWhole = [texts, ...files].some((shown) => countSeen(words, shown) >= total)
    const grows = reply.messages.some(({ content }) => withoutGrowingMark(content) !== content)
    if (isWhole && !grows) return reply
    if (reply.calls.length !== calls) {
      calls = reply.calls.length
      quietSince = Date.now()
    } else if (Date.now() - quietSince > quietMs) return reply
    await pause(20)
  }
}

const countRefused = (calls: readonly { readonly status?: number }[]): number =>
  calls.filter(({ status }) => status === 429).length

export const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
