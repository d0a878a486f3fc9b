/** Which addresses of files may be fetched: Discord's own, for files attached to a command, and no other. */

/** `/ephemeral-attachments/<channel>/<file>/<name>`; no escaped slash, backslash or dot may hide in the name. */
const PATH =
  /^\/ephemeral-attachments\/\d{1,20}\/\d{1,20}\/(?:[\w.~!$&'()*+,;=:@-]|%(?!2[EFef]|5[Cc]|[01])[\dA-Fa-f]{2})+$/

/** Signed addresses have about 250 characters. */
const LONGEST = 2_048

/**
 * The address to fetch, in the form in which it was checked, or undefined when it is not Discord's. A member of a
 * modified client, or a forged payload, could name any address; ours would then call it from within Cloudflare.
 *
 * @param baseUrl DISCORD_CDN_BASE_URL, without a slash at the end
 */
export function ephemeralAddress(raw: string, baseUrl: string): string | undefined {
  // `URL` forgives these and reads another address than a person does.
  if (raw.length > LONGEST || /[\\\s\p{C}#]/u.test(raw) || !URL.canParse(raw)) return undefined
  const url = new URL(raw)
  const base = new URL(baseUrl)
  const prefix = base.pathname.replace(/\/$/, '')
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') return undefined
  if (!url.pathname.startsWith(prefix) || !PATH.test(url.pathname.slice(prefix.length))) return undefined
  // What was parsed away (dots, default ports, other spellings) was put there to deceive: Discord writes none of it.
  return url.href === raw ? url.href : undefined
}
