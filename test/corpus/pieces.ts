/** The Markdown that every machine with the project has: what its packages brought, cut into pieces as long as an answer. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface CorpusPiece {
  /** The file and the number of the piece in it. */
  readonly name: string
  readonly text: string
}

const MOST_BYTES = 400_000
const PIECE_LENGTH = 6_000
/** Of one file, so that one long list of changes is not half the corpus. */
const MOST_PIECES = 40

/** All pieces, in the order of the files' names; a piece that is there twice counts once. */
export function corpusPieces(root: string): readonly CorpusPiece[] {
  const known = new Set<string>()
  const pieces: CorpusPiece[] = []
  for (const path of markdownFiles(root)) {
    const source = readFileSync(join(root, path), 'utf8')
    const own = cutAtHeadings(source.replace(/\r\n?/g, '\n').replaceAll('\0', '').toWellFormed())
    own.slice(0, MOST_PIECES).forEach((text, at) => {
      const key = createHash('sha256').update(text).digest('base64')
      if (known.has(key) || text.trim() === '') return
      known.add(key)
      pieces.push({ name: `${path}#${at}`, text })
    })
  }
  return pieces
}

function markdownFiles(root: string, folder = ''): readonly string[] {
  const names = readdirSync(join(root, folder), { withFileTypes: true })
  return names
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : markdownFiles(root, path)
      const wanted = entry.isFile() && /\.(?:md|markdown)$/i.test(entry.name)
      return wanted && statSync(join(root, path)).size <= MOST_BYTES ? [path] : []
    })
}

/** Cuts before headings that stand outside of code, and before blank lines where a part has no heading for too long. */
function cutAtHeadings(source: string): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  let fence = ''
  let blank = true
  for (const line of source.split('\n')) {
    const heading = fence === '' && blank && /^#{1,3} /.test(line)
    const parting = fence === '' && blank && /^\S/.test(line) && !/^(?:[-*+|>]|\d+[.)])/.test(line)
    const long = piece.length + line.length > PIECE_LENGTH
    if ((heading && piece.length > PIECE_LENGTH / 4) || (heading && long) || (parting && long)) {
      pieces.push(piece)
      piece = ''
    }
    const mark = /^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (fence === '' && mark !== '') fence = mark
    else if (fence !== '' && mark.startsWith(fence) && /^\s*(?:>\s*)*[`~]+\s*$/.test(line)) fence = ''
    piece += `${line}\n`
    blank = line.trim() === ''
  }
  return [...pieces, piece].filter((text) => text.length <= 4 * PIECE_LENGTH)
}
