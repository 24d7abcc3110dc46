let playing: HTMLAudioElement | null = null

/** Only one sound plays at a time, on all pages. */
export function playAlone(sound: HTMLAudioElement) {
  if (playing !== sound) playing?.pause()
  playing = sound
}
