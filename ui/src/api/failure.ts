// A call that did not do what was asked, as a value with a closed set of kinds. Screens decide by `kind`
// and `code`, never by reading a sentence.

export class ApiFailure extends Error {
  /** "lost": no answer from Latchkey at all. "refused": it answered, and said no. */
  readonly kind: "lost" | "refused";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Whole seconds until it is worth trying again, where the server said so. */
  readonly retryAfter: number | null;
  readonly reference: string | null;
  /** What the problem says besides (RFC 9457, section 3.2), such as which field it is about. */
  readonly members: Readonly<Record<string, unknown>>;

  private constructor(
    fields: Pick<ApiFailure, "kind" | "status" | "code" | "detail" | "retryAfter" | "reference" | "members">,
  ) {
    super(fields.detail);
    this.name = "ApiFailure";
    this.kind = fields.kind;
    this.status = fields.status;
    this.code = fields.code;
    this.detail = fields.detail;
    this.retryAfter = fields.retryAfter;
    this.reference = fields.reference;
    this.members = fields.members;
  }

  static lost(): ApiFailure {
    return new ApiFailure({
      kind: "lost",
      status: 0,
      code: "lost",
      detail: "",
      retryAfter: null,
      reference: null,
      members: {},
    });
  }

  /** From an answer and its body, parsed or not. RFC 9457: problem details. */
  static refused(response: Response, body: unknown): ApiFailure {
    const problem = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const wait = response.headers.get("retry-after") ?? "";
    return new ApiFailure({
      kind: "refused",
      status: response.status,
      code: typeof problem.code === "string" ? problem.code : `status_${response.status}`,
      detail: typeof problem.detail === "string" ? problem.detail : `Status ${response.status}.`,
      retryAfter: /^\d{1,9}$/.test(wait) ? Number(wait) : null,
      // The desktop window may get the body without the headers.
      reference:
        response.headers.get("x-request-id") ??
        (typeof problem.requestId === "string" ? problem.requestId : null),
      members: problem,
    });
  }
}
