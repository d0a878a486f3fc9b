export class ThreadObject {}
export class CoordinatorObject {}
export default {
  fetch() {
    return new Response('x')
  },
}
