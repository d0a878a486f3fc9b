/** A thread's SQLite: its turns and its times. Transcript, files, steps and sandbox have stores of their own over it. */

import { isOurLine, type Shown } from '../../deliver/reply-plan.ts'
import { type InteractionId, isInteractionId, isMemberId, isMessageId } from '../../ids.ts'
import { isRecord, numberAt, parseJson, recordAt, textAt } from '../../json.ts'
import { TURNS_WAITING } from '../../limits.ts'
import type { StorageUse } from '../../measure/figures.ts'
import { type Conclusion, readConclusion } from '../turn/conclusion.ts'
import { type CountedStorage, countedStorage } from '../counted-storage.ts'
import type { Errand, Forgot } from './errand.ts'
import { fileStore } from './file-store.ts'
import type { FileStore } from '../turn/turn-files.ts'
import type { Mark } from '../claude/mark.ts'
import { outgoingStore } from './outgoing-store.ts'
import { type Question, readQuestion } from '../question.ts'
import { type EndNews, type ReportStore, reportStore } from '../coordinator/report-store.ts'
import { REPLAYABLE_MS, type ThreadTimes } from './session.ts'
import { stepStore } from './step-store.ts'
import type { Life, Reached } from './take-up.ts'
import { migrate } from './thread-schema.ts'
import type { Exchange } from '../claude/transcript.ts'
import { type TranscriptStore, transcriptStore } from './transcript-store.ts'
import { type SandboxFiles, sandboxFiles } from '../tools/sandbox-files.ts'
import type { OpenTurn } from './turn-state.ts'
import type { StepStore } from '../turn/turn-tools.ts'

/** A turn as it is written down. */
export interface KeptTurn {
  readonly question: Question
  /** What an earlier attempt left in Discord. */
  readonly before: readonly Shown[]
  /** What was heard of Claude's answer, as Claude said it. */
  readonly said: string
  /** What that came to, where all of it was heard. */
  readonly conclusion: Conclusion | undefined
  /** How often it was taken up; 1 for the first life. */
  readonly attempt: number
  /** What its last life wrote down when it began; undefined before the first. */
  readonly last: Life | undefined
  readonly reached: Reached
  readonly acceptedAt: number
}

export type Accepted = 'taken' | 'duplicate' | 'full'

export interface ThreadStore extends TranscriptStore {
  /** Writes a turn down, once for each interaction id. */
  accept(question: Question, now: number): Accepted
  /** Every open turn, oldest first. */
  openTurns(): readonly OpenTurn[]
  /** An open turn as it is written down. Undefined when it cannot be read. */
  look(id: InteractionId): KeptTurn | undefined
  /** A life of this turn begins: counts the attempt, and writes down what the next life needs (see `takeUp`). */
  begin(kept: KeptTurn, life: Life): KeptTurn
  /** Whether a turn waits for a place in the fleet (see `Reached`). */
  waits(id: InteractionId, isWaiting: boolean): void
  /** A turn that waits in its thread has been shown its place; one that has begun meanwhile knows better. */
  showPlace(id: InteractionId, line: Omit<Shown, 'attached'>): void
  /** What stands in Discord of a turn, and what was heard of its answer. */
  checkpoint(id: InteractionId, shown: readonly Shown[], said: string): void
  /** Claude's answer has ended: what it is, and what it came to (see `writeConclusion`). */
  conclude(id: InteractionId, said: string, conclusion: string): void
  /**
   * Ends a turn: its exchange is kept, its text and its token are not.
   *
   * @param news what the coordinator is to be told of it; undefined for a turn that is counted nowhere
   */
  end(id: InteractionId, exchange: Exchange | undefined, now: number, news?: EndNews): void
  /** What of it the coordinator has not acknowledged. */
  readonly reports: ReportStore
  /** The files of the open session. */
  readonly files: FileStore
  /** What tools did, and the files that they did it on; they go with the session. */
  readonly steps: StepStore
  readonly sandbox: SandboxFiles
  times(): ThreadTimes
  openSession(now: number): void
  /** What only a session needs is let go, in memory and on disk. */
  closeSession(now: number): void
  /**
   * Erases all that was said, once for each interaction id. Turns that wait stay; those that run go on and leave no
   * trace; the ids of those that ended stay for as long as they could be replayed.
   */
  forget(errand: Pick<Errand, 'id' | 'member'>, now: number): Forgot
  /** Sets the alarm; one row. */
  wakeAt(time: number): Promise<void>
  /** What was read and written since this was asked last, and what is held in memory now. */
  takeUse(): StorageUse
}

/** A thread that was never asked, or that has forgotten everything; to look at it creates nothing. */
export const isUntouched = ({ kv }: DurableObjectStorage): boolean => kv.get('schema') === undefined

/**
 * Only one object has this storage, so what it has read or written once it need not read again: the open turns and the
 * times stay in memory. Memory follows a write only when that has succeeded.
 *
 * @param newMark rolls the number of a new transcript
 * @param time milliseconds since 1970
 */
export function threadStore(
  storage: DurableObjectStorage,
  newMark: () => Mark,
  time: () => number,
): ThreadStore {
  const counted = countedStorage(storage)
  const { sql, kv } = counted
  migrate(counted)
  const files = fileStore(counted)
  const outgoing = outgoingStore(counted)
  const steps = stepStore(counted, outgoing)
  const { keep: keepReport, ...reports } = reportStore(counted)
  const sandbox = sandboxFiles(counted, time)
  const { append, erase, remembers, ...transcripts } = transcriptStore(counted, newMark)
  let open: readonly OpenTurn[] | undefined
  let known: Known | undefined
  const openTurns = (): readonly OpenTurn[] => (open ??= readOpenTurns(counted))
  const times = (): Known => (known ??= readTimes(counted))
  return {
    ...transcripts,
    files,
    steps,
    reports,
    sandbox,
    accept(question, now) {
      const { token, ...kept } = question
      const { id, member } = question
      if (sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0) return 'duplicate'
      if (openTurns().length >= TURNS_WAITING) return 'full'
      sql.exec(
        'INSERT INTO turns (id, member, question, token, accepted_at) VALUES (?, ?, ?, ?, ?)',
        id,
        member,
        JSON.stringify(kept),
        token,
        now,
      )
      open = [...openTurns(), { id, member }]
      return 'taken'
    },
    openTurns,
    look(id) {
      const row = sql.exec('SELECT * FROM turns WHERE id = ?', id).toArray()[0]
      // Before its first life it has none: that saves a look.
      const isFirst = (numberAt(row, 'attempt') ?? 0) === 0
      return readTurn(row, isFirst ? { begun: 0, ended: 0 } : steps.count(id))
    },
    begin(kept, life) {
      const attempt = kept.attempt + 1
      sql.exec(
        `UPDATE turns SET attempt = ?,
           progress = json_set(progress, '$.reached', ?, '$.stalled', ?, '$.isWaiting', 0) WHERE id = ?`,
        attempt,
        life.reached,
        life.stalled ?? null,
        kept.question.id,
      )
      return { ...kept, attempt, last: life }
    },
    waits(id, isWaiting) {
      const flag = isWaiting ? 1 : 0
      sql.exec(
        `UPDATE turns SET progress = json_set(progress, '$.isWaiting', ?) WHERE id = ? AND ended_at IS NULL`,
        flag,
        id,
      )
    },
    showPlace(id, line) {
      const shown = JSON.stringify([{ ...line, attached: false }])
      sql.exec(`UPDATE turns SET shown = ? WHERE id = ? AND attempt = 0 AND ended_at IS NULL`, shown, id)
    },
    checkpoint(id, shown, said) {
      sql.exec(
        `UPDATE turns SET shown = ?, progress = json_set(progress, '$.said', ?) WHERE id = ? AND ended_at IS NULL`,
        JSON.stringify(shown),
        fit(said),
        id,
      )
    },
    conclude(id, said, conclusion) {
      // Of no use without its answer: whoever takes the turn up would end it with nothing.
      if (said !== fit(said)) return
      sql.exec(
        `UPDATE turns SET progress = json_set(progress, '$.said', ?, '$.conclusion', json(?)) WHERE id = ? AND ended_at IS NULL`,
        fit(said),
        conclusion,
        id,
      )
    },
    end(id, exchange, now, news) {
      const before = openTurns()
      const earlier = times()
      const remembered = counted.transactionSync(() => {
        const [ended] = sql
          .exec(
            `UPDATE turns SET ended_at = ?, question = NULL, token = NULL, shown = '[]', progress = '{}'
             WHERE id = ? RETURNING untraced`,
            now,
            id,
          )
          .toArray()
        kv.put('lastTurnAt', now)
        const isTraced = numberAt(ended, 'untraced') !== 1
        files.turnEnded(id, isTraced ? exchange?.file : undefined)
        if (!isTraced) steps.forgetTurn(id)
        outgoing.forgetTurn(id)
        return [
          ...(exchange !== undefined && isTraced ? [append(exchange)] : []),
          ...(news === undefined ? [] : [keepReport(news)]),
        ]
      })
      for (const remember of remembered) remember()
      open = before.filter((turn) => turn.id !== id)
      known = { ...earlier, lastTurnAt: now }
    },
    times: () => ({
      ...times(),
      openTurns: openTurns().length,
      remembers: remembers(),
      reportDueAt: reports.nextDue(),
    }),
    openSession(now) {
      // One that nobody has closed yet leaves its files behind.
      files.letGo()
      steps.letGo(openTurns())
      outgoing.letGo(openTurns())
      sandbox.clear()
      kv.put('sessionOpenedAt', now)
      known = { ...times(), sessionOpenedAt: now }
    },
    closeSession(now) {
      kv.delete('sessionOpenedAt')
      known = { ...times(), sessionOpenedAt: undefined }
      files.letGo()
      steps.letGo([])
      outgoing.letGo([])
      sandbox.clear()
      sql.exec('DELETE FROM turns WHERE ended_at <= ?', now - REPLAYABLE_MS)
      transcripts.release()
    },
    forget({ id, member }, now) {
      const forgot = counted.transactionSync((): Forgot | undefined => {
        // Said again by somebody who kept the signed request: what was said since is not meant.
        if (sql.exec('SELECT 1 FROM turns WHERE id = ?', id).toArray().length > 0) return undefined
        const running = sql.exec(
          'UPDATE turns SET untraced = 1 WHERE ended_at IS NULL AND attempt > 0 AND untraced = 0 RETURNING id',
        )
        const midway = running.toArray().length > 0
        const erased = erase()
        files.letGo()
        steps.letGo(openTurns())
        outgoing.letGo(openTurns())
        sql.exec(
          'INSERT INTO turns (id, member, accepted_at, ended_at) VALUES (?, ?, ?, ?)',
          id,
          member,
          now,
          now,
        )
        kv.delete('sessionOpenedAt')
        kv.put('lastTurnAt', now)
        if (midway) return 'midway'
        return erased ? 'all' : 'nothing'
      })
      if (forgot === undefined) return 'all'
      sandbox.clear()
      known = { sessionOpenedAt: undefined, lastTurnAt: now }
      return forgot
    },
    wakeAt: (at) => counted.setAlarm(at),
    takeUse: () => ({ ...counted.takeRows(), heldBytes: transcripts.heldBytes() }),
  }
}

type Known = Pick<ThreadTimes, 'sessionOpenedAt' | 'lastTurnAt'>

const readTimes = ({ kv }: CountedStorage): Known => ({
  sessionOpenedAt: time(kv.get('sessionOpenedAt')),
  lastTurnAt: time(kv.get('lastTurnAt')),
})

const readOpenTurns = ({ sql }: CountedStorage): readonly OpenTurn[] =>
  sql
    .exec('SELECT id, member FROM turns WHERE ended_at IS NULL ORDER BY seq')
    .toArray()
    .flatMap(({ id, member }) => (isInteractionId(id) && isMemberId(member) ? [{ id, member }] : []))

function readTurn(row: unknown, rounds: Reached['rounds']): KeptTurn | undefined {
  const question = readQuestion(parseJson(textAt(row, 'question') ?? ''), textAt(row, 'token'))
  if (question === undefined) return undefined
  const progress = parseJson(textAt(row, 'progress') ?? '')
  const before = readShown(parseJson(textAt(row, 'shown') ?? ''))
  const said = textAt(progress, 'said') ?? ''
  const conclusion = readConclusion(recordAt(progress, 'conclusion'))
  return {
    question,
    before,
    said,
    conclusion,
    attempt: numberAt(row, 'attempt') ?? 0,
    last: readLife(progress),
    reached: {
      characters: said.length,
      rounds,
      isWhole: conclusion !== undefined,
      isShown: !before.every(isOurLine),
      isWaiting: numberAt(progress, 'isWaiting') === 1,
    },
    acceptedAt: numberAt(row, 'accepted_at') ?? question.askedAt,
  }
}

function readLife(progress: unknown): Life | undefined {
  const reached = numberAt(progress, 'reached')
  return reached === undefined ? undefined : { reached, stalled: numberAt(progress, 'stalled') }
}

/**
 * UTF-16 units, of which each is at most three bytes: a row takes two megabytes, and the conclusion is in it, too. An
 * answer that is longer (of many rounds: `MAX_TOKENS` allows no message that long) is asked for again after a crash.
 */
const SAID_UNITS = 400_000

const fit = (said: string): string => (said.length <= SAID_UNITS ? said : '')

const time = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const readShown = (kept: unknown): readonly Shown[] =>
  (Array.isArray(kept) ? kept : []).flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { message, content } = entry
    if (!isMessageId(message) && message !== '@original') return []
    if (typeof content !== 'string') return []
    const is = (flag: string): boolean => entry[flag] === true
    const flags = { plainLinks: is('plainLinks'), attached: is('attached'), unsure: is('unsure') }
    return [{ message, content, ...flags, ...(is('noneAfter') ? { noneAfter: true } : {}) }]
  })
