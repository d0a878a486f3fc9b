/** Reads JSON that somebody else wrote, by guards alone: a wrong shape becomes `undefined`, never an exception. */

export type Json = Readonly<Record<string, unknown>>

export const isRecord = (raw: unknown): raw is Json =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

export const recordOf = (raw: unknown): Json => (isRecord(raw) ? raw : {})

export function listOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : []
}

export const textOf = (raw: unknown): string | undefined => (typeof raw === 'string' ? raw : undefined)

export const numberOf = (raw: unknown): number | undefined =>
  typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined

/** For fields that Discord treats alike whether they are missing or null. */
export const isAbsent = (raw: unknown): raw is null | undefined => raw === undefined || raw === null

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch {
    return { ok: false }
  }
}

/** Discord counts characters as Unicode code points (api-docs #1315), JavaScript as UTF-16 units. */
export const codePoints = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}
