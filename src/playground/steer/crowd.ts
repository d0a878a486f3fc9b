/** Fifty made-up people who ask at once: some of them the same, across the channels of the server. */

import { channels, guild } from '../discord/demo-data.ts'
import type { Json } from '../discord/json.ts'
import { post, type PageHost } from '../discord/page-mode.ts'
import type { DeedDone } from './weather-routes.ts'

const NAMES =
  'Aiko Amir Anna Arun Bea Bilal Carla Chen Dana Diego Edda Eli Fay Femi Gita Gus Hana Hugo Ida Ivan Jade Jin Kai Kira Lars Leila Mats Mei Nia Nils Olga Omar Pia Priya Quinn Rosa Rui Sami Sven Tara Theo Uma Uri Vera Wim Xenia Yara Yusuf Zoe Zeno'.split(
    ' ',
  )

/** Every second one asks what others ask, too. */
const EQUAL = ['table', 'code', 'What is a thread?', 'Why is the sky blue?', 'markdown']
const TOPICS = ['lighthouses', 'moss', 'tea', 'comets', 'chess', 'bread', 'owls', 'maps', 'rain', 'bees']

const places = channels.filter(
  (channel) => ('guild' in channel && channel.guild === guild.id) || channel.kind === 'thread',
)

/** An ordinary member: Send Messages, Use Application Commands and the like, and no power to manage anything. */
const PERMISSIONS = '2147475415'

/** What each of them posts, as `POST /_local/interactions` takes it. @param wave tells one crowd's own questions from another's */
export const crowd = (wave: number): readonly Json[] =>
  NAMES.map((name, n) => {
    const own = `Tell me something about ${TOPICS[n % TOPICS.length]} that ${name} does not know (${wave})`
    return {
      name: 'ask',
      channel: places[n % places.length]?.id,
      // Apart from the ids of the members that the page knows.
      member: {
        id: `2900000000000010${String(n).padStart(2, '0')}`,
        username: name.toLowerCase(),
        globalName: name,
        permissions: PERMISSIONS,
      },
      owners: { '0': guild.id },
      context: 0,
      options: { prompt: n % 2 === 0 ? EQUAL[(n / 2) % EQUAL.length] : own },
    }
  })

/** All at once. Ends when Discord has heard what the bot says to each; the answers come later. */
export async function ask(host: PageHost): Promise<DeedDone> {
  const done = await Promise.all(crowd(host.state.now()).map((wanted) => post(host, wanted)))
  const taken = done.filter((one) => one.ok && one.failed === null).length
  return { ok: true, asked: done.length, taken }
}
