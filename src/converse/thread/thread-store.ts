/** A thread's SQLite: all of its stores over one storage, and the transactions that span several of them. */

import type { InteractionId } from '../../ids.ts'
import type { StorageUse } from '../../measure/figures.ts'
import { countedStorage } from '../../storage/counted-storage.ts'
import { migrate } from '../../storage/migrate.ts'
import { asOf, type AsOf, leavesOf, type Stored } from './renewed-turn.ts'
import type { Command, Forgot } from './command.ts'
import type { EndedTurn } from './ended-turn.ts'
import { erasing } from './erasing.ts'
import type { Question } from '../question/question.ts'
import type { LeftInDiscord } from '../turn/left.ts'
import { type Accepted, type Begun, type TurnRows, turnRows } from './turn-rows.ts'
import { fileStore } from './file-store.ts'
import { type Indexed, indexedStore } from './indexed.ts'
import { type HeldStore, heldStore } from './held-store.ts'
import type { FileStore } from '../turn/turn-files.ts'
import { markOf } from './forget-question.ts'
import type { Nonce } from '../claude/nonce.ts'
import { everybody } from '../claude/people.ts'
import { type PeopleRows, peopleRows } from './people-rows.ts'
import { outgoingStore } from './outgoing-store.ts'
import { type EndReport, type ReportStore, reportStore } from '../coordinator/report-store.ts'
import { REPLAYABLE_MS, type ThreadTimes } from './session.ts'
import type { Seed } from './seed.ts'
import { sessionRows } from './session-rows.ts'
import { roundStore } from './round-store.ts'
import { threadSchema } from './thread-schema.ts'
import type { Exchange } from '../claude/transcript.ts'
import { type TranscriptStore, transcriptStore } from './transcript-store.ts'
import { type SandboxFiles, sandboxFiles } from '../tools/sandbox-files.ts'
import { type VoteRows, voteRows } from './vote-rows.ts'
import type { OpenTurn } from './queue.ts'
import type { RoundStore } from '../turn/turn-tools.ts'

export interface ThreadStore extends TranscriptStore, TurnRows, Pick<PeopleRows, 'people'> {
  /**
   * Ends a turn: its exchange is kept, and what the buttons under its answer need; its token is not.
   *
   * @param news what to report to the coordinator; undefined for a turn that is counted nowhere
   * @param made undefined for a turn that cannot be read
   */
  end(id: InteractionId, exchange: Exchange | undefined, now: number, news?: EndReport, made?: Made): void
  /** The conversation as a question is to find it. */
  asOf(question: Question): AsOf
  /** Accepts the question that a press asks once more, and stores that its turn has it. */
  renew(ended: EndedTurn, question: Question, begun: Begun, now: number): Accepted
  /** Shows another version of an answer: the transcript keeps that one from now on. */
  showVersion(ended: EndedTurn, at: number, now: number): EndedTurn
  /** The ends of turns that the coordinator has not acknowledged. */
  readonly reports: ReportStore
  /** The files of the open session. */
  readonly files: FileStore
  /** What tools did, and the files that they did it on; they go with the session. */
  readonly rounds: RoundStore
  readonly sandbox: SandboxFiles
  /** What commands came with whose questions are being typed. */
  readonly held: HeldStore
  /** What members think of the answers. */
  readonly votes: VoteRows
  /** A copy of what was said up to the answer of this turn; undefined where that is no longer remembered. */
  seed(turn: InteractionId): Seed | undefined
  /** Begins with a copy of another conversation. Does nothing where something was said already. */
  plant(seed: Seed, now: number): void
  times(): ThreadTimes
  openSession(now: number): void
  /** Deletes what only a session needs, in memory and on disk. */
  closeSession(now: number): void
  /**
   * Erases all that was said, once for each interaction id. Turns that wait stay; those that run go on and leave no
   * trace; the ids of those that ended stay for as long as they could be replayed.
   *
   * @param mark of the state that may be forgotten (see `markOf`); any where none is given
   */
  forget(command: Pick<Command, 'id' | 'member'>, now: number, mark?: number): Forgot
  /**
   * Erases what is kept of a member, once for each interaction id: all of a conversation of their own, and of one that
   * others share what is theirs. Their open turns leave no trace; the caller stops them.
   *
   * @param isOwn nobody else speaks here
   */
  forgetMember(command: Pick<Command, 'id' | 'member'>, isOwn: boolean, now: number): void
  /** Whose object knows that they have spoken here. */
  readonly indexed: Indexed
  /** Sets the alarm; one row. */
  wakeAt(time: number): Promise<void>
  /** What was read and written since this was asked last, and what is held in memory now. */
  takeUse(): StorageUse
}

/** A question, and what its answer leaves. */
export interface Made {
  readonly question: Question
  /** Undefined where there is no button under it. */
  readonly left: LeftInDiscord | undefined
}

/** Whether a thread was never asked, or has forgotten everything. This check creates nothing. */
export const isUntouched = ({ kv }: DurableObjectStorage): boolean => kv.get('schema') === undefined

/**
 * Only one object has this storage, so what it has read or written once it need not read again. Memory follows a write
 * only when that has succeeded: a store that takes part in a transaction returns what to do then.
 *
 * @param newNonce makes the nonce of a new transcript
 * @param time milliseconds since 1970
 */
export function threadStore(
  storage: DurableObjectStorage,
  newNonce: () => Nonce,
  time: () => number,
): ThreadStore {
  const counted = countedStorage(storage)
  migrate(counted, threadSchema)
  const files = fileStore(counted)
  const outgoing = outgoingStore(counted)
  const rounds = roundStore(counted, outgoing)
  const { keep: keepReport, ...reports } = reportStore(counted)
  const sandbox = sandboxFiles(counted, time)
  const { write, erase, eraseOf, hasAsked, remembers, through, plant, ...transcripts } = transcriptStore(
    counted,
    newNonce,
  )
  const turns = turnRows(counted, (id) => rounds.count(id))
  const session = sessionRows(counted)
  const people = peopleRows(counted)
  const held = heldStore(counted)
  const votes = voteRows(counted)
  const indexed = indexedStore(counted)
  const openTurns = (): readonly OpenTurn[] => turns.public.openTurns()
  const stored: Stored = {
    before: (row) => transcripts.before(row),
    transcript: () => transcripts.transcript(),
    ended: (id) => turns.public.ended(id),
  }
  /** What brought nothing may be asked for once more; in place of an answer only where that stands there again. */
  function unrenew({ question: { renews }, left }: Made): void {
    const isGone = renews === undefined || (renews.version > 1 && left !== undefined)
    const before = isGone ? undefined : turns.public.ended(renews.turn)
    if (before !== undefined) turns.keepEnded(before.id, { ...before, renewed: undefined })
  }
  const erases = erasing({
    turns,
    transcripts: { erase, eraseOf, hasAsked },
    people,
    indexed,
    held,
    votes,
    files,
    rounds,
    outgoing,
    session,
  })
  const heldBytes = (): number => transcripts.heldBytes() + sandbox.heldBytes() + people.heldBytes()
  return {
    ...transcripts,
    ...turns.public,
    people: people.people,
    files,
    rounds,
    reports,
    sandbox,
    held,
    votes: votes.public,
    asOf: (question) => asOf(question, stored),
    renew: (ended, question, begun, now) =>
      counted.transactionSync(() => {
        const accepted = turns.public.accept(question, now, begun)
        if (accepted === 'taken') turns.keepEnded(ended.id, { ...ended, renewed: question.renews?.does })
        return accepted
      }),
    showVersion(ended, at, now) {
      const shownNow = transcripts.before(ended.exchange).exchange
      const versions = ended.versions.map((one, n) =>
        n === ended.at && shownNow !== undefined ? { ...one, exchange: shownNow } : one,
      )
      const exchange = versions[at]?.exchange
      const left = { isCut: versions[at]?.isCut === true }
      const committed = counted.transactionSync(() => {
        const written = exchange === undefined ? undefined : write(exchange, now, ended.id, ended.exchange)
        const shown = { ...ended, left, versions, at, exchange: written?.row ?? ended.exchange }
        turns.keepEnded(ended.id, shown)
        return { shown, written }
      })
      committed.written?.committed()
      return committed.shown
    },
    end(id, exchange, now, news, made) {
      const committed = counted.transactionSync(() => {
        const isTraced = turns.isTraced(id)
        const leaves =
          made?.left !== undefined && isTraced ? leavesOf(made.question, made.left, stored) : undefined
        const written =
          exchange !== undefined && isTraced ? write(exchange, now, id, leaves?.exchange) : undefined
        if (made !== undefined && exchange === undefined) unrenew(made)
        const row = written?.row ?? leaves?.exchange
        const turnCommitted = turns.end(id, now, leaves && { ...leaves, exchange: row })
        const sessionCommitted = session.turnEnded(now, made?.question.settings?.memoryDays)
        files.turnEnded(id, isTraced ? (exchange?.files ?? []) : [])
        if (!isTraced) rounds.forgetTurn(id)
        if (!isTraced && made !== undefined) erases.metAgain(id, made.question.member)
        outgoing.forgetTurn(id)
        return [
          turnCommitted,
          sessionCommitted,
          ...(written === undefined ? [] : [written.committed]),
          ...(news === undefined ? [] : [keepReport(news)]),
        ]
      })
      for (const update of committed) update()
    },
    seed(turn) {
      const said = through(turn, turns.public.ended(turn)?.exchange)
      const { memoryDays } = session.times()
      return said && { ...said, memoryDays, people: [...everybody(people.people())] }
    },
    plant(seed, now) {
      if (session.times().lastTurnAt !== undefined || openTurns().length > 0) return
      const committed = counted.transactionSync(() => {
        for (const { id, name } of seed.people) people.people().meet(id, name)
        plant(seed, now)
        return session.turnEnded(now, seed.memoryDays)
      })
      committed()
    },
    times: () => ({
      ...session.times(),
      openTurns: openTurns().length,
      remembers: remembers(),
      reportDueAt: reports.nextDue(),
      heldUntil: held.until(),
    }),
    openSession(now) {
      // A session that was never closed has left its files behind.
      files.evict()
      rounds.evict(openTurns())
      outgoing.evict(openTurns())
      sandbox.clear()
      session.open(now)
    },
    unload() {
      transcripts.unload()
      sandbox.unload()
      people.unload()
    },
    heldBytes,
    closeSession(now) {
      session.close()
      files.evict()
      rounds.evict([])
      outgoing.evict([])
      sandbox.clear()
      turns.deleteEnded(now - REPLAYABLE_MS)
      votes.evict()
      turns.forgetEnded()
      transcripts.unload()
      people.unload()
    },
    forget({ id, member }, now, mark) {
      const isChanged = mark !== undefined && mark !== markOf(session.times())
      const done = counted.transactionSync(() => {
        // A replayed request must not erase what was said since.
        if (turns.has(id)) return undefined
        if (isChanged) return 'changed'
        return erases.all({ id, member }, now)
      })
      if (done === undefined) return 'all'
      if (done === 'changed') return done
      sandbox.clear()
      done.committed()
      return done.forgot
    },
    forgetMember({ id, member }, isOwn, now) {
      const isNew = counted.transactionSync(() => {
        if (turns.has(id)) return undefined
        const committed = isOwn ? erases.all({ id, member }, now).committed : undefined
        if (isOwn) turns.forgetMember(member)
        else erases.member({ id, member }, now)
        return { committed }
      })
      if (isNew === undefined) return
      // Nobody knows whose the files in the shell are.
      sandbox.clear()
      isNew.committed?.()
    },
    indexed: indexed.public,
    wakeAt: (at) => counted.setAlarm(at),
    takeUse: () => ({ ...counted.takeRows(), heldBytes: heldBytes() }),
  }
}
