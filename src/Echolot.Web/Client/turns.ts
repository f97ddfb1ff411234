/**
 * Work of which one runs at a time: what is asked for meanwhile runs once more afterwards, so that an answer that was asked for
 * earlier never comes back over a later one.
 */
export const inTurn = (work: () => Promise<void>): (() => Promise<void>) => {
  let [running, again] = [false, false];
  return async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = false;
    }
  };
};
