/** A link's secret is the temporary password of the user name. */
export interface InvitationSecret {
  username: string
  secret: string
}

/** What follows the path in a link: browsers send it to no server. */
export const invitationHash = ({ username, secret }: InvitationSecret) => `#invitation=${username}.${secret}`

/** @param hash of the address; null when it is no link */
export function invitationIn(hash: string): InvitationSecret | null {
  const [, username, secret] = /^#invitation=([a-z0-9_]+)\.([\w-]+)$/.exec(hash) ?? []
  return username && secret ? { username, secret } : null
}
