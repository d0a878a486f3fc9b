/** Puts a wait or a failure before every call of an object that the platform has made. */

/**
 * The object itself, except that each call of a method first waits for `before`, and rejects as that does.
 *
 * @param before is told the name of the method, and what it is called with
 */
export const beforeCalls = <T extends object>(
  target: T,
  before: (method: string, args: readonly unknown[]) => Promise<void>,
): T =>
  new Proxy(target, {
    get(_, name) {
      const found: unknown = Reflect.get(target, name)
      if (typeof found !== 'function' || typeof name === 'symbol') return found
      return async (...args: unknown[]): Promise<unknown> => {
        await before(name, args)
        const done: unknown = await Reflect.apply(found, target, args)
        return done
      }
    },
  })
