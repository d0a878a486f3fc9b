/** The line to type in: finds commands, shows their options as chips, and hands over what is to be said. */
import { optionChips, suggestionId, suggestions, tokens } from './composer-parts.js'
import { element, icon } from './element.js'
import { commandIn, completions, fileOptions, mainOption, readOptions } from './slash.js'

const LARGEST_FILE = 10_485_760
const REMEMBERED = 50
const NARROW_PX = 560

/**
 * @param {{ form: HTMLFormElement, popup: HTMLElement, note: HTMLElement }} parts
 * @param {object} surroundings
 * @param {ReturnType<typeof import('./words.js').wordsFor>} surroundings.words
 * @param {() => string} surroundings.appName
 * @param {(command: string, options: object, files: File[]) => Promise<string | undefined>} surroundings.say Answers with
 *   the sentence that says why not, or nothing.
 */
export function composer({ form, popup, note }, { words, appName, say }) {
  const input = element('textarea', {
    class: 'input',
    rows: '1',
    'aria-label': words.composer,
    spellcheck: 'true',
    autocomplete: 'off',
    maxlength: '6000',
    'aria-autocomplete': 'list',
    'aria-controls': popup.id,
  })
  const picker = element('input', { type: 'file', hidden: true, multiple: true, tabindex: '-1' })
  const plus = element(
    'button',
    { class: 'plus', type: 'button', 'aria-label': words.optionHints.file, title: words.optionHints.file },
    icon('plus'),
  )
  const sendButton = element(
    'button',
    { class: 'send', type: 'submit', 'aria-label': words.send, title: words.send },
    icon('send'),
  )
  const chosenCommand = element('div', { class: 'tokens' })
  form.replaceChildren(plus, element('div', { class: 'line' }, chosenCommand, input), sendButton, picker)

  let commands = []
  let command
  let switches = new Set()
  /** By the names of their options. */
  let files = new Map()
  let chosen = 0
  let busy = false
  const said = []
  let recalled = -1
  let place = ''

  const matches = () => (command === undefined ? completions(input.value, commands) : [])

  function draw() {
    const found = matches()
    chosen = Math.min(chosen, Math.max(0, found.length - 1))
    const draft = { command, switches, files }
    chosenCommand.replaceChildren(...(command === undefined ? [] : tokens(draft, { leave, toggle }, words)))
    if (found.length > 0) popup.replaceChildren(...suggestions(found, chosen, (one) => take(one, ''), words))
    else popup.replaceChildren(...(command === undefined ? [] : optionChips(draft, toggle, words)))
    popup.hidden = popup.childElementCount === 0
    popup.className = found.length > 0 ? 'popup popup-list' : 'popup popup-options'
    popup.setAttribute('role', found.length > 0 ? 'listbox' : 'group')
    input.setAttribute('aria-expanded', String(found.length > 0))
    if (found.length > 0) input.setAttribute('aria-activedescendant', suggestionId(chosen))
    else input.removeAttribute('aria-activedescendant')
    input.placeholder = placeholder()
    sendButton.disabled = busy || (command === undefined && input.value.trim() === '')
    form.classList.toggle('form-busy', busy)
    grow()
  }

  function placeholder() {
    if (command !== undefined) return mainOption(command) === undefined ? '' : words.promptPlaceholder
    return innerWidth < NARROW_PX ? words.placeholderShort(place) : words.placeholder(place)
  }

  /** As tall as its text, up to a third of the screen. */
  function grow() {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, innerHeight / 3)}px`
  }

  function toggle(name) {
    const isFile = fileOptions(command).includes(name)
    if (isFile && !files.has(name)) picker.click()
    else if (isFile) files.delete(name)
    else if (!switches.delete(name)) switches.add(name)
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

  async function send() {
    if (busy) return
    const text = input.value
    const read = command === undefined ? commandIn(text.trim(), commands) : { command, rest: text }
    if (read === undefined) return refuse(text)
    const options = {
      ...readOptions(read.command, read.rest),
      ...Object.fromEntries([...switches].map((name) => [name, true])),
    }
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
      said.unshift(`/${read.command.name}${text === '' ? '' : ` ${read.rest}`}`)
      said.length = Math.min(said.length, REMEMBERED)
      recalled = -1
      forget()
      input.value = ''
    } else tell(why)
    draw()
  }

  function refuse(text) {
    if (text.trim() === '') return
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
    const next = recalled + step
    if (next < -1 || next >= said.length) return false
    recalled = next
    forget()
    const text = next === -1 ? '' : said[next]
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
      take(found[chosen], '')
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
      (recalled >= 0 ? atStart || !input.value.includes('\n') : input.value === '')
    ) {
      if (recall(1)) event.preventDefault()
    } else if (event.key === 'ArrowDown' && recalled >= 0 && recall(-1)) event.preventDefault()
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
