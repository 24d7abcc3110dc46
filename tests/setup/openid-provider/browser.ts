interface Site {
  url: string
  publicUrl: string
}

/** A browser, as far as a sign-in by redirects needs one: it keeps cookies for each origin, and sends forms. */
export function signInBrowser(site: Site) {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (origin: string) => jars.get(origin) ?? jars.set(origin, new Map()).get(origin) ?? new Map()

  /** Requests for PUBLIC_URL go to where the site listens. */
  async function request(url: URL, init: RequestInit = {}): Promise<Response> {
    const jar = jarOf(url.origin)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const at = url.origin === site.publicUrl ? site.url + url.pathname + url.search : url.href
    const response = await fetch(at, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name)
      else jar.set(name, value.join('='))
    }
    return response
  }

  /** Follows redirects until a page is shown, or `until` holds for where it would go next. */
  async function follow(url: URL, until: (next: URL) => boolean = () => false) {
    for (let at = url; ; ) {
      const response = await request(at)
      const location = response.headers.get('location')
      if (location === null) return { at, response }
      const next = new URL(location, at)
      if (until(next) || (next.origin === site.publicUrl && next.pathname === '/'))
        return { at: next, response }
      at = next
    }
  }

  const isCallback = ({ pathname }: URL) => pathname === '/api/oidc/callback'

  return {
    /** The cookies of the site. */
    get cookie() {
      return [...jarOf(site.publicUrl)].map(([name, value]) => `${name}=${value}`).join('; ')
    },
    open: (url: URL) => request(url),
    post: (path: string) => request(new URL(path, site.publicUrl), { method: 'POST' }),

    /** From the button to the provider's answer, which is not handed in yet. @param who null: the person cancels */
    async answerFor(who: string | null, path = '/api/oidc/sign-in'): Promise<URL> {
      const { at, response } = await follow(new URL(path, site.publicUrl), isCallback)
      if (isCallback(at) || at.pathname === '/') return at
      if (!at.pathname.startsWith('/interaction/')) throw new Error(await response.text())
      const body = new URLSearchParams(who === null ? { cancel: '1' } : { name: who })
      const sent = await request(at, { method: 'POST', body })
      return (await follow(new URL(sent.headers.get('location') ?? '', at), isCallback)).at
    },

    /** @returns where the browser is in the end: the fragment of the console's address */
    async signIn(who: string | null, path?: string): Promise<string> {
      const answer = await this.answerFor(who, path)
      if (!isCallback(answer)) return answer.hash
      return (await follow(answer)).at.hash
    },
  }
}
