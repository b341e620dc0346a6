export function policy(nonce: string): string;
