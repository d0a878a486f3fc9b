/**
 * What an answer says, by CommonMark and GitHub's additions: its words in order, and what each of them is.
 *
 * Where the reading is open, a word is marked as such, with the reason beside the mark:
 * - `optional`: it may be shown or not (targets of links, alt texts, tags, comments, definitions, footnotes).
 * - `anywhere`: it may stand elsewhere (heads of tables).
 * - `code: 'maybe'`: it may be shown as code or not (cells of tables, formulas, tags for code, sums).
 */

import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Nodes, Parents, RootContent } from 'mdast'
import { type Word, type PlainReading, WORD, smallDigitsApart } from './plain-words.ts'

type Marks = Omit<Word, 'text' | 'item' | 'before'>

const PLAIN: Marks = {
  optional: false,
  anywhere: false,
  code: 'no',
  struck: 'no',
  quoted: false,
  hidden: 'no',
}

const TAG = /<!--[^]*?(?:-->|$)|<\/?[a-z][^>]*>|<[!?][^>]*>/giu

const CODE_TAG = /<(code|kbd|pre|samp|var|tt|sup|sub)\b/i

const FORMULA = /\$\$[^]+?\$\$|\$[^\s$](?:[^$\n]*[^\s$])?\$|\\\([^]+?\\\)|\\\[[^]+?\\\]/g

const SURELY_HIDDEN = /(?<=^|[\s(])\|\|(?=[^\s|])[^|`]*?[^\s|]\|\|(?=$|[\s.,;:!?)])/g

export function readPlain(source: string): PlainReading {
  const reader = new Reader(source)
  reader.read(parseMarkdown(source), PLAIN)
  reader.flush()
  return reader
}

const parseMarkdown = (source: string): Nodes =>
  fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

class Reader implements PlainReading {
  readonly words: Word[] = []
  readonly blocks: string[] = []
  readonly codes: string[] = []
  /** Text that may still go on in the next node: a mark in the middle of a word does not end the word. */
  private open: { text: string; marks: Marks } = { text: '', marks: PLAIN }
  private inSpoiler = false
  private codeTags = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  private raw(node: Nodes): string {
    return this.source.slice(node.position?.start.offset, node.position?.end.offset)
  }

  /** Adds text that may be the beginning or the end of a word. */
  private add(text: string, marks: Marks): void {
    const same = JSON.stringify(marks) === JSON.stringify(this.open.marks)
    if (same) {
      this.open.text += text
      return
    }
    const joins = /[\p{L}\p{N}\p{M}]$/u.test(this.open.text) && /^[\p{L}\p{N}\p{M}]/u.test(text)
    if (joins) {
      // The word belongs to the node in which it began; what it is there is open.
      const [, end = '', rest = ''] = /^([\p{L}\p{N}\p{M}]+)([^]*)$/u.exec(text) ?? []
      this.open.text += end
      this.flush()
      this.open = { text: rest, marks }
      return
    }
    this.flush()
    this.open = { text, marks }
  }

  flush(): void {
    const { marks } = this.open
    const text = smallDigitsApart(this.open.text.replaceAll('\u200b', ''))
    let from: number | undefined
    for (const { 0: word, index } of text.matchAll(WORD)) {
      const before = from === undefined ? {} : { before: text.slice(from, index) }
      this.words.push({ text: word, ...before, ...marks })
      from = index + word.length
    }
    this.open = { text: '', marks: PLAIN }
  }

  private apart(text: string, marks: Marks): void {
    this.flush()
    this.add(text, marks)
    this.flush()
  }

  private all(node: Parents, marks: Marks): void {
    for (const child of node.children) this.read(child, marks)
  }

  read(node: Nodes, marks: Marks): void {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest are blocks
    switch (node.type) {
      case 'root':
        this.all(node, marks)
        return
      case 'text':
        this.text(node.value, marks)
        return
      case 'inlineCode':
        this.add(node.value, {
          ...marks,
          code: marks.code === 'maybe' ? 'maybe' : 'yes',
          ...this.hiding(marks),
        })
        if (marks.code === 'no') this.codes.push(node.value)
        return
      case 'code':
        this.apart(node.value, { ...marks, code: 'yes', ...this.hiding(marks) })
        this.blocks.push(node.value)
        // What stands behind the opening fence is its language; more than that may be shown.
        this.apart(`${node.lang ?? ''} ${node.meta ?? ''}`, { ...marks, optional: true, code: 'maybe' })
        return
      case 'html':
        this.html(node.value, marks)
        return
      case 'break':
        this.add('\n', marks)
        return
      case 'delete':
        // One tilde on each side is a mark on GitHub and a sign for `about` elsewhere.
        this.all(node, { ...marks, struck: this.raw(node).startsWith('~~') ? 'yes' : 'maybe' })
        return
      case 'emphasis':
      case 'strong':
        this.emphasis(node, marks)
        return
      case 'link':
        this.all(node, marks)
        if (this.raw(node).startsWith('[')) this.apart(node.url, { ...marks, optional: true, code: 'maybe' })
        return
      case 'image':
        // One without words of its own is called an image, so that there is something to press.
        this.apart(`${node.alt || 'image'} ${node.url}`, { ...marks, optional: true, code: 'maybe' })
        return
      case 'imageReference':
        this.apart(`${node.alt ?? ''} ${node.label ?? ''}`, { ...marks, optional: true, code: 'maybe' })
        return
      case 'linkReference':
        this.all(node, marks)
        if (node.referenceType === 'full')
          this.apart(node.label ?? '', { ...marks, optional: true, code: 'maybe' })
        return
      case 'definition':
        this.apart(this.raw(node), { ...marks, optional: true, code: 'maybe' })
        return
      case 'footnoteReference':
        this.apart(node.label ?? node.identifier, { ...marks, optional: true })
        return
      case 'footnoteDefinition':
        this.apart(node.label ?? node.identifier, { ...marks, optional: true })
        this.all(node, { ...marks, optional: true, code: 'maybe' })
        return
      case 'list':
        this.list(node, marks)
        return
      case 'table':
        // Tables are drawn as code, or as a list of lines where they are wide.
        node.children.forEach((row, at) => this.block(row, { ...marks, code: 'maybe', anywhere: at === 0 }))
        return
      case 'blockquote':
        this.block(node, { ...marks, quoted: true })
        return
      default:
        if ('children' in node) this.block(node, marks)
        else this.flush()
    }
  }

  private block(node: Parents, marks: Marks): void {
    for (const child of node.children) {
      if (node.type !== 'paragraph' && node.type !== 'heading' && node.type !== 'tableCell') this.flush()
      this.read(child, marks)
    }
    this.flush()
  }

  private list(node: Extract<RootContent, { type: 'list' }>, marks: Marks): void {
    const numbers = node.children.map((item) => /^\s*(\d+)[.)]/.exec(this.raw(item))?.[1] ?? '')
    const onlyOnes = new Set(numbers).size === 1
    node.children.forEach((item, at) => {
      this.flush()
      const text = numbers[at] ?? ''
      const counted = String((node.start ?? 1) + at)
      if (node.ordered === true && text !== '')
        this.words.push({ text, ...marks, ...this.hiding(marks), item: { counted, onlyOnes } })
      this.block(item, marks)
    })
  }

  /** A mark round a number or a letter, with a number or a letter at both sides, is a sign of a sum: `5*4*3`. */
  private emphasis(node: Extract<RootContent, { type: 'emphasis' | 'strong' }>, marks: Marks): void {
    const raw = this.raw(node)
    const start = node.position?.start.offset ?? 0
    const before = this.source[start - 1] ?? ' '
    const behind = this.source[start + raw.length] ?? ' '
    const sum = raw.startsWith('*') && /[\p{L}\p{N})]/u.test(before) && /[\p{L}\p{N}(]/u.test(behind)
    if (sum) this.flush()
    this.all(node, sum ? { ...marks, code: 'maybe' } : marks)
    if (sum) this.flush()
  }

  private hiding(marks: Marks): Pick<Marks, 'hidden'> {
    return { hidden: this.inSpoiler ? 'maybe' : marks.hidden }
  }

  /** Text: with two pipes the hidden part begins or ends; formulas may be code. */
  private text(value: string, marks: Marks): void {
    const code = this.codeTags > 0 ? 'maybe' : marks.code
    const sure = new Set<number>()
    for (const found of value.matchAll(SURELY_HIDDEN)) {
      for (let at = found.index; at < found.index + found[0].length; at += 1) sure.add(at)
    }
    const formulas = new Set<number>()
    for (const found of value.matchAll(FORMULA)) {
      for (let at = found.index; at < found.index + found[0].length; at += 1) formulas.add(at)
    }
    let from = 0
    const marksAt = (at: number): Marks => ({
      ...marks,
      code: formulas.has(at) ? 'maybe' : code,
      hidden: sure.has(at) ? 'yes' : this.inSpoiler ? 'maybe' : marks.hidden,
    })
    const edge = (at: number): boolean =>
      formulas.has(at) !== formulas.has(at - 1) || sure.has(at) !== sure.has(at - 1)
    for (let at = 0; at <= value.length; at += 1) {
      const pipes = value.startsWith('||', at)
      if (at === value.length || pipes || edge(at)) {
        if (at > from) this.add(value.slice(from, at), marksAt(from))
        from = at
      }
      if (pipes) {
        this.inSpoiler = !this.inSpoiler
        at += 1
      }
    }
  }

  /** Tags and comments may be shown or not; the text between them is text. */
  private html(source: string, marks: Marks): void {
    const value = source.replace(/&#?\w+;/g, ' ')
    let from = 0
    const code = (): Marks => ({
      ...marks,
      code: this.codeTags > 0 || CODE_TAG.test(value) ? 'maybe' : marks.code,
    })
    for (const tag of value.matchAll(TAG)) {
      if (tag.index > from) this.add(value.slice(from, tag.index), code())
      // A picture without a name may be called one.
      const more = /^<img\b/i.test(tag[0]) ? ' image' : ''
      this.apart(tag[0] + more, { ...marks, optional: true, code: 'maybe' })
      if (CODE_TAG.test(tag[0])) this.codeTags += 1
      if (/^<\/(?:code|kbd|pre|samp|var|tt|sup|sub)/i.test(tag[0]))
        this.codeTags = Math.max(0, this.codeTags - 1)
      from = tag.index + tag[0].length
    }
    if (from < value.length) this.add(value.slice(from), code())
    this.flush()
  }
}
