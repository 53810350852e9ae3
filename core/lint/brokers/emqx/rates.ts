/** `100/s`, `10MB/10s`, `10`: what `emqx_limiter_schema` of 5.8 or of later releases takes. */
const RATE = /^\s*([0-9]+)(?:kb|mb|gb)?(?:\/(?:0*[1-9][0-9]*)?(?:ms|[smhd]))?\s*$/i;

export function isRate(text: string): boolean {
  return text === 'infinity' || Number(RATE.exec(text)?.[1] ?? 0) > 0;
}

/** What may come beyond the rate for once; 0 is nothing, and without a limit it would be no rate. */
export function isBurst(text: string): boolean {
  return RATE.test(text);
}
