/** The name with its mark: three warp threads and one weft that passes over and under. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-base text-ink tracking-[-0.01em]">
      <svg
        viewBox="0 0 24 24"
        className="size-5"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        aria-hidden
      >
        <path d="M6.5 3v4.5M6.5 11.5V21M12 3v12M12 19v2M17.5 3v4.5M17.5 11.5V21" className="stroke-ink" />
        <path d="M2.5 9.5h19M2.5 17h6.5M15 17h6.5" className="stroke-accent" />
      </svg>
      Weft
    </span>
  );
}
