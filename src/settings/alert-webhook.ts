/** ALERT_WEBHOOK: the Discord webhook that tells the operator when Claude is blocked. Its address holds a token. */

export interface AlertWebhook {
  readonly id: string
  /** A secret: everybody who has it may write to the webhook's channel. No error and no log may contain it. */
  readonly token: string
}

/** As Discord copies it: Server Settings, Integrations, Webhooks, "Copy Webhook URL". */
const ADDRESS =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api(?:\/v\d{1,2})?\/webhooks\/(\d{1,20})\/([\w-]{20,128})$/

/** Undefined for what is no such address. Calls go to DISCORD_API_BASE_URL, as all calls to Discord do. */
export function readAlertWebhook(raw: string): AlertWebhook | undefined {
  const [, id, token] = ADDRESS.exec(raw) ?? []
  return id === undefined || token === undefined ? undefined : { id, token }
}
