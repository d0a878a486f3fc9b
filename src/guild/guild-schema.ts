/** The tables of a server or member. */

import { ledgerTables } from './ledger-store.ts'
import { placesTables } from './places.ts'
import { settingsTable } from './settings-store.ts'

/** See `migrate`. A column that is added after the first release is an entry of its own, not a line in a table's text. */
export const guildSchema: readonly string[] = [[settingsTable, ledgerTables].join('\n'), placesTables]
