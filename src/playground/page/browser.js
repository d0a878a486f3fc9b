/** What the page asks of the browser: what it keeps over a reload, and the bytes of a file. */

/** A browser that forbids storage keeps nothing. */
export function remembered(name) {
  try {
    return localStorage.getItem(`playground-${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`playground-${name}`, value)
  } catch {
    // Nothing is lost but comfort.
  }
}

/** @param {File} file Rejects where it cannot be read. */
export const readFile = (file) =>
  new Promise((done, broken) => {
    const reader = new FileReader()
    reader.addEventListener('error', () => broken(reader.error))
    reader.addEventListener('load', () => {
      const base64 = reader.result.slice(reader.result.indexOf(',') + 1)
      done({ filename: file.name, contentType: file.type || 'text/plain', base64 })
    })
    reader.readAsDataURL(file)
  })
