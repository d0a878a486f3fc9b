/** What the camera does inside the page, where there is a document. */

/** What a clock or a stopwatch shows would be another each time. */
export function hideTime() {
  const isGerman = document.documentElement.lang === 'de'
  for (const time of document.querySelectorAll('.when'))
    time.textContent = isGerman ? 'heute um 10:24' : 'Today at 10:24 AM'
  for (const time of document.querySelectorAll('.side-time')) time.textContent = ''
  for (const day of document.querySelectorAll('.day')) day.remove()
  // Whether the last words came with the first edit is a matter of milliseconds.
  for (const edited of document.querySelectorAll('.edited')) edited.remove()
  for (const small of document.querySelectorAll('.md-subtext'))
    small.textContent = small.textContent.replace(/· \d+([.,])\d s/, '· 0$14 s')
}

/** @param {HTMLImageElement} image */
export const decoded = (image) => image.decode()

/** For a film: times differ each time, and a caret that blinks is motion without a meaning. */
export function hideMotion() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    '.when, .side-time, .day, .edited { visibility: hidden } * { caret-color: transparent !important }',
  )
  document.adoptedStyleSheets.push(sheet)
}
