/** Fetched again after a failure: an agent whose network was away needs no reload to get the telephone back. */
export const loadVoiceSdk = () => import('./voice-sdk.ts')
