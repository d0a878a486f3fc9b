/** Shows the form that the bot answered with (a modal), and hands over what was filled in. */
import { renderMarkdown } from './discord-markdown.js'
import { element, icon } from './element.js'

const TEXT_INPUT = 4
const TEXT_DISPLAY = 10

/**
 * @param {{ custom_id?: string, title?: string, components?: object[] }} modal As in the callback of type 9.
 * @param {ReturnType<typeof import('./words.js').wordsFor>} words
 * @param {(customId: string, values: Record<string, string>) => Promise<string | undefined>} submit Answers with the
 *   sentence that says why not, or nothing.
 */
export function showModal(modal, words, submit) {
  const fields = (Array.isArray(modal.components) ? modal.components : []).flatMap(fieldsOf)
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
  dialog.addEventListener('close', () => dialog.remove())
  for (const button of [cancel, close]) button.addEventListener('click', end)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    sendButton.disabled = true
    const values = Object.fromEntries(
      fields.flatMap(({ name, input }) => (input === undefined ? [] : [[name, input.value]])),
    )
    const why = await submit(modal.custom_id ?? '', values)
    sendButton.disabled = false
    if (why === undefined) return end()
    note.textContent = why
    note.hidden = false
  })
  document.body.append(dialog)
  dialog.showModal()
  fields.find(({ input }) => input !== undefined)?.input.focus()
}

/** Source: Discord, Component Reference: text inputs stand in a Label (18) or, in older modals, in a row (1). */
function fieldsOf(one) {
  if (one?.type === TEXT_DISPLAY) {
    const shown = element('div', { class: 'md-block' })
    shown.innerHTML = renderMarkdown(String(one.content ?? ''))
    return [{ shown }]
  }
  const inner = one?.component ?? one?.components?.[0]
  if (inner?.type !== TEXT_INPUT) return []
  const lengths = { minlength: inner.min_length ?? undefined, maxlength: inner.max_length ?? 4000 }
  const common = {
    class: 'modal-input',
    required: inner.required !== false,
    placeholder: inner.placeholder ?? '',
    ...lengths,
  }
  const input = inner.style === 2 ? element('textarea', { ...common, rows: '5' }) : element('input', common)
  input.value = String(inner.value ?? '')
  const label = String(one.label ?? inner.label ?? '')
  const shown = element(
    'label',
    {},
    element('b', {}, label),
    one.description != null && element('small', {}, String(one.description)),
    input,
  )
  return [{ name: String(inner.custom_id), input, shown }]
}
