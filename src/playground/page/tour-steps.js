/** The six steps of the guided tour: what each asks for, and how far one has got, decided from the messages alone. */

/** In their order; each is a word of the tour. */
export const STEPS = ['memory', 'cache', 'together', 'chart', 'crash', 'stop']

/** Whom the member says to be. */
export const NAME = 'Robin'

/** A file for the chart. */
const SALES = {
  filename: 'sales.csv',
  contentType: 'text/csv',
  text: 'month,amount\n2026-01,1200\n2026-02,1850\n2026-03,1430\n2026-04,2210\n2026-05,2640\n',
}

/** The cursor at the end of an answer that grows. */
const GROWING = /▌$/
/** Only the small print under a saved answer names this option, in every language. */
const SAVED = /^-# .*`fresh:true`/m
const STOPPED = /^-# .*⏹/m

/**
 * @typedef {object} Facts
 * @property {import('./page-state.js').Message[]} messages
 * @property {string} member Whose tour it is.
 * @property {number} since Only later answers count; milliseconds since 1970.
 * @property {Map<string, number>} lives How often a turn has begun, where that is known.
 */

/** The ids of buttons, without what the rows around them are. */
const buttonIds = (components) =>
  components
    .flatMap((row) => (Array.isArray(row?.components) ? row.components : []))
    .flatMap((one) => (typeof one?.custom_id === 'string' ? [one.custom_id] : []))

/** A question that waits can be cancelled, and an answer that is written can be stopped; one that is over has neither button. */
export const isOver = ({ loading, content, components }) =>
  !loading && !GROWING.test(content) && !buttonIds(components).some((id) => /^(?:stop|cancel):/.test(id))
const isAnswer = ({ turn, command }) => turn !== '' && command !== ''
const isGrowing = ({ loading, content }) => !loading && GROWING.test(content)

/** The answers that this member has asked for since the step began. */
export const ownAnswers = ({ messages, member, since }) =>
  messages.filter((one) => isAnswer(one) && one.invoker === member && one.createdAt > since)

/** The id of the button that stops an answer. */
export const stopOf = ({ components }) => buttonIds(components).find((id) => id.startsWith('stop:'))

/** An answer that was shared has buttons of the turn that wrote it. */
const isSharedWith = (one, other) =>
  one.invoker !== other.invoker &&
  one.channel === other.channel &&
  one.command === other.command &&
  buttonIds(one.components).some((id) => id.endsWith(`:${other.turn}`))

const isDrawn = ({ given, attachments }) =>
  given.length > 0 && attachments.some(({ filename }) => filename.endsWith('.png'))

const PROGRESS = {
  memory(facts) {
    const own = ownAnswers(facts).filter(isOver)
    const told = own.filter(({ command }) => command.includes(NAME))
    const isKnown = ({ channel, createdAt, command, content }) =>
      !command.includes(NAME) &&
      content.includes(NAME) &&
      told.some((one) => one.channel === channel && one.createdAt < createdAt)
    return own.some(isKnown) ? 2 : Math.min(told.length, 1)
  },
  cache(facts) {
    const own = ownAnswers(facts).filter(isOver)
    return own.some(({ content }) => SAVED.test(content)) ? 2 : Math.min(own.length, 1)
  },
  together({ messages, member, since }) {
    const over = messages.filter((one) => isAnswer(one) && one.createdAt > since && isOver(one))
    const isShared = over.some((one) =>
      over.some((other) => isSharedWith(one, other) && [one.invoker, other.invoker].includes(member)),
    )
    return isShared ? 1 : 0
  },
  chart(facts) {
    return ownAnswers(facts).filter(isOver).some(isDrawn) ? 1 : 0
  },
  crash(facts) {
    const own = ownAnswers(facts)
    if (own.some((one) => isOver(one) && (facts.lives.get(one.turn) ?? 1) > 1)) return 2
    return own.some(isGrowing) ? 1 : 0
  },
  stop(facts) {
    const own = ownAnswers(facts)
    if (own.some((one) => isOver(one) && STOPPED.test(one.content))) return 2
    return own.some((one) => stopOf(one) !== undefined && isGrowing(one)) ? 1 : 0
  },
}

/** How many presses a step takes. */
export const PRESSES = { memory: 2, cache: 2, together: 1, chart: 1, crash: 2, stop: 2 }

/**
 * @param {string} step
 * @param {Facts} facts
 * @returns {number} How many of its presses have had their effect.
 */
export const progressOf = (step, facts) => PROGRESS[step](facts)

/** @returns {boolean} Whether the bot saw to it all. */
export const isDone = (step, facts) => progressOf(step, facts) === PRESSES[step]

/** Whether an answer is on its way, so that the next press has to wait. */
export function isWaiting(step, facts) {
  const unfinished = ownAnswers(facts).filter((one) => !isOver(one))
  if (step === 'crash' && ownAnswers(facts).some((one) => isOver(one) && !facts.lives.has(one.turn)))
    return true
  const isForGrowing = (step === 'crash' || step === 'stop') && progressOf(step, facts) === 1
  return unfinished.length > 0 && !isForGrowing
}

/** The answer that the second press of `crash` and `stop` is about. */
export const growingOf = (facts) => ownAnswers(facts).findLast(isGrowing)

const openTo = ({ installs }) => installs.length > 0
const isInServer = ({ kind, installs }) => installs.includes(0) && (kind === 'text' || kind === 'thread')

/**
 * What the next press asks. The cache takes the places of a server where least has been asked, because it gives an answer again to a first question
 * only.
 *
 * @param {string} step
 * @param {Facts & { channels: object[], channel: string, peopleOf: (channel: object) => { id: string }[] }} here
 * @param {{ tell: string, recall: string }} questions In the language of the member.
 * @returns {{ member: string, channel: string, options: object, attachments?: object[] }[]} All at once; empty where
 *   the member has no place for it.
 */
export function asksOf(step, here, questions) {
  const { channels, channel, member, messages, peopleOf } = here
  const nearest = (fits) =>
    channels.find((one) => one.id === channel && fits(one)) ?? channels.find((one) => fits(one))
  const ask = (place, prompt, more = {}, who = member) =>
    place === undefined || who === undefined
      ? []
      : [{ member: who, channel: place.id, options: { prompt, ...more } }]
  switch (step) {
    case 'memory': {
      if (progressOf(step, here) === 0) return ask(nearest(openTo), questions.tell)
      const told = ownAnswers(here).findLast(({ command }) => command.includes(NAME))
      return ask(
        channels.find(({ id }) => id === told?.channel),
        questions.recall,
      )
    }
    case 'cache': {
      const asked = (one) => messages.filter((each) => isAnswer(each) && each.channel === one.id).length
      return ask(channels.filter(isInServer).toSorted((a, b) => asked(a) - asked(b))[0], 'table')
    }
    case 'together': {
      const place = nearest(isInServer)
      const other = place && peopleOf(place).find(({ id }) => id !== member)
      return other === undefined ? [] : [...ask(place, 'slow'), ...ask(place, 'slow', {}, other.id)]
    }
    case 'chart':
      return ask(nearest(openTo), 'plot').map((one) => ({ ...one, attachments: [SALES] }))
    default:
      return ask(nearest(openTo), 'slow', { fresh: true })
  }
}
