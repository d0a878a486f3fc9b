/** The usual way to show a text that grows, for libraries without one of their own. */

/** Five calls in five seconds are what Discord allows for an interaction; this leaves some room. */
const EDIT_EVERY_MS = 1_200
const LIMIT = 2_000

/** Replaces what a message says. */
export type Edit = (content: string) => Promise<unknown>

/**
 * Shows the first words at once and edits on as the text grows. A message that is full is finished at a line or a space,
 * and the next one is posted. One call at a time.
 */
export async function showStream(
  text: AsyncIterable<string>,
  original: Edit,
  post: (content: string) => Promise<Edit>,
): Promise<void> {
  let edit: Edit | undefined = original
  let open = ''
  let shown = ''
  let shownAt = 0
  const show = async (content: string): Promise<void> => {
    if (content.trim() === '' || content === shown) return
    if (edit === undefined) edit = await post(content)
    else await edit(content)
    shown = content
    shownAt = Date.now()
  }
  for await (const piece of text) {
    open += piece
    while (open.length > LIMIT) {
      const at = placeToCut(open)
      await show(open.slice(0, at))
      open = open.slice(at).trimStart()
      edit = undefined
      shown = ''
    }
    if (Date.now() - shownAt >= EDIT_EVERY_MS) await show(open)
  }
  await show(open)
}

function placeToCut(text: string): number {
  const at = Math.max(text.lastIndexOf('\n', LIMIT), text.lastIndexOf(' ', LIMIT))
  return at > LIMIT / 2 ? at : LIMIT
}
