/** The text of an EPUB book, chapter by chapter in reading order. */

import type { Archive } from './archive.ts'
import { textSink } from './text-sink.ts'
import { readXml } from './xml.ts'

/** Elements that begin a line of their own. */
const BLOCKS = new Set('p div h1 h2 h3 h4 h5 h6 li tr br blockquote section pre dt dd'.split(' '))
const UNSHOWN = new Set(['head', 'script', 'style'])

/** Source: EPUB 3.3, 4.2.6.3.1 (`container.xml`) and 5.7 (`spine`). @param most UTF-16 units of text */
export function bookText(archive: Archive, most: number): string {
  let root = ''
  readXml(archive.read('META-INF/container.xml'), {
    open(name, { 'full-path': path = '' }) {
      if (name === 'rootfile' && root === '') root = path
    },
  })
  const hrefs = new Map<string, string>()
  const chapters: string[] = []
  readXml(archive.read(root), {
    open(name, { id = '', href = '', idref = '' }) {
      if (name === 'item') hrefs.set(id, href)
      else if (name === 'itemref') chapters.push(hrefs.get(idref) ?? '')
    },
  })
  const folder = root.slice(0, root.lastIndexOf('/') + 1)
  const sink = textSink(most)
  for (const chapter of chapters) {
    if (sink.isFull()) break
    let unshown = 0
    readXml(archive.read(folder + unescaped(chapter)), {
      isDone: () => sink.isFull(),
      open(name) {
        if (UNSHOWN.has(name)) unshown += 1
        else if (BLOCKS.has(name)) sink.endLine()
      },
      text(text) {
        if (unshown === 0) sink.add(text.replaceAll(/\s+/g, ' '))
      },
      close(name) {
        if (UNSHOWN.has(name)) unshown -= 1
        else if (BLOCKS.has(name)) sink.endLine()
      },
    })
    sink.endLine()
    sink.add('\n')
  }
  return sink.text()
}

function unescaped(href: string): string {
  try {
    return decodeURIComponent(href)
  } catch {
    return href
  }
}
