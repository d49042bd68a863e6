/** The two names that cross between main and preload; the channels of the contract travel inside. */
export const IPC = { call: 'descent:call', announcement: 'descent:announcement' } as const
