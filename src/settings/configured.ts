/** Which optional parts of the bot are set up: for `/health`, without a value of any of them. */

import { hasBudget } from './budgets.ts'
import type { Settings } from './settings.ts'

/** Which bindings wrangler.toml has that may be left out of it. */
export interface OptionalBindings {
  readonly cache: boolean
  readonly analytics: boolean
  readonly rateLimit: boolean
}

export function configuredOf(settings: Settings, bindings: OptionalBindings) {
  const { all, guild, member } = settings.budgets
  return {
    botToken: settings.discordToken !== undefined,
    cache: bindings.cache && settings.cache > 0,
    cacheVerdict: settings.cacheVerdict,
    predict: settings.predict > 0,
    analytics: bindings.analytics,
    rateLimit: bindings.rateLimit,
    budgets: hasBudget(all, guild, member),
    tools: settings.tools > 0,
    web: settings.web > 0,
    mcp: settings.mcpServers.length > 0,
    readChannel: settings.readChannel !== 'off',
    modelChoice: settings.models.length > 1,
    guildList: settings.allowedGuilds.length + settings.blockedGuilds.length > 0,
    userList: settings.blockedUsers.length > 0,
    alerts: settings.alertWebhook !== undefined,
    hashedIds: settings.idHashKey !== undefined,
    privacyPage: settings.privacyUrl !== '',
  } as const satisfies Readonly<Record<string, boolean>>
}
