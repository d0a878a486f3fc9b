/** The files that go with a turn's answer, in its thread's SQLite until the turn ends: their tools are not called again. */

import type { OutFile } from '../../deliver/message.ts'
import { MOST_FILES } from '../../deliver/reply-content.ts'
import type { InteractionId } from '../../ids.ts'
import { numberAt, textAt } from '../../json.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'

/** A file is in as many rows as it needs; each names it anew, and `part` counts from 0. */
export const outgoingTable = `CREATE TABLE outgoing (
     seq INTEGER PRIMARY KEY,
     turn TEXT NOT NULL,
     part INTEGER NOT NULL,
     name TEXT NOT NULL,
     type TEXT NOT NULL,
     bytes BLOB NOT NULL
   );`

/** A row may have 2 MB with all that is in it (Durable Objects, Limits). */
const PART_BYTES = 1_000_000

export interface OutgoingStore {
  /** The files of a turn, in the order in which they were kept, under the names that Claude was told. */
  files(turn: InteractionId): readonly OutFile[]
  /** To be called in the transaction that writes the round's results down. */
  keep(turn: InteractionId, files: readonly OutFile[]): void
  /** Deletes the files of this turn. */
  forgetTurn(turn: InteractionId): void
  /** Deletes everything except the files of open turns. */
  evict(open: readonly { readonly id: InteractionId }[]): void
}

export function outgoingStore({ sql }: CountedStorage): OutgoingStore {
  /** The turns that have files. Most have none, and then the table need not be read. */
  let holds: Set<string> | undefined
  const held = (): Set<string> =>
    (holds ??= new Set(
      sql
        .exec('SELECT DISTINCT turn FROM outgoing')
        .toArray()
        .map((row) => textAt(row, 'turn') ?? ''),
    ))
  const forgetTurn = (turn: string): void => {
    if (!held().has(turn)) return
    sql.exec('DELETE FROM outgoing WHERE turn = ?', turn)
    // Read again, should the transaction that this is in fail.
    holds = undefined
  }
  return {
    files(turn) {
      if (!held().has(turn)) return []
      const rows = sql
        .exec('SELECT part, name, type, bytes FROM outgoing WHERE turn = ? ORDER BY seq', turn)
        .toArray()
      const files: { name: string; type: string; parts: ArrayBuffer[] }[] = []
      for (const row of rows) {
        const { bytes } = row
        if (!(bytes instanceof ArrayBuffer)) continue
        if (numberAt(row, 'part') === 0)
          files.push({ name: textAt(row, 'name') ?? '', type: textAt(row, 'type') ?? '', parts: [] })
        files.at(-1)?.parts.push(bytes)
      }
      return files.map(({ name, type, parts }) => ({ name, ...readType(type), content: joined(parts) }))
    },
    keep(turn, files) {
      const [row] = sql.exec('SELECT count(*) AS n FROM outgoing WHERE turn = ? AND part = 0', turn).toArray()
      // More than that are never sent.
      for (const { name, content, ...file } of files.slice(0, MOST_FILES - (numberAt(row, 'n') ?? 0))) {
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
        for (let at = 0, part = 0; part === 0 || at < bytes.length; at += PART_BYTES, part += 1)
          sql.exec(
            'INSERT INTO outgoing (turn, part, name, type, bytes) VALUES (?, ?, ?, ?, ?)',
            turn,
            part,
            name,
            writtenType(file),
            bytes.slice(at, at + PART_BYTES).buffer,
          )
      }
      holds = undefined
    },
    forgetTurn,
    evict(open) {
      const ids = new Set<string>(open.map(({ id }) => id))
      for (const turn of held()) if (!ids.has(turn)) forgetTurn(turn)
    },
  }
}

/** A file's description is kept as a parameter of its media type: another column would cost every new thread some rows. */
const DESCRIPTION = '; description='

const writtenType = ({ type, description }: Pick<OutFile, 'type' | 'description'>): string =>
  description === undefined ? type : `${type}${DESCRIPTION}${encodeURIComponent(description.toWellFormed())}`

function readType(written: string): Pick<OutFile, 'type' | 'description'> {
  const [type = '', description] = written.split(DESCRIPTION)
  return description === undefined ? { type } : { type, description: decodeURIComponent(description) }
}

function joined(parts: readonly ArrayBuffer[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(new Uint8Array(part), at)
    at += part.byteLength
  }
  return whole
}
