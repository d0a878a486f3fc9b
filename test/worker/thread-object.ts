/** The Durable Object of a thread, as a worker test reaches it. */

import { env } from 'cloudflare:workers'

/** The thread object of a channel. */
export const thread = (key: string) => env.THREAD.getByName(key)
