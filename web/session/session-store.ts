import { createStore } from '@xstate/store'

/**
 * Whether the session of this browser is over although a desk is shown: the server has answered that nobody is signed in.
 * The desk then asks for the password, and a call goes on.
 */
export const sessionStore = createStore({
  context: { over: false },
  on: {
    ended: () => ({ over: true }),
    began: () => ({ over: false }),
  },
})
