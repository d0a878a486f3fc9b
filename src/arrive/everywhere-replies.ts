/** Answers `/forget` with `everywhere`: asks once more, has the member's own object forget, and says how far that has come. */

import type { Command, Said } from '../converse/thread/command.ts'
import { replyWith } from '../converse/thread/command.ts'
import { keepButton } from '../converse/thread/forget-question.ts'
import { within } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { ForgetAsk } from '../guild/forget-everywhere.ts'
import type { Progress } from '../guild/forgetting.ts'
import {
  type ChannelId,
  type InteractionId,
  isInteractionId,
  type MemberId,
  ownerOf,
  type ReplyToken,
  threadOf,
} from '../ids.ts'
import { ACKNOWLEDGED_AFTER_MS } from '../limits.ts'
import { type Language, sentence } from '../sentences/sentences.ts'
import { bring } from './bring.ts'
import type { ReplyDeps } from './command-replies.ts'
import type { Defers } from './thread-reply.ts'

/** The object of a member. Each call may reject, and may never end. */
export type EverywhereObjects = (member: MemberId) => {
  forgettingProgress(): Promise<Progress>
  forgetEverywhere(ask: ForgetAsk): Promise<Progress>
}

/** Somebody pressed Forget under the question of a `/forget` with `everywhere`. */
export interface EverywherePress {
  /** Its id is that of the `/forget`. */
  readonly command: Command
  readonly channel: ChannelId
  readonly token: ReplyToken
  readonly isInTime: boolean
}

/** The ledger of the whole bot has the name of no owner. */
const ALL = 'all'

/** A Worker may go on for thirty seconds after its response (Workers, Limits). */
const WITHIN_MS = 20_000

/** Our first response may be slow, and until Discord has it there is nothing to edit. */
const TOLD_AFTER_MS = [ACKNOWLEDGED_AFTER_MS, 1_000, 3_000]

/** Asks whether to forget. Never rejects, and ends within two seconds. */
export async function everywhereReply(deps: ReplyDeps, command: Command): Promise<Said> {
  const found = await bring(deps, () => deps.memberObject(command.member).forgettingProgress())
  return found === undefined
    ? replyWith('conversation unreachable', command)
    : askEverywhere(found.value, command)
}

/** One message that says what will go. */
export function askEverywhere({ known, left }: Progress, { id, language }: Command): Said {
  const lines = [
    sentence('goes conversations', language, known),
    ...(['goes private', 'goes of all', 'goes saved everywhere', 'goes spent'] as const).map((which) =>
      sentence(which, language),
    ),
  ]
  return {
    does: 'say',
    why: '',
    text: [
      `**${sentence('forget everywhere', language)}**`,
      ...lines.map((line) => `- ${line}`),
      sentence('stays of others', language),
      sentence('messages stay', language),
      ...(left === 0 ? [] : [sentence('forgetting still', language, left)]),
    ].join('\n'),
    buttons: [
      { label: sentence('forget button', language), id: `everywhere:1:${id}`, isDanger: true },
      keepButton({ language }),
    ],
  }
}

/** The `/forget` that asked; undefined for a forged id, and for one of another version. */
export function readEverywhereId(customId: string): InteractionId | undefined {
  const [, asked] = /^everywhere:1:(\d{1,20})$/.exec(customId) ?? []
  return isInteractionId(asked) ? asked : undefined
}

/** Many objects are told, so this takes longer than Discord waits. What has not answered by then is told later. */
export const everywherePressReply = (deps: ReplyDeps, press: EverywherePress): Promise<Said | Defers> =>
  Promise.resolve(
    press.isInTime
      ? { does: 'defer', afterwards: () => forgetAndTell(deps, press) }
      : { ...replyWith('forget too late', press.command), replaces: true },
  )

async function forgetAndTell(deps: ReplyDeps, press: EverywherePress): Promise<void> {
  const content = await forgotten(deps, press)
  const reply = deps.privateReply(press.token)
  for (const afterMs of TOLD_AFTER_MS) {
    await deps.clock.sleep(afterMs)
    if ((await reply.edit('@original', { content, plainLinks: true })).ok) return
  }
}

async function forgotten(deps: ReplyDeps, { command, channel }: EverywherePress): Promise<string> {
  const { id, guild, member, userInstall, language } = command
  const ask: ForgetAsk = {
    asked: id,
    threads: [threadOf(channel), threadOf(channel, member)],
    payers: [...new Set([ownerOf(guild, member, userInstall), ownerOf(null, member, false), ALL])],
  }
  // A second try, because an object that was just replaced or moved refuses the first. Twice is once there.
  const work = (): Promise<Progress> => deps.memberObject(member).forgetEverywhere(ask)
  try {
    const progress = await within(deps.clock, WITHIN_MS, work().catch(work))
    return progressText(progress?.value, language)
  } catch (error) {
    deps.complain(messageOf(error))
    return sentence('conversation unreachable', language)
  }
}

/** @param progress undefined where it takes long */
export function progressText(progress: Progress | undefined, language: Language): string {
  if (progress === undefined) return sentence('forgetting slowly', language)
  const { cleaned, left } = progress
  const done = sentence('forgotten everywhere', language, cleaned)
  return left === 0 ? done : `${done}\n${sentence('forgetting on', language, left)}`
}
