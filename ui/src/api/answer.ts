import { ApiFailure } from "./failure.ts";

/** What openapi-fetch gives, as the body that was asked for or an ApiFailure. */
export async function answer<Body>(
  asked: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await asked;
  if (!response.ok) throw ApiFailure.refused(response, error);
  return data as Body;
}
