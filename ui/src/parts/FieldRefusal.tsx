import { Link } from "@tanstack/react-router";
import type { FieldRefusalOf } from "../api/refusal-by-field.ts";
import { texts } from "../texts/index.ts";

/** The server's refusal beside a field, with the way to whoever has what was asked for. */
export function FieldRefusal({ refusal }: { refusal: FieldRefusalOf }) {
  const { text, holder } = refusal;
  return (
    <span role="alert">
      {text}{" "}
      {holder && (
        <Link to="/people/$id" params={{ id: holder.id }}>
          {texts.person.editDialog.openHolder(holder.name)}
        </Link>
      )}
    </span>
  );
}
