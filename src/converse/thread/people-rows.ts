/** The people of a conversation and their numbers, in its SQLite and in memory once read. */

import { numberAt, textAt } from '../../json.ts'
import type { People, Person } from '../claude/people.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'

/** Whoever writes here has read all of it, so no index has to find an id. */
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
  /** About how many bytes of this are in memory. */
  readonly heldBytes: () => number
}

interface Held extends People {
  isErased: boolean
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
    heldBytes: () => held?.bytes() ?? 0,
  }
}

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
