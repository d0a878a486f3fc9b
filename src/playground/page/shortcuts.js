/** What leads to the line to type in from anywhere on the page: a slash, and files that are dropped. */

/**
 * @param {HTMLElement} main Takes files that are dropped on it.
 * @param {{ begin(): void, attach(files?: FileList): void }} line
 */
export function shortcuts(main, line) {
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, dialog') !== null
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    line.begin()
  })
  main.addEventListener('dragover', (event) => event.preventDefault())
  main.addEventListener('drop', (event) => {
    event.preventDefault()
    line.attach(event.dataTransfer?.files)
  })
}
