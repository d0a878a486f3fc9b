/** Talks to the playground: hears its events, and comes back by itself when they stop. */

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8_000

/**
 * Opens `/_local/events` of a member. The whole state comes first each time, so that nothing is missed in a gap.
 *
 * @param {() => string | undefined} who The member, in whichever way; undefined where the browser's language holds.
 * @param {{ onState: (data: unknown) => void, onMessage: (data: unknown) => void,
 *   onChannels: (data: unknown) => void, onStats: (data: unknown) => void, onWeather: (data: unknown) => void, onLost: () => void, onFound: () => void }} listener
 * @returns {{ retry(): void }} `retry` tries at once, also where the member is another one.
 */
export function listen(who, listener) {
  let source
  let timer
  let wait = FIRST_WAIT_MS
  const open = () => {
    clearTimeout(timer)
    const as = who()
    const query = new URLSearchParams({ language: navigator.language, ...(as === undefined ? {} : { as }) })
    const next = new WebSocket(`${location.origin.replace('http', 'ws')}/_local/events?${query}`)
    const last = source
    source = next
    last?.close()
    next.addEventListener('open', () => {
      wait = FIRST_WAIT_MS
      listener.onFound()
    })
    next.addEventListener('message', ({ data }) => hear(data, listener))
    next.addEventListener('close', () => {
      // Another one has taken its place.
      if (source !== next) return
      listener.onLost()
      clearTimeout(timer)
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    })
  }
  open()
  return { retry: open }
}

/** An event that cannot be read is skipped: the next whole state puts things right. */
function hear(text, listener) {
  try {
    const { event, data } = JSON.parse(text)
    HEARD[event]?.(listener, data)
  } catch (error) {
    console.warn('The state sent an event that cannot be read.', error)
  }
}

const HEARD = {
  state: (listener, data) => listener.onState(data),
  message: (listener, data) => listener.onMessage(data),
  channels: (listener, data) => listener.onChannels(data),
  weather: (listener, data) => listener.onWeather(data),
  stats: (listener, data) => listener.onStats(data),
}

/**
 * Posts to the state.
 *
 * @param {string} path
 * @param {object} body
 * @returns {Promise<{ ok: true, turn?: string, modal?: object, choices?: object[] } | { ok: false, why: string }>} `modal` is a form
 *   that the bot answered with, `choices` what it suggests; `why` is the state's own sentence, `unreachable` or `refused`.
 */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = await response.json().catch(() => ({}))
    if (response.ok)
      return {
        ok: true,
        turn: answer.interaction ?? undefined,
        modal: answer.modal ?? undefined,
        choices: answer.choices ?? undefined,
      }
    return { ok: false, why: typeof answer.reason === 'string' ? answer.reason : 'refused' }
  } catch {
    return { ok: false, why: 'unreachable' }
  }
}

/**
 * What the bot offers for an option, by the names that the member reads.
 *
 * @param {{ channel: string, member: string, command: string, option: string, typed: string, options: object }} wanted
 * @returns {Promise<{ name: string, value: string }[] | undefined>} Undefined where it failed.
 */
export async function suggested(wanted) {
  const done = await post('/_local/suggest', wanted)
  return done.ok ? done.choices : undefined
}

/** What the bot has registered; nothing when the playground does not say. */
export async function registered() {
  try {
    const response = await fetch('/_local/commands')
    return response.ok ? await response.json() : undefined
  } catch {
    return undefined
  }
}
