/** The panel that shows how an answer came about: it is opened at an answer, follows it while it grows, and is closed. */
import { post } from './connection.js'
import { inspectorView } from './inspector-view.js'

/** While an answer grows, its log says more than Discord does. */
const EVERY_MS = 1_000
/** An edit brings several changes at once. */
const TOGETHER_MS = 250

/** Where the panel lies over the page, and nothing else can be reached. */
const narrow = matchMedia('(max-width: 760px)')

/**
 * @param {{ words: object, now: () => { state: object, member: string } }} page
 * @param {(turn: string | undefined) => void} changed Told which answer is shown, for the address.
 */
export function inspector(page, changed) {
  const { words, now } = page
  let turn
  let inspection
  let opener
  let timer
  let isLatestWanted = false
  let isRepeating = false

  const view = inspectorView(page, { close: shut, choose: go, repeat: () => void repeat() })
  document.body.append(view.panel)
  const draw = () => view.show(inspection, { turn, isRepeating })

  async function refresh() {
    clearTimeout(timer)
    timer = undefined
    const wanted = turn
    if (wanted === undefined) return
    const found = await fetched(`${address(wanted)}?as=${now().member}`)
    if (wanted !== turn) return
    if (!found.ok) {
      if (found.isGone) inspection = undefined
      else later(EVERY_MS)
      view.tell(found.isGone ? words.inspectGone : words.inspectLost)
      draw()
      return
    }
    const latest = found.inspection.turns.at(-1)
    if (isLatestWanted && latest !== undefined && latest !== turn) {
      isLatestWanted = false
      go(latest)
      return
    }
    isLatestWanted = false
    inspection = found.inspection
    view.tell(undefined)
    draw()
    if (!inspection.ended || inspection.unstreamed?.ended === false) later(EVERY_MS)
  }

  function later(ms) {
    timer ??= setTimeout(() => void refresh(), ms)
  }

  function go(id) {
    turn = id
    inspection = undefined
    view.clear()
    changed(id)
    void refresh()
  }

  function shut() {
    if (turn === undefined) return
    turn = undefined
    inspection = undefined
    clearTimeout(timer)
    timer = undefined
    view.clear()
    view.panel.hidden = true
    document.body.classList.remove('inspector-open')
    cover()
    changed(undefined)
    // The message may be gone meanwhile.
    if (opener?.isConnected === true) opener.focus()
    else document.querySelector('#scroller')?.focus()
  }

  async function repeat() {
    isRepeating = true
    draw()
    const done = await post(`${address(turn)}/unstreamed?as=${now().member}`, {})
    isRepeating = false
    await refresh()
    if (!done.ok) view.tell({ unreachable: words.notSent, refused: words.repeatFailed }[done.why] ?? done.why)
  }

  function cover() {
    document.querySelector('.frame').inert = narrow.matches && turn !== undefined
  }
  narrow.addEventListener('change', cover)
  document.addEventListener('keydown', (event) => {
    const isElsewhere = event.target.closest?.('dialog, .composer, [role=menu]') !== null
    if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) shut()
  })

  return {
    turn: () => turn,
    /**
     * @param {string} id Of the turn.
     * @param {{ latest?: boolean }} [how] With `latest` the last answer in the same message is shown instead.
     */
    open(id, { latest = false } = {}) {
      opener = document.activeElement ?? undefined
      isLatestWanted = latest
      view.panel.hidden = false
      document.body.classList.add('inspector-open')
      go(id)
      draw()
      cover()
      view.title.focus()
    },
    close: shut,
    /** Something has happened in Discord, or somebody else looks at it. */
    changed() {
      if (turn !== undefined) later(TOGETHER_MS)
    },
  }
}

const address = (id) => `/_local/inspect/${encodeURIComponent(id)}`

/** @returns {Promise<{ ok: true, inspection: object } | { ok: false, isGone: boolean }>} */
async function fetched(path) {
  try {
    const response = await fetch(path)
    if (!response.ok) return { ok: false, isGone: response.status === 404 }
    return { ok: true, inspection: await response.json() }
  } catch {
    return { ok: false, isGone: false }
  }
}
