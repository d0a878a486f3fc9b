/** Interactions as Discord posts them, from test/payloads/, changed where a test says so. */

import { readFileSync } from 'node:fs'
import { isRecord, type Json } from '../../src/json.ts'

/** @param change fields in place of those of the file; undefined takes one away */
export function payload(name: string, change: Readonly<Record<string, unknown>> = {}): Json {
  const path = new URL(`../payloads/${name}.json`, import.meta.url).pathname
  const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isRecord(read)) throw new Error(`${name}.json is no interaction`)
  const entries = Object.entries({ ...read, ...change }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries)
}

/** `/ask` in a guild with these options. */
export const asking = (...options: readonly { readonly name: string; readonly value: unknown }[]): Json =>
  payload('ask-in-guild', { data: { id: '771825006014889984', name: 'ask', type: 1, options } })
