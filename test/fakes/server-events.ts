/** Reads the stream of events that the local Discord sends to its page. */

/** Each event with its data, as it comes. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the reader knows what the server sends
export async function* eventsOf<Data>(
  response: Response,
): AsyncGenerator<{ readonly event: string; readonly data: Data }> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const line = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
      yield { event: line('event'), data: JSON.parse(line('data')) as Data }
    }
  }
}
