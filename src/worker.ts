/** The only file that sees everything: the environment in, the app and the Durable Objects out. */

import type { Hono } from 'hono'
import { apologise, type ApologyDeps } from './arrive/apology.ts'
import { createApp, createHelplessApp } from './arrive/app.ts'
import { admit } from './arrive/door.ts'
import { healthReader } from './arrive/health-reply.ts'
import { offersOf } from './arrive/help.ts'
import type { SettingsDeps } from './arrive/settings-reply.ts'
import { memberRateLimit } from './arrive/rate-limit.ts'
import { discordVerifier } from './arrive/verify.ts'
import { systemClock } from './clock.ts'
import { lookup } from './converse/cache/cacheable.ts'
import { ephemeralAddress } from './converse/files/attachment-address.ts'
import { fetchFile } from './converse/files/attachment-fetch.ts'
import type { Question } from './converse/question/question.ts'
import { settingsFor } from './converse/turn/turn-settings.ts'
import { copyKey, neverSet } from './guild/kept-settings.ts'
import { type SettingsReader, settingsReader } from './guild/settings-reader.ts'
import { OPERATOR, ownerOf } from './ids.ts'
import { botChannel, discordWebhook } from './deliver/webhook.ts'
import { readNotice, setNotice } from './guild/notice-setting.ts'
import { variantsOf } from './measure/variants.ts'
import { configuredOf } from './settings/configured.ts'
import { readSettings, type Settings } from './settings/settings.ts'
import { pauseIfOverloaded } from './durable-object-errors.ts'
import { messageOf } from './errors.ts'

export { CoordinatorObject } from './converse/coordinator/coordinator.ts'
export { GuildObject } from './guild/guild.ts'
export { ThreadObject } from './converse/thread/thread.ts'

/** Made at the first request and kept: an isolate has one environment, and a key is imported once. */
let app: Hono | undefined

export default {
  fetch(request, env, ctx) {
    app ??= appOf(env)
    return app.fetch(request, env, ctx)
  },
} satisfies ExportedHandler<Env>

function appOf(env: Env): Hono {
  const read = readSettings({ ...env })
  if (!read.ok) {
    console.error({ evt: 'settings.wrong', problems: read.problems.join(' ') })
    return createHelplessApp(read.problems)
  }
  const { settings } = read
  const owners = settingsReader({
    clock: systemClock,
    ask: async (owner) =>
      owner === OPERATOR ? operatorsSettings(env) : env.GUILDS.getByName(owner).readSettings(),
    copy: (owner) => env.CACHE_KV.get(copyKey(owner), 'json'),
    complain: (message) => console.warn({ evt: 'settings.unread', message }),
  })
  return createApp({
    applicationId: settings.discordApplicationId,
    hasBotToken: settings.discordToken !== undefined,
    clock: systemClock,
    mayBeKnown: (question) =>
      lookup(question) === undefined && variantsOf(settings, question.thread).cache === 'on',
    variants: ({ thread }) => variantsOf(settings, thread),
    ask: (question) =>
      pauseIfOverloaded(systemClock, async () => env.THREAD.getByName(question.thread).ask(question, true)),
    confirm: (question, wasShown) => confirm(env, question, wasShown),
    ...memberRateLimit({
      clock: systemClock,
      // Remove the binding from wrangler.toml to disable the limit.
      count:
        'ASK_LIMIT' in env
          ? async (member) => (await env.ASK_LIMIT.limit({ key: member })).success
          : undefined,
      complain: (message) => console.warn({ evt: 'limit.failed', message }),
    }),
    isFromDiscord: discordVerifier(settings.discordPublicKey),
    conversation: (thread) => env.THREAD.getByName(thread),
    ledger: (owner) => env.GUILDS.getByName(owner),
    privacy: settings,
    notices: {
      read: (member) => readNotice((owner) => env.GUILDS.getByName(owner), member),
      set: async (member, on) => {
        const { owner, kept } = await setNotice((one) => env.GUILDS.getByName(one), member, on)
        owners.learn(owner, kept)
      },
    },
    memberObject: (member) => env.GUILDS.getByName(ownerOf(null, member, false)),
    models: settings.models.length === 0 ? [settings.model] : settings.models,
    admin: adminOf(env, settings, owners),
    admit: (interaction, later) => admit({ settings, owners }, interaction, later),
    offers: (asked, own) => offersOf(settingsFor({ settings: own }, settings), asked, own),
    privateReply: (token) =>
      discordWebhook(
        {
          baseUrl: settings.discordApiBaseUrl,
          applicationId: settings.discordApplicationId,
          token,
          ephemeral: true,
        },
        systemClock,
      ),
    holder: (thread) => env.THREAD.getByName(thread),
    coordinatorHealth: () => env.COORDINATOR.getByName('fleet').health(systemClock.now()),
    complain: (message) => console.error({ evt: 'command.failed', message }),
    hand: (question) => hand(env, settings, question),
    health: healthReader({
      clock: systemClock,
      ask: () => env.COORDINATOR.getByName('fleet').health(systemClock.now()),
      version: env.VERSION.id,
      configured: configuredOf(settings, {
        cache: 'CACHE_KV' in env,
        analytics: 'ANALYTICS' in env,
        rateLimit: 'ASK_LIMIT' in env,
      }),
    }),
    log: (event) => console.log(event),
  })
}

function adminOf(env: Env, settings: Settings, owners: SettingsReader): SettingsDeps {
  const { discordApiBaseUrl: baseUrl, discordApplicationId: applicationId, discordToken: botToken } = settings
  return {
    clock: systemClock,
    operator: settings,
    object: (owner) => env.GUILDS.getByName(owner),
    learn: (owner, kept) => owners.learn(owner, kept),
    privateReply: (token) => discordWebhook({ baseUrl, applicationId, token, ephemeral: true }, systemClock),
    channel:
      botToken === undefined
        ? undefined
        : (channel) => botChannel({ baseUrl, botToken, channel }, systemClock),
    download: async ({ url }) => {
      const address = ephemeralAddress(url, settings.discordCdnBaseUrl)
      const fetched =
        address === undefined
          ? undefined
          : await fetchFile(address, systemClock, new AbortController().signal)
      return fetched?.ok === true ? new TextDecoder().decode(fetched.bytes) : undefined
    },
    complain: (message) => console.error({ evt: 'command.failed', message }),
  }
}

/** What `npm run pause` has written. KV tells of a change within a minute. */
const operatorsSettings = async (env: Env): Promise<unknown> =>
  (await env.CACHE_KV.get(copyKey(OPERATOR), 'json')) ?? neverSet

/** A second try, because an object that was just replaced or moved refuses the first. */
async function hand(env: Env, settings: Settings, question: Question): Promise<void> {
  for (const isLast of [false, true]) {
    try {
      const accepted = await pauseIfOverloaded(systemClock, async () =>
        env.THREAD.getByName(question.thread).ask(question),
      )
      if (accepted === 'full') await apologise(apologiesOf(settings), question, 'too many waiting')
      return
    } catch (error) {
      console.error({
        evt: 'thread.unreachable',
        message: messageOf(error),
        isLast,
      })
    }
  }
  await apologise(apologiesOf(settings), question, 'thread unreachable')
}

/** A thread that gets no confirmation sends its answer as an edit as well. */
async function confirm(env: Env, { thread, id }: Question, wasShown: boolean): Promise<void> {
  try {
    await env.THREAD.getByName(thread).confirm(id, wasShown)
  } catch (error) {
    console.error({ evt: 'thread.unsettled', turn: id, message: messageOf(error) })
  }
}

/** The member already sees "thinking…", so even this has to end in a sentence. */
function apologiesOf({
  discordApiBaseUrl: baseUrl,
  discordApplicationId: applicationId,
}: Settings): ApologyDeps {
  return {
    clock: systemClock,
    webhook: ({ token }, ephemeral) =>
      discordWebhook({ baseUrl, applicationId, token, ephemeral }, systemClock),
  }
}
