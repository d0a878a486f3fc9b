/** `GET /`: what this is, and the links by which it is installed. */

export interface Installed {
  readonly applicationId: string
  /** A bot token is set: then a server should have the bot itself, and not only its commands. */
  readonly hasBotToken: boolean
}

/**
 * The least that the bot token is used for: to see whether a reply is there, to go on with it by edits and new messages,
 * to show that somebody is typing, to open threads, and to read the channel where READ_CHANNEL allows it. Source: Discord, Topics,
 * Permissions, "Bitwise Permission Flags".
 */
const PERMISSIONS = {
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
} as const

/** As Discord writes a set of permissions. */
export const permissionsOf = (): string =>
  String(Object.values(PERMISSIONS).reduce((all, one) => all | one, 0n))

export interface Invitation {
  readonly text: string
  readonly url: string
}

/**
 * The commands alone can be added to a server or to an account. The scope `bot` is for servers (Topics, OAuth2, "Scopes";
 * `integration_type` 0 is a server, 1 a member's account).
 */
export function invitations({ applicationId, hasBotToken }: Installed): readonly Invitation[] {
  const link = (more: string): string =>
    `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=${more}`
  if (!hasBotToken)
    return [{ text: 'Add it to a server or to your account', url: link('applications.commands') }]
  return [
    {
      text: 'Add it to a server',
      url: link(`bot+applications.commands&permissions=${permissionsOf()}&integration_type=0`),
    },
    { text: 'Add it to your account', url: link('applications.commands&integration_type=1') },
  ]
}

export function welcome(installed: Installed): string {
  const links = invitations(installed).map(
    ({ text, url }) => `<p><a href="${url.replaceAll('&', '&amp;')}">${text}</a></p>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Threadkeeper</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222;background:#fff}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#1e1f22}a{color:#8ea1ff}}</style>
<h1>Threadkeeper</h1>
<p>Claude in Discord: type <code>/ask</code> and the answer grows in the reply. Each channel is a conversation of its own.</p>
${links.join('\n')}
${installed.hasBotToken ? '<p>A server that has only the commands lacks the bot: long answers end after a quarter of an hour there, and Claude cannot read the channel. Add it again with the first link.</p>\n' : ''}<p><a href="/health">How it is doing</a></p>
</html>
`
}
