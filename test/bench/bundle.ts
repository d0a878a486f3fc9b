/** The bench of the Worker's size: what is uploaded, what of it is evaluated at the start, and what the shell adds. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { cells, say } from './print.ts'

/** What esbuild tells of a bundle, as far as it is read here. */
interface Meta {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>
  >
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly entryPoint?: string
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>
      }
    >
  >
}

/** Minified bytes of what the entry imports, and of what is imported only while it works. */
function sizes({ inputs, outputs }: Meta): { readonly eager: number; readonly lazy: number } {
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined)
  const eager = new Set<string>()
  const open = [output?.entryPoint ?? '']
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (eager.has(path)) continue
    eager.add(path)
    for (const one of inputs[path]?.imports ?? []) if (one.kind !== 'dynamic-import') open.push(one.path)
  }
  const bytes = Object.entries(output?.inputs ?? {})
  const sum = (isEager: boolean): number =>
    bytes.reduce(
      (total, [path, { bytesInOutput }]) => total + (eager.has(path) === isEager ? bytesInOutput : 0),
      0,
    )
  return { eager: sum(true), lazy: sum(false) }
}

const RUNS = 3

export function bundle(): void {
  const folder = mkdtempSync(join(tmpdir(), 'threadkeeper-'))
  try {
    const env = {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_WRITE_LOGS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
    }
    const wrangler = (...args: string[]): string =>
      execFileSync('wrangler', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const none = join(folder, 'none.js')
    writeFileSync(none, 'export const Bash = undefined, getCommandNames = undefined, InMemoryFs = Object\n')
    const withoutShell = `--alias=just-bash/browser:${none}`
    const built = (name: string, ...more: string[]) => {
      const out = join(folder, name)
      const metafile = join(folder, `${name}.json`)
      wrangler('deploy', '--dry-run', '--outdir', out, '--metafile', metafile, ...more)
      const meta = JSON.parse(readFileSync(metafile, 'utf8')) as Meta
      // The code, and what goes along with it as it is: WebAssembly and fonts.
      const uploaded = readdirSync(out).filter((file) => /\.(?:js|wasm|ttf)$/.test(file))
      const gzip = uploaded.reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0)
      return { gzip, ...sizes(meta) }
    }
    const startUp = (...more: string[]): string => {
      const times = Array.from({ length: RUNS }, () =>
        Number(
          /Active: ([\d.]+) ms/.exec(
            wrangler('check', 'startup', '--outfile', join(folder, 'startup.cpuprofile'), ...more),
          )?.[1],
        ),
      ).toSorted((a, b) => a - b)
      return `${times[1]} (${times[0]}–${times[2]}) ms`
    }
    say('\nThe Worker, with its shell and with nothing in its place')
    say(cells('', 'gzip', 'at the start', 'when needed', `start-up CPU, median of ${RUNS}`))
    for (const [name, size, time] of [
      ['all (Cloudflare takes 3 MB gzip)', built('all'), startUp()],
      ['without the shell', built('without', withoutShell), startUp(`--args=${withoutShell}`)],
    ] as const)
      say(cells(name, kb(size.gzip), kb(size.eager), kb(size.lazy), time))
    say('  "At the start" and "when needed" are minified, not gzipped.')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const kb = (bytes: number): string => `${Math.round(bytes / 1_000)} KB`
