/** What a click does within the text of a message: it opens a spoiler, a channel, or another message. */

/** @param {{ open: (channel: string, message?: string) => boolean }} actions `open` answers whether there is such a channel. */
export function watchMessages({ open }) {
  for (const kind of ['click', 'keydown'])
    document.addEventListener(kind, (event) => {
      if (kind === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return
      const spoiler = event.target.closest?.('.md-spoiler:not(.md-spoiler-open)')
      if (spoiler) {
        event.preventDefault()
        spoiler.classList.add('md-spoiler-open')
        spoiler.setAttribute('aria-expanded', 'true')
        spoiler.removeAttribute('aria-label')
        return
      }
      const mention = event.target.closest?.('.md-mention[data-channel]')
      if (mention && open(mention.dataset.channel)) event.preventDefault()
    })

  // A link to a message leads there, as in Discord.
  document.addEventListener('click', (event) => {
    const address = event.target.closest?.('a')?.href ?? ''
    const [, channel, message] = /^https:\/\/discord\.com\/channels\/[^/]+\/(\d+)\/(\d+)$/.exec(address) ?? []
    if (channel !== undefined && open(channel, message)) event.preventDefault()
  })
}
