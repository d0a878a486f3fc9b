/** Names the words that are lost, added, joined or renumbered between an answer and what is shown of it. */
import { around } from './loss.ts'
import type { Loss } from './loss.ts'
import { wordsIn } from './plain-words.ts'
import type { Word } from './plain-words.ts'
import type { Shown } from './shown-words.ts'

/** All words of the raw text, with entities read: what is there whatever it is taken for. */
export function crudeWords(source: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const text = source.replace(/&(?:#\d+|#x[\da-f]+|[a-z]\w*);/gi, (entity) => ` ${entity} `)
  for (const word of wordsIn(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Goes through the gaps between words that stand beside their like. */
export function wordLosses(
  plain: readonly Word[],
  shown: readonly Shown[],
  places: readonly number[],
  crude: ReadonlyMap<string, number>,
): readonly Loss[] {
  const losses: Loss[] = []
  let i = 0
  let j = 0
  while (i < plain.length || j < shown.length) {
    if (i < plain.length && places[i] === j) {
      i += 1
      j += 1
      continue
    }
    let to = i
    while (to < plain.length && (places[to] ?? -1) < 0) to += 1
    const until = to < plain.length ? (places[to] ?? j) : shown.length
    losses.push(...gapLosses(plain, [i, to], shown, [j, until], crude))
    i = to
    j = until
  }
  return losses
}

const join = (words: readonly { readonly text: string }[], between = ''): string =>
  words.map(({ text }) => text).join(between)

function gapLosses(
  plain: readonly Word[],
  [i, to]: readonly [number, number],
  shown: readonly Shown[],
  [j, until]: readonly [number, number],
  crude: ReadonlyMap<string, number>,
): readonly Loss[] {
  const seen = new Set(shown.map(({ text }) => text))
  const missing = plain
    .slice(i, to)
    .filter(({ optional, anywhere, text }) => !optional && !(anywhere && seen.has(text)))
  const extra = shown.slice(j, until)
  const context = `${around(plain, i, to)} → ${around(shown, j, until)}`
  if (missing.length === extra.length && missing.some(({ item }) => item !== undefined)) {
    return missing.flatMap((word, at) => {
      const text = extra[at]?.text ?? ''
      if (word.text === text || (word.item?.onlyOnes === true && word.item.counted === text)) return []
      return [
        {
          kind: word.item === undefined ? 'lost word' : 'changed number',
          words: `${word.text} → ${text}`,
          context,
        },
      ]
    })
  }
  const joined = missing.length > 0 && extra.length > 0 && join(missing) === join(extra)
  // Cut apart or put together otherwise than CommonMark does, but as the raw text has it: a mark in a word.
  if (joined && extra.every(({ text }) => crude.has(text))) return []
  if (joined) return [{ kind: 'joined words', words: `${join(missing, ' ')} → ${join(extra, ' ')}`, context }]
  const losses: Loss[] = []
  for (const { text, item } of missing) {
    if (item !== undefined) losses.push({ kind: 'changed number', words: `${text} → none`, context })
    else if (crude.has(text)) losses.push({ kind: 'lost word', words: text, context })
  }
  const known = new Set(plain.map(({ text }) => text))
  for (const { text, marker } of extra) {
    if (marker) losses.push({ kind: 'changed number', words: `none → ${text}`, context })
    else if (!crude.has(text) && !known.has(text)) losses.push({ kind: 'added word', words: text, context })
  }
  return losses
}
