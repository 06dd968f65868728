/** Executions that are under way at once: most of their time is waiting for another thread. */
export const LANES = 6;

/** Runs something for each item, so many at once; gives the results in the order of the items. */
export async function inLanes<Item, Result>(lanes: number, items: readonly Item[], run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
