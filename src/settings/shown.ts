/** A wrong value, short enough for a sentence. Only for settings that are no secrets. */
export const shown = (raw: string): string => (raw.length > 40 ? `${raw.slice(0, 40)}…` : raw)
