/** The projects of the tests: `pure` in Node, `worker` in workerd, `browser` in Chromium. */

import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const workerd = () =>
  cloudflareTest(({ inject }) => ({
    wrangler: { configPath: './wrangler.toml' },
    miniflare: {
      bindings: {
        DISCORD_PUBLIC_KEY: inject('publicKey'),
        DISCORD_APPLICATION_ID: inject('applicationId'),
        DISCORD_API_BASE_URL: `${inject('discord')}/api/v10`,
        DISCORD_CDN_BASE_URL: inject('discord'),
        DISCORD_MEDIA_BASE_URL: `${inject('discord')}/media`,
        DISCORD_TOKEN: 'bot-token-of-the-playground.long-enough.to-be-one',
        ANTHROPIC_API_KEY: 'sk-ant-local-test-key',
        ANTHROPIC_BASE_URL: inject('claude'),
        // Tests compare whole answers; those of the question above them switch it on.
        SHOW_QUESTION: 'off',
        // Longer than a token lives: a test that is about the deadline lets it come.
        TURN_DEADLINE_SECONDS: '1800',
        // For one thread in a hundred thousand: a test that is about the web looks for one of them.
        WEB: '0.001%',
        MCP_SERVERS: JSON.stringify([
          {
            name: 'docs',
            url: 'https://docs.example/mcp',
            authorization_token: 'DOCS_TOKEN',
            tools: ['find'],
            guilds: ['424242'],
          },
        ]),
        DOCS_TOKEN: 'token-of-the-docs',
      },
    },
  }))

/** What the Worker's tests share, in workerd against the local Discord and the local Claude. */
const inWorkerd = {
  // In one piece: as hundreds of modules ECharts takes many seconds to load.
  deps: {
    optimizer: {
      ssr: {
        enabled: true,
        include: [
          'echarts/charts',
          'echarts/components',
          'echarts/core',
          'echarts/renderers',
          'zrender/lib/core/LRU.js',
        ],
      },
    },
  },
  globalSetup: ['test/fakes/servers.ts'],
  setupFiles: ['test/worker/fresh.ts', 'test/worker/console.ts', 'test/worker/rejections.ts'],
  disableConsoleIntercept: true,
  // They only find what hangs.
  testTimeout: 120_000,
  expect: { poll: { timeout: 100_000, interval: 5 } },
}

/** The servers run in Node. As a Worker would see it, `ws` is without a server. */
const SERVER_OF_SOCKETS = fileURLToPath(import.meta.resolve('ws'))

/** Files that replace a module for the whole runtime, which they may share with no other. */
const ALONE = ['test/worker/tools-shown.test.ts']

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      // Pure files keep no state in modules, so they may share them: loading them anew for each file took half the time.
      // A property that runs a thousand turns takes seconds, and a busy machine makes them minutes. The time limit only
      // finds what hangs; where speed matters a test counts the processor's time.
      {
        test: {
          name: 'pure',
          isolate: false,
          // A global that one file replaces is there again in the next.
          unstubGlobals: true,
          include: ['test/pure/**/*.test.ts'],
          environment: 'node',
          testTimeout: 240_000,
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        plugins: [workerd()],
        resolve: { alias: { ws: SERVER_OF_SOCKETS } },
        test: {
          ...inWorkerd,
          name: 'worker',
          // A runtime for each file takes seconds to start. `fresh.ts` empties the storage between files.
          isolate: false,
          include: ['test/worker/**/*.test.ts'],
          exclude: ALONE,
          // These wait for timers and for one another far more than they compute.
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
        },
      },
      {
        plugins: [workerd()],
        resolve: { alias: { ws: SERVER_OF_SOCKETS } },
        test: {
          ...inWorkerd,
          name: 'worker-alone',
          include: ALONE,
          sequence: { groupOrder: 1 },
          maxWorkers: 4,
        },
      },
      // Skipped where there is no Chromium. Each file has a browser, and all of them look at one page.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/browser/stage.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 60_000, interval: 20 } },
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
        },
      },
    ],
  },
})
