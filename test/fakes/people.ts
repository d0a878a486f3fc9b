/** The people of a conversation that nobody has spoken in. */

import type { People } from '../../src/converse/claude/people.ts'
import { peopleRows, peopleTable } from '../../src/converse/thread/people-rows.ts'
import { storageInMemory } from './storage.ts'

export const newPeople = (): People => peopleRows(storageInMemory(peopleTable)).people()
