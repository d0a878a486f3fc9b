/** Waits until something holds, where no write and no answer tells of it; only the test's own time limit ends it. */

import { vi } from 'vitest'

const patience = { timeout: 100_000, interval: 5 }

/** Waits until `holds` neither throws nor rejects. */
export const eventually = <T>(holds: () => T | Promise<T>): Promise<T> => vi.waitFor(holds, patience)

/** Waits until `isSo` is true. */
export const eventuallyTrue = (isSo: () => boolean | Promise<boolean>): Promise<boolean> =>
  vi.waitUntil(isSo, patience)
