/** A call to a control route of the local Discord or the local Claude. */

/** Rejects for every answer but 2xx. */
export async function request<T>(url: string, method: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}
