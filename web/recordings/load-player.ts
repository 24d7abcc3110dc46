import { partOf } from '../parts.ts'

export const loadRecordingPlayer = partOf(() => import('./recording-player.tsx'))
