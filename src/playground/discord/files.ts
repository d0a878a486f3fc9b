/** Serves the page's own files, and the files that somebody attached, in such a way that neither can do harm. */

import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Hono, type Context } from 'hono'
import type { Env } from './calls.ts'
import { isPackaged, makeBundler } from './page-package.ts'
import { signedFile, signedMedia } from './signed-urls.ts'
import type { State } from './state.ts'

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** What a browser may show in the page itself; everything else is to be saved. SVG is a program, so it is not here. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|text\/plain)\b/i

export function makeFiles(state: State, pageDirectory: string): Hono<Env> {
  const files = new Hono<Env>()
  const bundled = makeBundler()
  const pageFile = async (c: Context<Env>, name: string): Promise<Response> => {
    const type = MIME[extname(name)]
    const path = type === undefined ? undefined : await pathIn(pageDirectory, name)
    if (type === undefined || path === undefined) return c.notFound()
    const bytes = isPackaged(name) ? await bundled(path) : new Uint8Array(await readFile(path))
    return c.body(bytes, 200, {
      'Content-Type': type,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    })
  }
  files.get('/', (c) => pageFile(c, 'index.html'))
  files.get('/page/*', (c) => {
    const name = decoded(new URL(c.req.url).pathname.slice('/page/'.length))
    return name === undefined ? c.notFound() : pageFile(c, name)
  })
  files.get('/ephemeral-attachments/:channel/:id/:name', (c) => signedFile(c, state))
  files.get('/media/ephemeral-attachments/:channel/:id/:name', (c) => signedMedia(c, state))
  files.get('/files/:id/:name', (c) => {
    const file = state.files.get(c.req.param('id'))
    if (file === undefined) return c.notFound()
    const shown = SHOWN.test(file.contentType)
    return c.body(file.bytes, 200, {
      'Content-Type': shown ? file.contentType : 'application/octet-stream',
      'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    })
  })
  return files
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** The path of a file in the directory, if it is one. Follows links first: `..` and links alike cannot leave the directory. */
async function pathIn(directory: string, name: string): Promise<string | undefined> {
  if (name.includes('\0')) return undefined
  try {
    const root = await realpath(directory)
    const path = await realpath(join(root, name))
    return path.startsWith(root + sep) && (await stat(path)).isFile() ? path : undefined
  } catch {
    return undefined
  }
}
