/** The text of a Word document: paragraphs, headings, lists, tables, notes and comments. */

import type { Archive } from './archive.ts'
import { textSink, type TextSink } from './text-sink.ts'
import { attribute, readXml } from './xml.ts'

/** The parts that hold text, each with its heading. Source: ECMA-376 part 1, 11.3. */
const parts = [
  ['word/document.xml', ''],
  ['word/footnotes.xml', 'Footnotes'],
  ['word/endnotes.xml', 'Endnotes'],
  ['word/comments.xml', 'Comments'],
] as const

/** @param most UTF-16 units of text */
export function wordText(archive: Archive, most: number): string {
  const sink = textSink(most)
  for (const [name, heading] of parts) {
    const bytes = archive.read(name)
    if (bytes === undefined || sink.isFull()) continue
    const text = partText(bytes, textSink(most))
    if (text === '') continue
    sink.endLine()
    if (heading !== '') sink.add(`\n${heading}\n`)
    sink.add(text)
  }
  return sink.text()
}

/** Source: ECMA-376 part 1, 17.3 and 17.4. Deleted text and field codes are elements of other names. */
function partText(bytes: Uint8Array, sink: TextSink): string {
  let isText = false
  /** Word writes some content twice, for itself and as a fallback for others. */
  let fallbacks = 0
  let cells = 0
  let mark = ''
  readXml(bytes, {
    isDone: () => sink.isFull(),
    open(name, attributes) {
      if (name === 'Fallback') fallbacks += 1
      else if (fallbacks > 0) return
      else if (name === 't') isText = true
      else if (name === 'tab') sink.add('\t')
      else if (name === 'br' || name === 'cr') sink.add('\n')
      else if (name === 'tc') cells += 1
      else if (name === 'pStyle') {
        const level = /^(?:heading|berschrift|Titre|Ttulo) ?([1-6])$/i.exec(
          attribute(attributes, 'val') ?? '',
        )
        if (level !== null) mark = `${'#'.repeat(Number(level[1]))} `
      } else if (name === 'numPr' && mark === '') mark = '- '
    },
    text(text) {
      if (!isText || fallbacks > 0) return
      sink.add(mark + text)
      mark = ''
    },
    close(name) {
      if (name === 'Fallback') fallbacks -= 1
      else if (name === 't') isText = false
      else if (name === 'p') {
        mark = ''
        if (cells === 0) sink.endLine()
        else sink.add(' ')
      } else if (name === 'tc') {
        cells -= 1
        sink.add('| ')
      } else if (name === 'tr') sink.endLine()
    },
  })
  return sink.text()
}
