import qrcode from "qrcode-generator";
import { useMemo } from "react";
import classes from "./SecondFactor.module.css";

/** The quiet zone that a reader needs around it, in modules (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code, drawn: dark on white in either theme, since not every reader takes the reverse. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = qrcode(0, "M");
    code.addData(value);
    code.make();
    const size = code.getModuleCount();
    let path = "";
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        if (code.isDark(row, column)) path += `M${column} ${row}h1v1h-1z`;
    return { size, path };
  }, [value]);
  const whole = size + 2 * QUIET;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${whole} ${whole}`}
      shapeRendering="crispEdges"
      className={classes.qr}
    >
      <rect x={-QUIET} y={-QUIET} width={whole} height={whole} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
