/** Which objects of the local runtime have an alarm: it keeps a list of them for each class. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { textAt } from '../../json.ts'

export interface PendingAlarm {
  /** The name of the object's class. */
  readonly kind: string
  /** The name of the object. */
  readonly name: string
}

/**
 * Those that have not gone off.
 *
 * @param persist the folder in which the runtime keeps everything: `v3/do/<Worker>-<class>/metadata.sqlite`, as workerd
 *   1.20261023.1 and its miniflare do it (workerd, `src/workerd/server/alarm-scheduler.c++`, table `_cf_ALARM`). Throws
 *   where it is another.
 */
export async function pendingAlarms(persist: string): Promise<readonly PendingAlarm[]> {
  // Node 22 prints a warning when it is loaded, which would greet everybody at the start.
  const { DatabaseSync } = await import('node:sqlite')
  const objects = join(persist, 'v3/do')
  return (await readdir(objects)).flatMap((folder) => {
    const kind = folder.slice(folder.lastIndexOf('-') + 1)
    const list = new DatabaseSync(join(objects, folder, 'metadata.sqlite'), { readOnly: true })
    try {
      const rows = list.prepare('SELECT actor_name AS name FROM _cf_ALARM').all()
      return rows.flatMap((row) => {
        const name = textAt(row, 'name')
        return name === undefined ? [] : [{ kind, name }]
      })
    } finally {
      list.close()
    }
  })
}
