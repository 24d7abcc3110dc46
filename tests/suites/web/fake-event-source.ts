/** The browser's EventSource, told by the test what the server sends. */
export class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = []
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSED = 2
  readonly withCredentials = false
  readyState = 0
  onopen = () => {}
  onerror = () => {}
  onmessage = () => {}

  constructor(readonly url: string) {
    super()
    FakeEventSource.opened.push(this)
  }
  head() {
    this.readyState = 1
    this.onopen()
  }
  says(name: string, data: unknown) {
    if (this.readyState === 2) throw new Error('A closed stream says nothing')
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    if (name === 'message') this.onmessage()
    this.dispatchEvent(Object.assign(new Event(name), { data: text }))
  }
  /** The connection broke. The browser requests the stream again by itself, unless it was refused. */
  breaks(readyState = 0) {
    this.readyState = readyState
    this.onerror()
  }
  close() {
    this.readyState = 2
  }
}
