/** → runs the task soon; asked again meanwhile, it runs once more afterwards. Never twice at a time. */
export function coalesce(task: () => Promise<void>, delay: number): () => void {
  let state: 'idle' | 'waiting' | 'running' | 'again' = 'idle';
  async function run(): Promise<void> {
    do {
      state = 'running';
      await task();
    } while (isAgain());
    state = 'idle';
  }
  const isAgain = () => state === 'again';
  return () => {
    if (state === 'running') state = 'again';
    if (state !== 'idle') return;
    state = 'waiting';
    setTimeout(run, delay);
  };
}
