/** The coordinator died while it handled the request. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}
