/** Every number that the outside imposes on us, once, with its unit and its reason. */

/** Discord refuses a message over 2,000 characters, counted as code points (Resources, Webhook; api-docs #1315). */
export const MESSAGE_CODE_POINTS = 2_000

/** An answer longer than this many messages is finished as a file: more would flood the channel. */
export const MAX_PAGES = 5

/** An app that only the member installed may post 5 follow-ups per interaction (code 40094; changelog 2024-06-27). */
export const USER_INSTALL_FOLLOW_UPS = 5

/** A signed timestamp older than this, or this far ahead, is a replay or a broken clock. Our choice: Discord names none. */
export const SIGNATURE_LIFE_MS = 5 * 60_000

/**
 * When the bot takes a reply over, counted from the question: the interaction's token lives for 15 minutes (Interactions,
 * Receiving and Responding). Our margin is 30 s: for the bot to look whether it can, and else for the last edit.
 */
export const HAND_OVER_MS = 870_000

/** Discord drops an interaction that is not answered in 3 s; we keep one for the way in and the way back. */
export const ANSWER_WITHIN_MS = 2_000

/** Interactions are some kilobytes; 256 KiB leaves room for a message command and its embeds. */
export const BODY_BYTES = 256 * 1_024

/** The longest text of a string option (Interactions, Application Commands). */
export const PROMPT_CODE_POINTS = 6_000

/** The longest text of a text input in a modal (Components, Reference, "Text Input"; OpenAPI). */
export const MODAL_TEXT = 4_000

/** How many files one file upload of a modal takes (Components, Reference, "File Upload"; OpenAPI). */
export const MODAL_FILES = 10

/** How long what a command came with is held while its question is typed. Our choice: a form may stay open for a while. */
export const HELD_MS = 30 * 60_000

/** Of how many open modals of a member in a channel. Our choice: a client shows one at a time. */
export const HELD_AT_ONCE = 3

/** The description of an embed (Resources, Message, "Embed Limits"). */
export const EMBED_TEXT = 4_096

/** KV keeps nothing for less than a minute (KV, Write key-value pairs, `expirationTtl`). */
export const KV_SHORTEST_TTL_SECONDS = 60

/**
 * Longest time between two alarms while a turn is open. It is a heartbeat: an object without incoming events is
 * evicted after 70 to 140 s (Durable Objects, Lifecycle), and locally even one with work in waitUntil. It is also how
 * long a member waits before a turn that a crash cut off goes on, so it is shorter than eviction asks for.
 */
export const WATCHDOG_MS = 10_000

/** How many turns one conversation answers at a time; the rest wait their turn. Our choice: memory and Claude's budget. */
export const TURNS_AT_ONCE = 4

/** How many turns may wait in one conversation before we say so instead. */
export const TURNS_WAITING = 50

/** How many times in a row a turn that crashes cut off may bring nothing new before it ends with what there is. */
export const MOST_STALLED = 2

/** What Discord needs to process our first answer before it knows the message that the answer made (api-docs #7220). */
export const ACKNOWLEDGED_AFTER_MS = 250

/**
 * The largest picture. Claude takes 5 MiB of base64, which is four characters for three bytes (its own words: "image
 * exceeds 5 MB maximum: … bytes > 5242880 bytes", counted after encoding).
 */
export const IMAGE_BYTES = (5 * 1_024 * 1_024 * 3) / 4

/** Claude refuses a picture that is wider or higher (Claude API, Vision, "Basics and limits"). */
export const IMAGE_PIXELS = 8_000

/** Claude refuses more pages in one request (Claude API, PDF support, "Check PDF requirements"). */
export const PDF_PAGES = 100

/**
 * The largest file that is fetched. Our choice: it is held as base64 and sent as JSON, three to four times its size
 * while a request begins, several turns run at once, and several objects share 128 MB.
 */
export const FILE_BYTES = 8 * 1_024 * 1_024

/**
 * How much of a text is shown to Claude, in bytes of UTF-8. Our choice: 40,000 to 55,000 tokens in any script, which with
 * a long conversation stays below the 100,000 at which a token begins to cost five times as much.
 */
export const TEXT_BYTES = 160_000

/** What the pictures and PDFs of one question may have together. Our choice for the bytes; Claude counts pages by request. */
export const FILES_TOGETHER = { bytes: FILE_BYTES, pages: PDF_PAGES } as const

/** What a session holds of its files; beyond that the older ones give way. Our choice, for the two reasons above. */
export const FILES_HELD = { files: 10, bytes: FILE_BYTES, tokens: 100_000 } as const

/** A file that takes longer to come is given up; Discord's own network is the other end. */
export const FILE_WITHIN_MS = 10_000

/** How long an answer that has expired is kept for when Claude gives none. Our choice: an outage is rarely longer. */
export const STALE_SECONDS = 86_400

/** The longest answer that is cached. Our choice: at 5 pages of 2,000 characters more is a file, and rarely asked twice. */
export const CACHED_ANSWER_BYTES = 64 * 1_024

/** The longest name of a model that a member may choose: with what else is in it, a custom id has 100 characters. */
export const MODEL_NAME = 64

/** The longest persona of a server, in code points. Our choice: it is sent with every question. */
export const PERSONA_CODE_POINTS = 2_000

/** How much a select chooses at most, and so how long a server's list of channels, roles or members may be (Components, Reference). */
export const LIST_ENTRIES = 25
