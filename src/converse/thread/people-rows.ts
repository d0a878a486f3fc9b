/** The people of a conversation and their numbers, in its SQLite and in memory once read. */

import type { MemberId } from '../../ids.ts'
import { numberAt, textAt } from '../../json.ts'
import type { People, Person } from '../claude/people.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'

/** The writer has read all of it, so no index has to find an id. */
export const peopleTable = `CREATE TABLE people (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     name TEXT NOT NULL
   );`

export interface PeopleRows {
  /**
   * The people as of now. Who holds them through a `/forget` goes on with the numbers of before, and nothing of that is
   * written down any more.
   */
  readonly people: () => People
  /** Drops what is in memory. The next use reads it again. */
  readonly unload: () => void
  /** Forgets everybody; call it within a transaction. */
  readonly erase: () => void
  /**
   * Forgets who has this member's number, which nobody else gets; call it within a transaction. Undefined where nobody has
   * met them.
   */
  readonly forget: (id: MemberId) => number | undefined
  /** About how many bytes of this are in memory. */
  readonly heldBytes: () => number
}

interface Held extends People {
  isErased: boolean
  /** This number is nobody's any more. */
  readonly leave: (number: number) => void
  readonly bytes: () => number
}

export function peopleRows({ sql }: Pick<CountedStorage, 'sql'>): PeopleRows {
  let held: Held | undefined
  return {
    people: () => (held ??= hold(sql)),
    unload: () => {
      held = undefined
    },
    erase: () => {
      if (held !== undefined) held.isErased = true
      held = undefined
      sql.exec('DELETE FROM people')
    },
    forget: (id) => {
      const [row] = sql
        .exec(`UPDATE people SET id = 'gone:' || number, name = '' WHERE id = ? RETURNING number`, id)
        .toArray()
      const number = numberAt(row, 'number')
      if (number !== undefined) held?.leave(number)
      return number
    },
    heldBytes: () => held?.bytes() ?? 0,
  }
}

/** No id of Discord's, so that nobody is met by it. */
const goneId = (number: number): string => `gone:${number}`

function hold(sql: CountedStorage['sql']): Held {
  const byId = new Map<string, Person>()
  const byNumber = new Map<number, Person>()
  let units = 0
  const keep = (person: Person): Person => {
    byId.set(person.id, person)
    byNumber.set(person.number, person)
    units += person.id.length + person.name.length
    return person
  }
  for (const row of sql.exec('SELECT number, id, name FROM people ORDER BY number').toArray())
    keep({
      number: numberAt(row, 'number') ?? 0,
      id: textAt(row, 'id') ?? '',
      name: textAt(row, 'name') ?? '',
    })
  const held: Held = {
    isErased: false,
    // Two bytes for a character, and a hundred for each object and its two places.
    bytes: () => 2 * units + 100 * byId.size,
    known: (id) => byId.get(id),
    numbered: (number) => byNumber.get(number),
    // In place: turns that run hold this and go on to count the numbers.
    leave(number) {
      const person = byNumber.get(number)
      if (person === undefined) return
      byId.delete(person.id)
      keep({ number, id: goneId(number), name: '' })
    },
    meet(id, name, account = '') {
      const known = byId.get(id)
      if (known !== undefined && (name === undefined || name === known.name)) return known
      const person = { number: known?.number ?? byId.size + 1, id, name: name ?? account }
      if (held.isErased) return keep(person)
      if (known === undefined)
        sql.exec('INSERT INTO people (number, id, name) VALUES (?, ?, ?)', person.number, id, person.name)
      else sql.exec('UPDATE people SET name = ? WHERE number = ?', person.name, person.number)
      return keep(person)
    },
  }
  return held
}
