/**
 * The SDK's sounds, made silent: the console makes its own (ring/ringtone-player.ts). The SDK's class would fetch each
 * sound and play it at a device called `default`, which Firefox does not have: fifteen errors that nobody handles.
 */
export class SilentSound {
  readonly play = () => Promise.resolve()
  readonly stop = () => undefined
  readonly setSinkIds = () => undefined
}
