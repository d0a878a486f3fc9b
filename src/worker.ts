/** The only file that sees everything: the environment in, the app and the Durable Objects out. */
export default { fetch: (): Response => new Response('not yet', { status: 503 }) }
