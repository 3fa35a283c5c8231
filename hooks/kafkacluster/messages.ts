/** Messages of conditions stay readable in a column and small in a status: a few are named, the rest is counted. */
const MOST_NAMED = 5;

/** The first few, and how many more. */
export const someOf = (messages: readonly string[]): string => {
  const rest = messages.length - MOST_NAMED;
  return [...messages.slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
};
