/** The agent meant by this user name: case, width and blanks around it do not matter. */
export const agentIdOf = (username: string): string => username.normalize('NFKC').trim().toLowerCase()
