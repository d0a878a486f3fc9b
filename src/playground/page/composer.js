/** The line to type in: finds commands, shows their options as chips, and hands over what is to be said. */
import { choiceFinder } from './choices.js'
import { choiceList, optionChips, suggestionId, suggestions, tokens } from './composer-parts.js'
import { composerFrame } from './composer-frame.js'
import { element } from './element.js'
import { sentLines } from './sent-lines.js'
import {
  commandIn,
  completions,
  fileOptions,
  isSuggested,
  mainOption,
  readOptions,
  valueAtEnd,
} from './slash.js'

const LARGEST_FILE = 10_485_760
const NARROW_PX = 560

/**
 * @param {{ form: HTMLFormElement, popup: HTMLElement, note: HTMLElement }} parts
 * @param {object} surroundings
 * @param {ReturnType<typeof import('./words.js').wordsFor>} surroundings.words
 * @param {() => string} surroundings.appName
 * @param {(command: string, options: object, files: File[]) => Promise<string | undefined>} surroundings.say Answers with
 *   the sentence that says why not, or nothing.
 * @param {(wanted: object) => Promise<{ name: string, value: string }[] | undefined>} surroundings.suggest What the bot
 *   offers for an option.
 */
export function composer({ form, popup, note }, { words, appName, say, suggest }) {
  const { input, picker, plus, sendButton, chosenCommand, label, grow } = composerFrame(form, popup.id)

  let commands = []
  let command
  let switches = new Set()
  /** By the names of their options. */
  let files = new Map()
  let picked = new Map()
  let chosen = 0
  let busy = false
  const sent = sentLines()
  let place = ''
  const finder = choiceFinder((wanted) => suggest(wanted), draw)

  /** The value that is being typed, if the bot suggests some. */
  const typing = () => (command === undefined ? undefined : valueAtEnd(input.value, command))

  /** What there is to choose from: commands, or the bot's choices. Empty for nothing. */
  function matches() {
    if (command === undefined) return completions(input.value, commands)
    const found = typing() === undefined ? undefined : finder.found()
    return Array.isArray(found) ? found : []
  }

  function takeMatch(one) {
    if (command === undefined) return take(one, '')
    const { option, before } = typing()
    picked.set(option, one)
    input.value = before
    draw()
  }

  function look() {
    const value = typing()
    finder.look(
      value && {
        command: command.name,
        option: value.option,
        typed: value.typed,
        options: optionsIn(command, value.before),
      },
    )
    return value
  }

  function draw() {
    const value = look()
    const found = matches()
    chosen = Math.min(chosen, Math.max(0, found.length - 1))
    const draft = { command, switches, files, picked }
    chosenCommand.replaceChildren(...(command === undefined ? [] : tokens(draft, { leave, toggle }, words)))
    const choices = value === undefined ? undefined : finder.found()
    const isList = found.length > 0 || choices !== undefined
    if (choices !== undefined)
      popup.replaceChildren(...choiceList(value.option, choices, chosen, takeMatch, words))
    else if (isList) popup.replaceChildren(...suggestions(found, chosen, takeMatch, words))
    else popup.replaceChildren(...(command === undefined ? [] : optionChips(draft, toggle, words)))
    popup.hidden = popup.childElementCount === 0
    popup.className = isList ? 'popup popup-list' : 'popup popup-options'
    popup.setAttribute('role', found.length > 0 ? 'listbox' : 'group')
    popup.tabIndex = found.length > 0 ? 0 : -1
    popup.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
    popup.setAttribute('aria-label', choices === undefined ? words.commands : words.choices(value.option))
    if (found.length > 0) input.setAttribute('aria-activedescendant', suggestionId(chosen))
    else input.removeAttribute('aria-activedescendant')
    label(words)
    input.placeholder = placeholder()
    sendButton.disabled = busy || (command === undefined && input.value.trim() === '')
    form.classList.toggle('form-busy', busy)
    grow()
  }

  function placeholder() {
    if (command !== undefined) return mainOption(command) === undefined ? '' : words.promptPlaceholder
    return innerWidth < NARROW_PX ? words.placeholderShort(place) : words.placeholder(place)
  }

  function toggle(name) {
    const isFile = fileOptions(command).includes(name)
    if (isFile && !files.has(name)) picker.click()
    else if (isFile) files.delete(name)
    else if (isSuggested(command, name)) {
      const text = typing()?.before ?? input.value
      if (!picked.delete(name)) input.value = `${text} ${name}: `.trimStart()
    } else if (!switches.delete(name)) switches.add(name)
    draw()
    input.focus()
  }

  function take(one, rest) {
    command = one
    input.value = rest
    tell('')
    draw()
    input.focus()
  }

  /** Back to plain text, so that Backspace undoes the command as in Discord. */
  function leave() {
    const text = input.value
    input.value = command === undefined ? text : `/${command.name}${text === '' ? '' : ` ${text}`}`
    forget()
    draw()
    input.focus()
  }

  function forget() {
    command = undefined
    switches = new Set()
    files = new Map()
    picked = new Map()
    picker.value = ''
  }

  function tell(sentence, ...more) {
    note.replaceChildren(...(sentence === '' ? [] : [element('span', {}, sentence), ...more]))
    note.hidden = sentence === ''
  }

  /** As many as there are options for; the rest is left, as in Discord. */
  function attach(given) {
    const all = [...(given ?? [])]
    if (all.length === 0) return
    if (all.some(({ size }) => size > LARGEST_FILE)) return tell(words.fileTooLarge)
    const able = command ?? commands.find((one) => fileOptions(one).length > 0)
    const free = fileOptions(able).filter((name) => !files.has(name))
    for (const [n, name] of free.slice(0, all.length).entries()) files.set(name, all[n])
    picker.value = ''
    if (able !== undefined) take(able, input.value)
  }

  /** What a text means, with what was pressed and chosen beside it. */
  const optionsIn = (one, text) => ({
    ...readOptions(one, text),
    ...Object.fromEntries([...picked].map(([name, { value }]) => [name, value])),
    ...Object.fromEntries([...switches].map((name) => [name, true])),
  })

  async function send() {
    if (busy) return
    const value = typing()
    // A name without a value is no part of the question.
    const text = value?.typed === '' ? value.before : input.value
    const read = command === undefined ? commandIn(text.trim(), commands) : { command, rest: text }
    if (read === undefined) return refuse(text)
    const options = optionsIn(read.command, read.rest)
    const main = mainOption(read.command)
    if (main?.required === true && options[main.name] === undefined) {
      take(read.command, '')
      return tell(words.emptyPrompt)
    }
    busy = true
    input.readOnly = true
    tell('')
    draw()
    const why = await say(read.command.name, options, [...files.values()])
    busy = false
    input.readOnly = false
    if (why === undefined) {
      sent.add(`/${read.command.name}${text === '' ? '' : ` ${read.rest}`}`)
      forget()
      input.value = ''
    } else tell(why)
    draw()
  }

  function refuse(text) {
    if (text.trim() === '') return
    if (commands.length === 0) return tell(words.notHere(appName()))
    const unknown = /^\/([-\w]+)/.exec(text.trim())?.[1]
    if (unknown !== undefined) return tell(words.unknownCommand(unknown))
    const first = commands[0]
    const ask = () => take(first, text)
    tell(
      words.plainHint(appName()),
      element('button', { class: 'link-button', type: 'button', on: { click: ask } }, words.askThis),
    )
  }

  function recall(step) {
    const text = sent.recall(step)
    if (text === undefined) return false
    forget()
    const read = commandIn(text, commands)
    command = read?.command
    input.value = read?.rest ?? text
    draw()
    input.setSelectionRange(input.value.length, input.value.length)
    return true
  }

  input.addEventListener('input', () => {
    tell('')
    // Also where a command stands already: someone may paste a whole line behind it.
    const read = commandIn(input.value, commands)
    if (read?.complete === true) take(read.command, read.rest)
    else draw()
  })
  input.addEventListener('keydown', (event) => {
    const found = matches()
    const atStart = input.selectionStart === 0 && input.selectionEnd === 0
    if (event.isComposing) return
    if (found.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length
      draw()
    } else if (found.length > 0 && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault()
      takeMatch(found[chosen])
    } else if (event.key === 'Escape') {
      tell('')
      if (command !== undefined && input.value === '') {
        forget()
        draw()
      }
    } else if (event.key === 'Backspace' && atStart && command !== undefined) {
      event.preventDefault()
      leave()
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void send()
    } else if (
      event.key === 'ArrowUp' &&
      (sent.isRecalling() ? atStart || !input.value.includes('\n') : input.value === '')
    ) {
      if (recall(1)) event.preventDefault()
    } else if (event.key === 'ArrowDown' && sent.isRecalling() && recall(-1)) event.preventDefault()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
    input.focus()
  })
  form.addEventListener('click', (event) => event.target === form && input.focus())
  plus.addEventListener('click', () => picker.click())
  picker.addEventListener('change', () => attach(picker.files))
  input.addEventListener('paste', (event) => attach(event.clipboardData?.files))
  draw()

  return {
    attach,
    focus: () => input.focus(),
    /** Types a `/` for someone who pressed it elsewhere on the page. */
    begin() {
      input.focus()
      if (command !== undefined || input.value !== '') return
      input.value = '/'
      draw()
    },
    know(list) {
      commands = list
      draw()
    },
    at(where) {
      place = where
      tell('')
      draw()
    },
    /** Sends a whole line, such as an example, as if it had been typed. */
    async ask(text) {
      if (busy) return
      forget()
      input.value = text
      await send()
    },
  }
}
