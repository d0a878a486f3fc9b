/** What a reader sees of the page's HTML: its text in runs, with the bullets and numbers that a browser draws. */
import type { Run, Style } from './discord-reading.ts'

const STYLES: Readonly<Record<string, readonly Style[]>> = {
  strong: ['bold'],
  em: ['italic'],
  u: ['underline'],
  s: ['strike'],
  code: ['code'],
  pre: ['block'],
  blockquote: ['quote'],
  a: ['link'],
  h3: ['heading'],
  h4: ['heading'],
  h5: ['heading'],
}
const OF_CLASS: Readonly<Record<string, Style>> = { 'md-spoiler': 'spoiler', 'md-subtext': 'subtext' }

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
const OWN_LINES = /^(?:li|ol|ul|div|h\d|pre|blockquote)$/

interface Open {
  readonly name: string
  readonly styles: ReadonlySet<Style>
  /** Of a list that counts: its next number. */
  next: number | undefined
}

/** Reads HTML of our own tags. Throws where one is closed that was not opened last, or is never closed. */
export function readHtml(html: string): readonly Run[] {
  const runs: Run[] = []
  const open: Open[] = [{ name: '', styles: new Set(), next: undefined }]
  for (const [, slash, name = '', attributes = '', text] of html.matchAll(/<(\/?)(\w+)([^>]*)>|([^<]+)/g)) {
    const inside = open.at(-1)
    if (inside === undefined) throw new Error('More is closed than was opened.')
    const { styles } = inside
    if (text !== undefined) {
      const seen = text.replace(/&(lt|gt|quot|#39|amp);/g, (_all, entity: string) => ENTITIES[entity] ?? '')
      runs.push({ text: seen, styles })
      continue
    }
    if (OWN_LINES.test(name)) runs.push({ text: '\n', styles })
    if (slash !== '') {
      if (open.pop()?.name !== name) throw new Error(`A ${name} is closed that was not opened last.`)
      continue
    }
    if (name === 'li') {
      runs.push({ text: inside.next === undefined ? '• ' : `${inside.next}. `, styles, marker: true })
      if (inside.next !== undefined) inside.next += 1
    }
    const own = OF_CLASS[/class="([\w-]+)/.exec(attributes)?.[1] ?? '']
    const start = /start="(\d+)"/.exec(attributes)?.[1]
    open.push({
      name,
      styles: new Set([...styles, ...(STYLES[name] ?? []), ...(own === undefined ? [] : [own])]),
      next: start === undefined ? undefined : Number(start),
    })
  }
  if (open.length > 1) throw new Error(`A ${open.at(-1)?.name} is never closed.`)
  return runs
}
