/** What a thread reaches outside of itself: Claude, the files of Discord, KV; made anew for each turn, because each may differ. */

import type { Clock } from '../../clock.ts'
import type { ThreadId } from '../../ids.ts'
import { isOn } from '../../measure/experiment.ts'
import { variantsOf } from '../../measure/variants.ts'
import type { Settings } from '../../settings/settings.ts'
import { fetchFile } from '../files/attachment-fetch.ts'
import { type Cache, kvCache } from '../cache/cache.ts'
import { channelReader } from '../tools/channel-reader.ts'
import { type Ask, claude } from '../claude/claude.ts'
import { uncached } from '../claude/uncached.ts'
import type { People } from '../claude/people.ts'
import { type Judge, judge, type VerdictEvent } from '../cache/judge.ts'
import { ownWrites } from '../cache/own-writes.ts'
import type { Question } from '../question/question.ts'
import type { ThreadStore } from './thread-store.ts'
import { keptDurations } from '../tools/durations.ts'
import { HOME } from '../tools/sandbox-files.ts'
import { mcpConnections, placeOf } from '../claude/server-tools.ts'
import { toolbox } from '../tools/table.ts'
import { toolCache } from '../tools/tool-cache.ts'
import { type TurnFiles, turnFiles } from '../turn/turn-files.ts'
import { settingsFor } from '../turn/turn-settings.ts'
import { type TurnTools, turnTools } from '../turn/turn-tools.ts'

export interface OutsideDeps {
  readonly clock: Clock
  readonly settings: Settings
  /** May throw. */
  readonly kv: () => KVNamespace
  readonly store: () => ThreadStore
  /** Work that nobody waits for. */
  readonly later: (work: Promise<void>) => void
  /** Whether there is no doubt about a model. */
  readonly isWell: (model: string) => boolean
  /** How a verdict is asked for. */
  readonly verdicts: (ask: Ask) => Ask
  /** Told of each call for a verdict. */
  readonly judged: (event: VerdictEvent) => void
  /** For the operator. */
  readonly warn: (event: object) => void
}

export interface ThreadOutside {
  /** With the prompt cache where the thread has drawn it, as the events of its turns say. */
  ask(thread: ThreadId): Ask
  cache(): Cache
  /** Undefined where CACHE_VERDICT is off. */
  readonly judge: Judge | undefined
  files(question: Pick<Question, 'thread' | 'settings'>): TurnFiles
  /** Undefined where Claude may call none. */
  tools(question: Question, people: People): TurnTools | undefined
}

export function threadOutside({
  clock,
  settings,
  kv,
  store,
  later,
  isWell,
  verdicts,
  judged,
  warn,
}: OutsideDeps): ThreadOutside {
  const own = ownWrites()
  const cache = toolCache()
  const durations = keptDurations()
  const ask = (thread: ThreadId): Ask => {
    const { anthropicApiKey: apiKey, anthropicBaseUrl: baseUrl, mcpServers, mcpTokens } = settings
    const asking = claude({ apiKey, baseUrl, mcp: mcpConnections(mcpServers, mcpTokens) }, clock)
    return variantsOf(settings, thread).promptCache === 'on' ? asking : uncached(asking)
  }
  const { model, prices } = settings
  return {
    ask,
    judge: settings.cacheVerdict
      ? judge({
          clock,
          model,
          prices,
          ask: (thread) => verdicts(ask(thread)),
          isWell: () => isWell(model),
          log: judged,
        })
      : undefined,
    cache: () => kvCache(kv(), { clock, own, later }),
    files: (question) =>
      turnFiles({
        store: store().files,
        cdnBaseUrl: settings.discordCdnBaseUrl,
        mediaBaseUrl: settings.discordMediaBaseUrl,
        fetch: (address, signal) => fetchFile(address, clock, signal),
        home: HOME,
        lay: isOn(settingsFor(question, settings).tools, 'TOOLS', question.thread)
          ? async (name, bytes) => (await store().sandbox.write(`${HOME}/${name}`, bytes)) === 'written'
          : undefined,
      }),
    tools(question, people) {
      const held = settingsFor(question, settings)
      const definitions = toolbox(held, question.thread, placeOf(question))
      if (definitions.length === 0) return undefined
      const { sandbox: files, rounds } = store()
      const readChannel = channelReader(held, question, people, clock)
      return turnTools(
        { clock, files, cache, durations, store: rounds, definitions, readChannel, warn },
        question,
      )
    },
  }
}
