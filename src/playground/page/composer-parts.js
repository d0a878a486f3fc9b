/** Draws what stands around the line to type in: the command that was chosen, the commands to choose from, the options. */
import { element, icon } from './element.js'
import { ATTACHMENT, BOOLEAN, chips, mainOption } from './slash.js'

/**
 * @typedef {object} Draft What is being written.
 * @property {import('./slash.js').Command} command
 * @property {Set<string>} switches The yes-or-no options that are on.
 * @property {Map<string, File>} files By the names of their options.
 * @property {Map<string, { name: string, value: string }>} picked The choices of the bot's that were taken, likewise.
 */

const ICONS = { private: 'lock', fresh: 'fresh', model: 'spark' }

/** The id that `aria-activedescendant` names. */
export const suggestionId = (index) => `command-${index}`

/**
 * The chosen command and its options, inside the line.
 *
 * @param {Draft} draft
 * @param {{ leave: () => void, toggle: (name: string) => void }} actions
 */
export function tokens({ command, switches, files, picked }, { leave, toggle }, words) {
  const main = mainOption(command)
  const removable = [...switches, ...picked.keys(), ...files.keys()]
  const token = (name) =>
    element(
      'button',
      {
        class: 'token',
        type: 'button',
        title: words.remove(name),
        'aria-label': words.remove(name),
        on: { click: () => toggle(name) },
      },
      element(
        'span',
        {},
        files.get(name)?.name ?? [name, picked.get(name)?.value].filter(Boolean).join(': '),
      ),
      icon('close'),
    )
  return [
    element(
      'button',
      { class: 'token token-command', type: 'button', title: words.leaveCommand, on: { click: leave } },
      `/${command.name}`,
    ),
    ...removable.map(token),
    ...(main === undefined ? [] : [element('span', { class: 'token-label' }, main.name)]),
  ]
}

/**
 * The commands that could be meant, one of them chosen.
 *
 * @param {import('./slash.js').Command[]} found
 * @param {number} chosen
 * @param {(command: object) => void} take
 */
export function suggestions(found, chosen, take, words) {
  const suggestion = (command, index) => {
    const names = command.options.map(({ name }) => element('i', {}, name))
    return listed(index, index === chosen, () => take(command), [
      element('b', {}, `/${command.name}`),
      element('span', { class: 'suggestion-options' }, ...names),
      element('small', {}, command.description),
    ])
  }
  const head = element(
    'div',
    { class: 'popup-head' },
    words.commands,
    element('small', {}, words.commandHint),
  )
  return [head, ...found.map(suggestion)]
}

/**
 * The choices that the bot offers for an option, one of them chosen.
 *
 * @param {string} option
 * @param {{ name: string, value: string }[] | 'failed'} found
 * @param {number} chosen
 * @param {(choice: object) => void} take
 */
export function choiceList(option, found, chosen, take, words) {
  const head = element('div', { class: 'popup-head' }, words.choices(option))
  if (found === 'failed' || found.length === 0)
    return [
      head,
      element('p', { class: 'popup-nothing' }, found === 'failed' ? words.choicesFailed : words.noChoices),
    ]
  head.append(element('small', {}, words.commandHint))
  const shown = found.map((choice, index) =>
    listed(index, index === chosen, () => take(choice), [element('span', {}, choice.name)]),
  )
  return [head, ...shown]
}

function listed(index, isChosen, take, children) {
  const made = element(
    'div',
    { class: 'suggestion', role: 'option', id: suggestionId(index), 'aria-selected': String(isChosen) },
    ...children,
  )
  // Before the click, so that the line keeps its focus.
  made.addEventListener('mousedown', (event) => {
    event.preventDefault()
    take()
  })
  return made
}

/**
 * The options that a press switches on or off.
 *
 * @param {Draft} draft
 * @param {(name: string) => void} toggle
 */
export function optionChips({ command, switches, files, picked }, toggle, words) {
  const made = chips(command).map(({ name, type, description }) => {
    const on = (type === ATTACHMENT ? files : type === BOOLEAN ? switches : picked).has(name)
    // The short hints are about `/ask`; an option of another command may have the same name.
    const hint = (command.name === 'ask' ? words.optionHints[name] : undefined) ?? description
    return element(
      'button',
      {
        class: 'chip',
        type: 'button',
        'aria-pressed': String(on),
        title: hint,
        on: { click: () => toggle(name) },
      },
      icon(ICONS[name] ?? (type === ATTACHMENT ? 'file' : 'check')),
      element('span', {}, name),
      element('small', {}, hint),
    )
  })
  return made.length === 0 ? [] : [element('span', { class: 'popup-head' }, words.options), ...made]
}
