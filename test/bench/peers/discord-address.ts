/** Sends calls for discord.com to the local Discord, for libraries whose address is fixed. */

const DISCORD = 'https://discord.com/api/v10'

/** Discord wants this form. Two of the libraries send none; the real Discord mostly lets that pass, the local one does not. */
const USER_AGENT = 'DiscordBot (https://example.com, 1.0)'

/** A `fetch` that goes to `discordUrl` in place of discord.com, with a User-Agent where there is none. */
export function fetchAt(discordUrl: string, fetched: typeof fetch = globalThis.fetch): typeof fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith(DISCORD) && !url.startsWith(discordUrl)) return fetched(input, init)
    const headers = new Headers(init?.headers)
    if (!headers.has('User-Agent')) headers.set('User-Agent', USER_AGENT)
    return fetched(url.replace(DISCORD, discordUrl), { ...init, headers })
  }
}
