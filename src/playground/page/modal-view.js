/** Shows the form that the bot answered with (a modal), and hands over what was filled in. */
import { renderMarkdown } from './discord-markdown.js'
import { element, icon } from './element.js'

const LARGEST_FILE = 10_485_760

/**
 * @typedef {object} Field
 * @property {HTMLElement} shown
 * @property {HTMLElement} [input] What a person fills in; without it there is nothing to send.
 * @property {() => Record<string, unknown>} [values]
 * @property {() => { field: string, file: File }[]} [files]
 */

/**
 * @param {{ custom_id?: string, title?: string, components?: object[] }} modal As in the callback of type 9.
 * @param {ReturnType<typeof import('./words.js').wordsFor>} words
 * @param {(customId: string, values: Record<string, unknown>, files: { field: string, file: File }[]) =>
 *   Promise<string | undefined>} submit Answers with the sentence that says why not, or nothing.
 */
export function showModal(modal, words, submit) {
  const fields = (Array.isArray(modal.components) ? modal.components : []).flatMap((one) =>
    fieldsOf(one, words),
  )
  const note = element('p', { class: 'note', role: 'alert', hidden: true })
  const sendButton = element('button', { class: 'button button-primary', type: 'submit' }, words.send)
  const cancel = element('button', { class: 'button button-secondary', type: 'button' }, words.cancel)
  const close = element(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': words.close },
    icon('close'),
  )
  const form = element(
    'form',
    {},
    element('header', {}, element('h2', {}, modal.title ?? ''), close),
    element('div', { class: 'modal-fields' }, ...fields.map(({ shown }) => shown), note),
    element('footer', {}, cancel, sendButton),
  )
  const dialog = element('dialog', { class: 'modal', 'aria-label': modal.title ?? '' }, form)
  const end = () => dialog.close()
  const tell = (why) => {
    note.textContent = why
    note.hidden = false
  }
  dialog.addEventListener('close', () => dialog.remove())
  for (const button of [cancel, close]) button.addEventListener('click', end)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const values = Object.assign({}, ...fields.map((field) => field.values?.() ?? {}))
    const files = fields.flatMap((field) => field.files?.() ?? [])
    if (files.some(({ file }) => file.size > LARGEST_FILE)) return tell(words.fileTooLarge)
    sendButton.disabled = true
    const why = await submit(modal.custom_id ?? '', values, files)
    sendButton.disabled = false
    if (why === undefined) return end()
    tell(why)
  })
  document.body.append(dialog)
  dialog.showModal()
  fields.find(({ input }) => input !== undefined)?.input.focus()
}

/** Source: Discord, Component Reference. Fields of other types are not shown. */
const SHOWN = { 4: textField, 19: uploadField, 23: checkboxField }
const TEXT_DISPLAY = 10

/** A field stands in a Label (18) or, in older modals, in a row (1). @returns {Field[]} */
function fieldsOf(one, words) {
  if (one?.type === TEXT_DISPLAY) {
    const shown = element('div', { class: 'md-block modal-text' })
    shown.innerHTML = renderMarkdown(String(one.content ?? ''))
    return [{ shown }]
  }
  const inner = one?.component ?? one?.components?.[0]
  const made = SHOWN[inner?.type]?.(inner, String(inner.custom_id), labelOf(one, inner), words)
  return made === undefined ? [] : [made]
}

const labelOf = (one, inner) => [
  element('b', {}, String(one.label ?? inner.label ?? '')),
  one.description != null && element('small', {}, String(one.description)),
]

function textField(inner, name, label) {
  const common = {
    class: 'modal-input',
    required: inner.required !== false,
    placeholder: inner.placeholder ?? '',
    minlength: inner.min_length ?? undefined,
    maxlength: inner.max_length ?? 4000,
  }
  const input = inner.style === 2 ? element('textarea', { ...common, rows: '5' }) : element('input', common)
  input.value = String(inner.value ?? '')
  return { input, shown: element('label', {}, ...label, input), values: () => ({ [name]: input.value }) }
}

function uploadField(inner, name, label, words) {
  const most = inner.max_values ?? 1
  const input = element('input', {
    type: 'file',
    multiple: most > 1,
    required: inner.required !== false,
  })
  const chosen = element('ul', {})
  input.addEventListener('change', () => {
    input.setCustomValidity(input.files.length > most ? words.tooManyFiles(most) : '')
    chosen.replaceChildren(...[...input.files].map(({ name: file }) => element('li', {}, file)))
  })
  // The browser's own button speaks the language of the browser.
  const button = element(
    'span',
    { class: 'button button-secondary', 'aria-hidden': 'true' },
    words.chooseFiles(most),
  )
  return {
    input,
    shown: element('label', { class: 'modal-files' }, ...label, input, button, chosen),
    files: () => [...input.files].map((file) => ({ field: name, file })),
  }
}

function checkboxField(inner, name, label) {
  const input = element('input', { type: 'checkbox' })
  input.checked = inner.default === true
  const shown = element('label', { class: 'modal-tick' }, input, element('span', {}, ...label))
  return { input, shown, values: () => ({ [name]: input.checked }) }
}
