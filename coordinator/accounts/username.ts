/** The agent whom somebody means who types this user name: case, width and blanks around it do not matter. */
export const agentIdOf = (username: string): string => username.normalize('NFKC').trim().toLowerCase()
