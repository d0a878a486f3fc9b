/** Lays two lists of words side by side, so that as many as possible stand beside their like. */

/** What a match is worth: little if the word on the left need not be there. */
type Weight = (at: number, place: number) => number

/** Worth so much, a word at either end may be laid beside its like without looking further. */
export const FULL_WEIGHT = 1_000

const MOST_CELLS = 9_000_000
const REACH = 120

/** For each word on the left the place of its like on the right, or -1; places grow. */
export function align(left: readonly string[], right: readonly string[], weight: Weight): readonly number[] {
  const places = left.map(() => -1)
  let start = 0
  while (start < left.length && left[start] === right[start] && weight(start, start) === FULL_WEIGHT) {
    places[start] = start
    start += 1
  }
  let leftEnd = left.length
  let rightEnd = right.length
  while (
    leftEnd > start &&
    rightEnd > start &&
    left[leftEnd - 1] === right[rightEnd - 1] &&
    weight(leftEnd - 1, rightEnd - 1) === FULL_WEIGHT
  ) {
    leftEnd -= 1
    rightEnd -= 1
    places[leftEnd] = rightEnd
  }
  const cells = (leftEnd - start + 1) * (rightEnd - start + 1)
  const one = { left, right, start, leftEnd, rightEnd, places }
  if (cells <= MOST_CELLS) heaviest(one, weight)
  else nearest(one)
  return places
}

interface Middle {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly start: number
  readonly leftEnd: number
  readonly rightEnd: number
  readonly places: number[]
}

/** The heaviest common sequence, by the table of all pairs. */
function heaviest({ left, right, start, leftEnd, rightEnd, places }: Middle, weight: Weight): void {
  const width = rightEnd - start + 1
  const height = leftEnd - start
  const best = new Int32Array((height + 1) * width)
  for (let i = height - 1; i >= 0; i -= 1) {
    for (let j = width - 2; j >= 0; j -= 1) {
      const skip = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0)
      const alike = left[start + i] === right[start + j]
      const take = alike ? (best[(i + 1) * width + j + 1] ?? 0) + weight(start + i, start + j) : 0
      best[i * width + j] = Math.max(skip, take)
    }
  }
  let j = 0
  for (let i = 0; i < height && j < width - 1;) {
    const here = best[i * width + j] ?? 0
    const own = weight(start + i, start + j)
    const alike = left[start + i] === right[start + j]
    if (alike && here === (best[(i + 1) * width + j + 1] ?? 0) + own) {
      places[start + i] = start + j
      i += 1
      j += 1
    } else if (here === (best[(i + 1) * width + j] ?? 0)) i += 1
    else j += 1
  }
}

/** For texts too long for the table: the nearest place where three words in a row are alike again. */
function nearest({ left, right, start, leftEnd, rightEnd, places }: Middle): void {
  let i = start
  let j = start
  const alike = (a: number, b: number): boolean =>
    [0, 1, 2].every(
      (step) => a + step >= leftEnd || b + step >= rightEnd || left[a + step] === right[b + step],
    )
  while (i < leftEnd && j < rightEnd) {
    if (left[i] === right[j]) {
      places[i] = j
      i += 1
      j += 1
      continue
    }
    let found: readonly [number, number] = [1, 1]
    search: for (let away = 1; away <= REACH; away += 1) {
      for (let more = 0; more <= away; more += 1) {
        if (alike(i + more, j + away - more)) {
          found = [more, away - more]
          break search
        }
      }
    }
    i += found[0]
    j += found[1]
  }
}
