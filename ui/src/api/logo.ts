// The logo as a picture, for where it cannot be an <img> of the server's file.
import { queryOptions } from "@tanstack/react-query";
import { platform } from "../platform/index.ts";

/** Null where the organization has none of its own. */
export const logoQuery = queryOptions({
  queryKey: ["logo"],
  queryFn: async ({ signal }): Promise<ImageBitmap | null> => {
    const address = new URL("/api/v1/organization/logo", platform.apiOrigin);
    const response = await platform.fetch(new Request(address, { signal }));
    if (response.status === 404) return null;
    if (!response.ok) throw response;
    return createImageBitmap(await response.blob());
  },
  // Whoever set one elsewhere wants to see it on the next page.
  staleTime: 0,
  // A picture is nothing that is compared field by field.
  structuralSharing: false,
});
