/** Untrusted JSON, read without casts: a wrong shape becomes undefined, never an exception. */

export type Json = Readonly<Record<string, unknown>>

export const isRecord = (raw: unknown): raw is Json =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

/** A record's field that should be a record; an empty one where it is not, so that reading on is safe. */
export const recordAt = (raw: unknown, field: string): Json => {
  const value = isRecord(raw) ? raw[field] : undefined
  return isRecord(value) ? value : {}
}

export const textAt = (raw: unknown, field: string): string | undefined => {
  const value = isRecord(raw) ? raw[field] : undefined
  return typeof value === 'string' ? value : undefined
}

export const numberAt = (raw: unknown, field: string): number | undefined => {
  const value = isRecord(raw) ? raw[field] : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export const listAt = (raw: unknown, field: string): readonly unknown[] => {
  const value = isRecord(raw) ? raw[field] : undefined
  return Array.isArray(value) ? value : []
}

/** Parses without throwing: what is no JSON is undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
