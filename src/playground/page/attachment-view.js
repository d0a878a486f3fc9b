/** Shows what the bot attached: pictures in line, text with its first lines, everything as a card to download. */
import { element, icon } from './element.js'

/** The pictures that the playground serves as such. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp)\b/
const TEXTS = /^(?:text\/|application\/(?:json|xml|yaml|javascript|x-ndjson))/
const TEXT_NAMES = /\.(?:txt|md|csv|tsv|json|js|ts|tsx|py|go|rs|sql|sh|ya?ml|toml|html|css|log|diff)$/i
const PREVIEW_BYTES = 200_000
const WIDEST = 400
const HIGHEST = 300

/**
 * @param {import('./page-state.js').Attachment[]} attachments
 * @param {ReturnType<typeof import('./words.js').wordsFor>} words
 * @returns {HTMLElement[]}
 */
export const showAttachments = (attachments, words) =>
  attachments.map((file) => (PICTURES.test(file.contentType) ? picture(file, words) : card(file, words)))

/** Its place is kept free before it is there, when its size is known, so that nothing below it jumps. */
function picture({ url, filename, description, width, height }, words) {
  const scale = width > 0 && height > 0 ? Math.min(1, WIDEST / width, HIGHEST / height) : 0
  const size = scale > 0 ? { width: Math.round(width * scale), height: Math.round(height * scale) } : {}
  const image = element('img', {
    src: url,
    alt: description || words.attachment(filename),
    loading: 'lazy',
    ...size,
  })
  return element(
    'a',
    { class: 'picture', href: url, target: '_blank', rel: 'noopener', title: filename },
    image,
  )
}

function card(file, words) {
  const { filename, url } = file
  const link = element(
    'a',
    { class: 'file-name', href: url, download: filename, title: words.download },
    filename,
  )
  const line = element(
    'div',
    { class: 'file-line' },
    icon('file'),
    element('div', { class: 'file-words' }, link, element('span', { class: 'file-size' }, sizeOf(file.size))),
  )
  const made = element('div', { class: 'file-card' }, line)
  const readable = TEXTS.test(file.contentType) || TEXT_NAMES.test(filename)
  if (readable && file.size <= PREVIEW_BYTES) void preview(made, url, words)
  return made
}

/** A preview that cannot be fetched leaves the card without one: the download says what is wrong. */
async function preview(made, url, words) {
  const text = await fetch(url)
    .then((response) => (response.ok ? response.text() : ''))
    .catch(() => '')
  if (text === '') return
  const code = element('pre', { class: 'file-preview', tabindex: '0' }, text)
  const more = element(
    'button',
    { class: 'link-button file-more', type: 'button', 'aria-expanded': 'false' },
    words.showAll,
  )
  more.addEventListener('click', () => {
    const open = made.classList.toggle('file-open')
    more.setAttribute('aria-expanded', String(open))
    more.textContent = open ? words.showLess : words.showAll
  })
  made.append(code, text.split('\n').length > 8 || text.length > 700 ? more : '')
}

function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
