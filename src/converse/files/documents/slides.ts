/** The text of a PowerPoint presentation, slide by slide, with the speaker's notes. */

import type { Archive } from './archive.ts'
import { textSink, type TextSink } from './text-sink.ts'
import { attribute, readXml, relationships } from './xml.ts'

const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/

/** @param most UTF-16 units of text */
export function slidesText(archive: Archive, most: number): string {
  const sink = textSink(most)
  for (const [n, name] of slidesInOrder(archive).entries()) {
    if (sink.isFull()) break
    sink.endLine()
    sink.add(`\n## Slide ${n + 1}\n`)
    addText(archive.read(name), sink)
    const targets = relationships(archive.read(name.replace('slides/', 'slides/_rels/') + '.rels'))
    const notes = [...targets.values()].find((target) => target.includes('notesSlide'))
    if (notes !== undefined) {
      const said = textSink(most)
      addText(archive.read(`ppt/notesSlides/${notes.split('/').at(-1) ?? ''}`), said)
      if (said.text() !== '') sink.add(`Notes: ${said.text()}\n`)
    }
  }
  return sink.text()
}

const numberOf = (name: string): number => Number(SLIDE.exec(name)?.[1] ?? 0)

/** In the order of the presentation. Source: ECMA-376 part 1, 19.2.1.34 (`sldIdLst`). */
function slidesInOrder(archive: Archive): readonly string[] {
  const all = archive.entries.flatMap(({ name }) => (SLIDE.test(name) ? [name] : []))
  const targets = relationships(archive.read('ppt/_rels/presentation.xml.rels'))
  const listed: string[] = []
  readXml(archive.read('ppt/presentation.xml'), {
    open(name, attributes) {
      if (name !== 'sldId') return
      const target = targets.get(attributes['r:id'] ?? '') ?? ''
      const path = `ppt/slides/${target.split('/').at(-1) ?? ''}`
      if (all.includes(path)) listed.push(path)
    },
  })
  return listed.length > 0 ? listed : all.toSorted((a, b) => numberOf(a) - numberOf(b))
}

/** Source: ECMA-376 part 1, 21.1.2. A field with the slide's number is no text of anybody's. */
function addText(bytes: Uint8Array | undefined, sink: TextSink): void {
  let isText = false
  let isNumber = false
  readXml(bytes, {
    isDone: () => sink.isFull(),
    open(name, attributes) {
      if (name === 't') isText = true
      else if (name === 'br') sink.add('\n')
      else if (name === 'tab') sink.add('\t')
      else if (name === 'fld') isNumber = attribute(attributes, 'type') === 'slidenum'
    },
    text(text) {
      if (isText && !isNumber) sink.add(text)
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'fld') isNumber = false
      else if (name === 'p') sink.endLine()
    },
  })
}
