/** Makes one module of the page's file that stands on a package, because a browser finds no package by its name. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The package, and the file of the page that takes it up: `PACKAGE.js`. */
const PACKAGE = 'discord-markdown-parser'

export const isPackaged = (name: string): boolean => name === `${PACKAGE}.js`

/**
 * Bundles a file at its first request, which costs about 50 ms, and keeps it: `npm start` does not wait for it.
 * The made function rejects where the file cannot be bundled, and tries again at the next request.
 */
export function makeBundler(): (path: string) => Promise<Uint8Array<ArrayBuffer>> {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  return (path) => {
    const begun = kept.get(path) ?? bundle(path)
    kept.set(path, begun)
    begun.catch(() => kept.delete(path))
    return begun
  }
}

async function bundle(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    write: false,
    legalComments: 'inline',
    banner: { js: await licence() },
    logLevel: 'silent',
  })
  const [made] = outputFiles
  if (made === undefined) throw new Error(`esbuild made nothing of ${path}.`)
  return new Uint8Array(made.contents)
}

/** The package's licence as a comment: each copy of the package has its licence. */
async function licence(): Promise<string> {
  const text = await readFile(
    join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'LICENSE'),
    'utf8',
  )
  return `/*! ${PACKAGE}\n${text.replaceAll('*/', '* /')}*/`
}
