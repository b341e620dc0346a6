/** The mark in the colour of the text around it. Drawn in icons/mark.svg; kept alike by Mark.test.ts. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="currentColor" fillRule="evenodd" d={markPath} />
    </svg>
  );
}

export const markPath =
  "M8 10a8 8 0 0 1 16 0v5a1 1 0 0 1-1 1h-5v4h4a1 1 0 0 1 1 1v1a1 1 0 0 1-1 1h-4v3h5a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H15a1 1 0 0 1-1-1V16H9a1 1 0 0 1-1-1Zm4 2h8v-2a4 4 0 0 0-8 0Z";
