/** The shape of in-the-page.js: its code is not type-checked, because Node knows no document. */
export function hideTime(): void
export function decoded(image: unknown): Promise<void>
export function hideMotion(): void
