/** Makes the elements of the line to type in; what they do is up to the composer. */
import { element, icon } from './element.js'

/**
 * @param {HTMLFormElement} form Takes them in.
 * @param {string} popupId Of the list that belongs to the line.
 */
export function composerFrame(form, popupId) {
  const input = element('textarea', {
    class: 'input',
    rows: '1',
    spellcheck: 'true',
    autocomplete: 'off',
    maxlength: '6000',
    'aria-autocomplete': 'list',
    'aria-controls': popupId,
  })
  const picker = element('input', { type: 'file', hidden: true, multiple: true, tabindex: '-1' })
  const plus = element('button', { class: 'plus', type: 'button' }, icon('plus'))
  const sendButton = element('button', { class: 'send', type: 'submit' }, icon('send'))
  const chosenCommand = element('div', { class: 'tokens' })
  form.replaceChildren(plus, element('div', { class: 'line' }, chosenCommand, input), sendButton, picker)
  return {
    input,
    picker,
    plus,
    sendButton,
    chosenCommand,
    /** As tall as its text, up to a third of the screen. */
    grow: () => {
      input.style.height = 'auto'
      input.style.height = `${Math.min(input.scrollHeight, innerHeight / 3)}px`
    },
    /** Names them in the language of the page. */
    label: (words) => {
      input.setAttribute('aria-label', words.composer)
      for (const [button, text] of [
        [plus, words.optionHints.file],
        [sendButton, words.send],
      ]) {
        button.setAttribute('aria-label', text)
        button.title = text
      }
    },
  }
}
