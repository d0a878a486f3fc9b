/** Reads the body of a call to Discord's API: JSON, or a form with files. */

import { parseJson, textOf } from './json.ts'
import { REQUEST_BYTES, type Upload } from './message-rules.ts'
import { invalidForm, refusals, type Refusal } from './refusal.ts'

export interface UploadedFile extends Upload {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type Body =
  | { readonly ok: true; readonly payload: unknown; readonly files: readonly UploadedFile[] }
  | { readonly ok: false; readonly refusal: Refusal }

/** Source: Discord, Reference, "Uploading Files". */
export async function readBody(request: Request): Promise<Body> {
  const type = request.headers.get('content-type') ?? ''
  const json = /^application\/json\b/i.test(type)
  if (!json && !/^multipart\/form-data\b/i.test(type)) return wrongContentType
  // A client that goes away in mid-body sends no JSON either; nobody will read the refusal.
  const bytes = await request.arrayBuffer().catch(() => new ArrayBuffer(0))
  if (bytes.byteLength > REQUEST_BYTES) return { ok: false, refusal: refusals['too large'] }
  if (!json) return readForm(bytes, type)
  return parsed(new TextDecoder().decode(bytes), [])
}

const wrongContentType: Body = {
  ok: false,
  refusal: invalidForm([
    {
      at: [],
      code: 'CONTENT_TYPE_INVALID',
      message: 'Expected "Content-Type" header to be one of {\'application/json\'}.',
    },
  ]),
}

function parsed(text: string, files: readonly UploadedFile[]): Body {
  const read = parseJson(text)
  return read.ok ? { ok: true, payload: read.value, files } : { ok: false, refusal: refusals['invalid json'] }
}

async function readForm(bytes: ArrayBuffer, type: string): Promise<Body> {
  const form = await new Response(bytes, { headers: { 'Content-Type': type } })
    .formData()
    .catch(() => undefined)
  if (form === undefined) return wrongContentType
  const files: UploadedFile[] = []
  for (const [name, value] of form.entries()) {
    const n = /^files\[(\d{1,9})\]$/.exec(name)?.[1]
    if (n === undefined || typeof value === 'string') continue
    const data = new Uint8Array(await value.arrayBuffer())
    files.push({ n, filename: value.name, size: data.length, contentType: value.type, bytes: data })
  }
  const payload = form.get('payload_json')
  // A browser's FormData gives a JSON Blob as a file; Discord reads both.
  const text = payload === null ? '{}' : (textOf(payload) ?? (await new Response(payload).text()))
  return parsed(text, files)
}
