/** Times as the API writes them: RFC 3339 in whole seconds, UTC. */

/** Of milliseconds since the epoch. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
