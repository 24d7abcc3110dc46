/** @type {AudioContext | undefined} */
let context

/** The page's sound. A browser lets it begin with a click: call this from one. */
export function sound() {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  return context
}

/**
 * How loud a sound is right now.
 * @param {AudioNode} node
 * @returns {() => number} 0 for what nobody hears, 1 for as loud as it gets; even steps are even steps to the ear
 */
export function loudness(node) {
  const analyser = new AnalyserNode(sound(), { fftSize: 1_024 })
  const samples = new Float32Array(analyser.fftSize)
  node.connect(analyser)
  return () => {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-10) / 5))
  }
}
