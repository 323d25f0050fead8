/** Style sheets mean nothing to jest. */
export const stub = {};
