/** Matches the script of the console's page. Its name changes with each build. */
const PAGE_SCRIPT = /<script type="module"[^>]* src="([^"]+)"/

/** Never rejects. @returns false when the server did not answer: a reload would end in an error page of the browser */
export async function reloadIfServed(): Promise<boolean> {
  const script = await servedScript()
  if (script !== null) location.reload()
  return script !== null
}

/**
 * Reloads the page when a part of it could not be loaded because the server has another build by now.
 * @param isOnCall while true, nothing is reloaded: that would cut off the agent's leg
 * @returns ends it
 */
export function reloadAfterUpgrade(isOnCall: () => boolean): () => void {
  let isReloading = false
  // Several parts may fail at once.
  const onFailure = async () => {
    const served = await servedScript()
    const shown = document.querySelector('script[type="module"][src]')?.getAttribute('src')
    // If both are the same, the next page would fail in the same way.
    if (served === null || served === shown || isOnCall() || isReloading) return
    isReloading = true
    location.reload()
  }
  addEventListener('vite:preloadError', onFailure)
  return () => removeEventListener('vite:preloadError', onFailure)
}

/** The script of the page that the server has now. Null when it does not answer with a page of the console. */
async function servedScript(): Promise<string | null> {
  try {
    const response = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } })
    return response.ok ? (PAGE_SCRIPT.exec(await response.text())?.[1] ?? null) : null
  } catch {
    return null
  }
}
