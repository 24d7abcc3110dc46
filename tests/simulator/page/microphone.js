/** @type {Promise<MediaStream> | null} */
let opened = null
let users = 0

/** The microphone, one for all calls. Rejects when there is none or its use is not allowed; `closeMicrophone` after. */
export async function openMicrophone() {
  users += 1
  opened ??= ask()
  return opened
}

/** Switches it off when nobody needs it any more, and with it the browser's red light. */
export function closeMicrophone() {
  users -= 1
  if (users > 0) return
  opened?.then(stop, () => undefined)
  opened = null
}

/** @param {unknown} error why there is no microphone */
export function inWords(error) {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotFoundError') return 'No microphone was found'
  if (name === 'NotAllowedError') return 'The microphone is blocked in this browser'
  return 'The microphone does not work here'
}

async function ask() {
  if (!navigator.mediaDevices) throw new Error('Not a secure page')
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop()
}
