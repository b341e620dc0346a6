import { useEffect, useRef } from "react";

/** A picture that is held in memory: the page's policy lets pictures come from its own files only. */
export function Drawn({
  picture,
  alt,
  className,
}: {
  picture: ImageBitmap;
  alt: string;
  className: string | undefined;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.drawImage(picture, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      width={picture.width}
      height={picture.height}
      role="img"
      aria-label={alt}
      className={className}
    />
  );
}
