/** What the local Claude says of files: which it sees, without pretending to understand them. */

import { isRecord } from '../../json.ts'
import { type Block, type Message, textOf } from './content.ts'
import { bytesOf, mediaOf, pixelsIn } from './media.ts'
import type { Language } from './canned-texts.ts'

/** The bot announces a file in a line of its own. */
const LINE = /^\[file \w{6,16}: [^\]\n]*\][ \t]*\n?/gm

export const withoutFileLines = (text: string): string => text.replaceAll(LINE, '')

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

function seen(block: Block, language: Language): readonly string[] {
  const media = mediaOf(block)
  const title = typeof block['title'] === 'string' ? ` "${block['title']}"` : ''
  if (media !== undefined) {
    const size = sizeOf(bytesOf(media).length)
    const pixels = pixelsIn(media)
    const wide = pixels === undefined ? '' : `, ${pixels.width} × ${pixels.height}`
    return [
      language === 'de'
        ? `ein ${media.kind}${title} mit ${size}${wide}`
        : `a ${media.kind}${title} of ${size}${wide}`,
    ]
  }
  const { source, context } = block
  if (block.type !== 'document' || !isRecord(source) || typeof source['data'] !== 'string') return []
  const lines = source['data'].split('\n')
  const first = (lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, 80)
  const cut = typeof context === 'string' && context !== ''
  const more = cut ? (language === 'de' ? ', und es geht noch weiter' : ', and there is more of it') : ''
  return [
    language === 'de'
      ? `einen Text${title} mit ${lines.length} Zeilen${more}, der so anfängt:\n> ${first}`
      : `a text${title} of ${lines.length} lines${more}, which begins:\n> ${first}`,
  ]
}

/**
 * What there is to say of the files of a conversation: of those that came with the question, or of earlier ones where
 * it asks about one. Undefined where it is about something else.
 */
export function aboutFiles(
  messages: readonly Message[],
  question: string,
  language: Language,
): string | undefined {
  const asked = messages.findLast(({ role }) => role === 'user')
  const now = asked?.content.flatMap((block) => seen(block, language)) ?? []
  if (now.length > 0)
    return language === 'de' ? `Ich sehe ${now.join('\n\nund ')}` : `I see ${now.join('\n\nand ')}`
  const wanted = /\b(?:(?<image>picture|image|photo|bild|foto)|file|pdf|document|datei|dokument)\b/i.exec(
    question,
  )
  if (wanted === null) return undefined
  const isWanted = ({ type }: Block): boolean => wanted.groups?.['image'] === undefined || type === 'image'
  const still = messages
    .flatMap(({ content }) => content.filter(isWanted).flatMap((block) => seen(block, language)))
    .at(-1)
  if (still !== undefined) return language === 'de' ? `Ich sehe noch ${still}` : `I still see ${still}`
  const gone = messages
    .flatMap(({ role, content }) =>
      role === 'user' ? [...textOf(content).matchAll(/\[file \w{6,16}: "([^"]*)"[^\]]*no longer/g)] : [],
    )
    .at(-1)?.[1]
  if (gone === undefined) return undefined
  return language === 'de'
    ? `Von **${gone}** weiß ich noch den Namen, sehen kann ich es nicht mehr. Häng es noch einmal an.`
    : `I remember that there was **${gone}**, but I no longer see it. Please attach it again.`
}
