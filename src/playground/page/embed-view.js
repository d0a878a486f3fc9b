/** Shows the embeds of a message: boxes with a title and a text. */
import { renderBlocks } from './discord-markdown.js'
import { element } from './element.js'

/**
 * @param {{ title?: string, description?: string }[]} embeds
 * @param {(html: string) => HTMLElement} block Makes an element of a block of Markdown.
 * @returns {HTMLElement[]}
 */
export const showEmbeds = (embeds, block) =>
  embeds.map(({ title, description }) =>
    element(
      'div',
      { class: 'embed' },
      title != null && element('b', {}, title),
      ...renderBlocks(description ?? '').map(block),
    ),
  )
