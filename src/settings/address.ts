/** Reads the address of an API: plain and encrypted, or on this machine. */

import { shown } from './shown.ts'

export type ReadAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly problem: string }

/**
 * @param raw without spaces around it
 * @param example an address that is right
 * @returns the address without a slash at its end, or a sentence that names the variable; never with a password in it
 */
export function readAddress(name: string, raw: string, example: string): ReadAddress {
  const url = URL.canParse(raw) ? new URL(raw) : undefined
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && local)
  // Paths are put behind it, and fetch refuses an address with a password in it.
  const plain = !/[?#]/.test(raw) && url?.username === '' && url.password === ''
  if (safe && plain) return { ok: true, address: raw.replace(/\/+$/, '') }
  const harmless = shown(raw.replace(/\/\/.*@/, '//…@'))
  return {
    ok: false,
    problem: `${name} is "${harmless}"; it should be a plain https address such as "${example}".`,
  }
}
