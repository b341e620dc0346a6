// Shapes of endpoints that openapi.json does not have yet, in the form that the client reads.

interface Json<Body> {
  content: { "application/json": Body };
}

/** An operation: what it answers, what is sent, and its parameters. */
export type Operation<Answer, Body = undefined, Query = undefined, Path = undefined> = {
  parameters: (Query extends undefined ? { query?: never } : { query: Query }) &
    (Path extends undefined ? { path?: never } : { path: Path });
  responses: { 200: Json<Answer> };
} & (Body extends undefined ? { requestBody?: never } : { requestBody: Json<Body> });
